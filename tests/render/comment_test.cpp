#include "bgsnap/configuration.hpp"
#include "bgsnap/render.hpp"
#include "support/graph_of.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

namespace bgsnap {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Two graphs and what changed between them.
class Pair {
public:
  Pair(const std::string& before, const std::string& after)
      : before_(identified(graph_of(before), default_configuration().rules)),
        after_(identified(graph_of(after), default_configuration().rules)),
        now(rebuild_graph(after_)),
        difference(diff(before_, after_)) {}
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  [[nodiscard]] CommentAnswer answer() const { return {now, difference, {}, {}, std::nullopt, {}, false, {}, "bgsnap comment a b --whole"}; }

private:
  IdentifiedGraph before_;
  IdentifiedGraph after_;

public:
  const RebuildGraph now;
  const GraphDiff difference;
};

std::string first_lines(const std::string& text, std::size_t lines) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < lines; ++i) end = text.find('\n', end) + 1;
  return text.substr(0, end);
}

/// A lockfile generator writes one field of 144 packages anew, in a commit that says it bumps `curve`: 529 derivations rebuild of 1,721.
std::string workspace(const std::string& joined_by, const std::string& curve) {
  std::string text = "root app\n";
  for (int i = 0; i < 144; ++i) text += fmt::format("crate{}.env.libName = crate{}kit{}\n", i, joined_by, i);
  for (int i = 0; i < 383; ++i) text += fmt::format("user{} -> crate{}\napp -> user{}\n", i, i % 144, i);
  for (int i = 0; i < 1192; ++i) text += fmt::format("app -> other{}\n", i);
  return text + "app -> curve-" + curve + "\n";
}

TEST(Comment, SaysInItsFirstLinesThatAGeneratorRebuiltTheWorkspace) {
  const Pair pair(workspace("-", "4.1.2"), workspace("_", "4.1.3"));
  EXPECT_EQ(first_lines(as_markdown(pair.answer()), 3),
            "**529 of 1,721 derivations must be built (30.7 %)** · 145 causes, 144 of them one edit\n"
            "\n"
            "Most of it: `env libName: - → _ in 144 packages` rebuilds 528 derivations, 527 of them by itself alone. In all, 529 of 1,721 "
            "derivations rebuild (30.7 %), whether a root needs them or not.\n");
}

TEST(Comment, TheVerdictComesFirst) {
  const Pair pair("app -> lib-1; root app", "app -> lib-2; root app");
  CommentAnswer answer = pair.answer();
  answer.baseline = "b.json";
  EXPECT_THAT(as_markdown(answer), StartsWith("**Within the baseline: 2 of 2 derivations must be built (100.0 %)** · 1 cause\n"));
  answer.findings = {{{"ceiling-cone", Severity::error, "lib", "cone of lib is 2 derivations", {"app → lib"}, "set it"}, HeldFinding::Age::as_before},
                     {{"ceiling-cone", Severity::warning, "app", "cone of app is 1 derivation", {}, ""}}};
  answer.breach = true;
  const std::string text = as_markdown(answer);
  EXPECT_THAT(text, StartsWith("**Breach: 2 of 2 derivations must be built (100.0 %)** · 1 cause · 1 error · 1 warning, 1 of them as before\n"));
  EXPECT_THAT(text, HasSubstr("### Held against `b.json`\n\n"
                              "**Error**, as before, `ceiling-cone`: cone of lib is 2 derivations\n\nTo accept it:\n\n```sh\nset it\n```\n\n"
                              "<details>\n<summary>Evidence</summary>\n\n```\napp → lib\n```\n\n</details>\n\n"
                              "**Warning** `ceiling-cone`: cone of app is 1 derivation\n"));
}

TEST(Comment, TheFirstLineSaysWhetherAllOfItStoodBefore) {
  const Pair pair("app -> lib-1; root app", "app -> lib-1; root app");
  const auto line_of = [&](std::vector<HeldFinding::Age> ages) {
    CommentAnswer answer = pair.answer();
    for (const HeldFinding::Age age : ages)
      answer.findings.push_back({{"ceiling-cone", Severity::error, "lib", "cone of lib is 2 derivations", {}, ""}, age});
    const std::string text = as_markdown(answer);
    return text.substr(0, text.find('\n'));
  };
  using Age = HeldFinding::Age;
  EXPECT_EQ(line_of({Age::as_before}), "**Nothing rebuilds, of 2 derivations** · 1 error, as before");
  EXPECT_EQ(line_of({Age::as_before, Age::as_before}), "**Nothing rebuilds, of 2 derivations** · 2 errors, all as before");
  EXPECT_EQ(line_of({Age::as_before, Age::of_this_change}), "**Nothing rebuilds, of 2 derivations** · 2 errors, 1 of them as before");
  EXPECT_EQ(line_of({Age::unknown}), "**Nothing rebuilds, of 2 derivations** · 1 error, of unknown age");
  EXPECT_EQ(line_of({Age::as_before, Age::unknown}), "**Nothing rebuilds, of 2 derivations** · 2 errors, 1 of them as before, 1 of unknown age");
  EXPECT_EQ(line_of({Age::worse_than_before}), "**Nothing rebuilds, of 2 derivations** · 1 error, worse than before");
  EXPECT_EQ(line_of({Age::worse_than_before, Age::worse_than_before}), "**Nothing rebuilds, of 2 derivations** · 2 errors, all worse than before");
  EXPECT_EQ(line_of({Age::of_this_change, Age::worse_than_before, Age::as_before}),
            "**Nothing rebuilds, of 2 derivations** · 3 errors, 1 of them worse than before, 1 as before");
}

TEST(Comment, WhatGotWorseSaysFromWhatToWhat) {
  const Pair pair("app -> lib-1; root app", "app -> lib-1; root app");
  const auto text_of = [&](Measure before, Measure now) {
    CommentAnswer answer = pair.answer();
    Finding finding{"ceiling-cone", Severity::error, "lib", "cone of lib is large", {}, ""};
    finding.measure = now;
    answer.findings = {{finding, HeldFinding::Age::worse_than_before, before}};
    return as_markdown(answer);
  };
  using Unit = Measure::Unit;
  EXPECT_THAT(text_of({999, Unit::count}, {1000, Unit::count}),
              HasSubstr("**Error**, worse than before (999, now 1,000), `ceiling-cone`: cone of lib is large\n"));
  EXPECT_THAT(text_of({48.142, Unit::percent}, {48.144, Unit::percent}),
              HasSubstr("**Error**, worse than before (48.142 %, now 48.144 %), `ceiling-cone`: cone of lib is large\n"));
}

TEST(Comment, WhatHasNoAgeIsNotSaidToBeAsBefore) {
  const Pair pair("app -> lib-1; root app", "app -> lib-1; root app");
  CommentAnswer answer = pair.answer();
  answer.findings = {{{"singleton", Severity::error, "github:nixos/nixpkgs", "flake.lock pins it twice", {}, ""}, HeldFinding::Age::unknown}};
  EXPECT_THAT(as_markdown(answer),
              HasSubstr("### Findings\n\n"
                        "Of unknown age is what was seen in a lock file, or beside another system's snapshot, of which the base's was not given "
                        "(`--base-cargo-lock`, `--base-flake-lock`, `--base-beside`).\n\n"
                        "**Error**, of unknown age, `singleton`: `flake.lock` pins it twice\n"));
}

TEST(Comment, RootsThatVanishedStandInTheFirstLine) {
  const Pair pair("app -> lib-1; root app", "app -> lib-1; root app");
  GraphDiff difference = pair.difference;
  difference.roots_removed = {"server", "tool"};
  CommentAnswer answer{pair.now, difference, {}, {}, std::nullopt, {}, false, {}, ""};
  EXPECT_EQ(as_markdown(answer),
            "**0 of 2 derivations must be built (0.0 %)** · 2 roots vanished\n\n### Roots\n\n2 roots vanished: `server`, `tool`\n\n<!-- "
            "bgsnap:comment -->\n");
}

TEST(Comment, OfNothingSaysSo) {
  const Pair pair("app -> lib-1; root app", "app -> lib-1; root app");
  EXPECT_EQ(as_markdown(pair.answer()), "**Nothing rebuilds, of 2 derivations**\n\n<!-- bgsnap:comment -->\n");
}

TEST(Comment, FiguresOfSnapshotsAreTheLeast) {
  const Pair pair("app -> lib-1; root app", "app -> lib-2; root app");
  GraphDiff difference = pair.difference;
  difference.exactness = Exactness::structural;
  difference.bound = Bound::lower;
  CommentAnswer answer{pair.now, difference, {}, {}, std::nullopt, {}, false, {}, ""};
  const std::string text = as_markdown(answer);
  EXPECT_THAT(text, StartsWith("**At least 2 of 2 derivations must be built (100.0 %)** · 1 cause\n"));
  EXPECT_THAT(text, HasSubstr("> Compared by what snapshots show: changed flags and sources are invisible here, so the figures are lower bounds.\n"));
}

TEST(Comment, AnIncompleteGraphIsSaid) {
  const Pair pair("app -> lib-1; root app", "app -> lib-2; root app");
  CommentAnswer answer = pair.answer();
  answer.standing.incomplete = true;
  EXPECT_THAT(as_markdown(answer), HasSubstr("> A graph is incomplete: these are the figures of what could be seen.\n"));
}

TEST(Comment, WatchedPackagesStandBeforeAndNow) {
  const Pair pair("app -> lib-1; root app", "app -> lib-2; root app");
  CommentAnswer answer = pair.answer();
  answer.watched = {{"lib", {WatchedCone::Side{{20, 100}}, WatchedCone::Side{{30, 100}}}},
                    {"gone", {WatchedCone::Side{{1, 100}}, std::nullopt}},
                    {"low", {WatchedCone::Side{{9, 100}, Bound::upper}, WatchedCone::Side{{9, 100}, Bound::upper}}}};
  EXPECT_THAT(as_markdown(answer), HasSubstr("| `lib` | 20 of 100 (20.0 %) | 30 of 100 (30.0 %) | +10 |\n"
                                             "| `gone` | 1 of 100 (1.0 %) | not there |  |\n"
                                             "| `low` | ≤ 9 of 100 (9.0 %) | ≤ 9 of 100 (9.0 %) | = |\n"));
}

TEST(Comment, DuplicatesThatCameOrWent) {
  const Pair pair("app -> lib-1; root app", "app -> lib-2; root app");
  CommentAnswer answer = pair.answer();
  answer.duplicates = {{"lib", "crate", "dev", "", "", {0, 2}, {"inputs"}}, {"old", "crate", "", "", "", {1, 0}, {}}};
  EXPECT_THAT(as_markdown(answer), HasSubstr("| `lib` `dev` | `crate` | 0 | 2 | +2 | `inputs` |\n| `old` | `crate` | 1 | 0 | −1 |  |\n"));
}

/// 600 packages with a flag each of its own, a root each, ten more with one edit, findings with long evidence: far more than a comment holds.
class LongComment : public testing::Test {
protected:
  static std::string graph(const std::string& flag, const std::string& version) {
    std::string text;
    for (int i = 0; i < 600; ++i) {
      const std::string name = fmt::format("a-package-of-a-rather-long-name{}-{}", i, version);
      text += fmt::format("root root{} = {}\n{}.env.{}{} = yes\n", i, name, name, flag, i);
    }
    for (int i = 0; i < 10; ++i) text += fmt::format("root one{} = one{}\none{}.env.libName = one{}kit{}\n", i, i, i, flag == "WITH" ? "-" : "_", i);
    return text;
  }
  LongComment() : pair(graph("WITH", "1"), graph("WITHOUT", "2")), answer(pair.answer()) {
    answer.baseline = "b.json";
    answer.breach = true;
    for (int i = 0; i < 40; ++i) {
      answer.watched.push_back({"watched" + std::to_string(i), {}});
      answer.duplicates.push_back({"twice" + std::to_string(i), "crate", "", "", "", {0, 1}, {}});
    }
    for (int i = 0; i < 300; ++i)
      answer.findings.push_back({{"ceiling-cone",
                                  Severity::error,
                                  std::to_string(i),
                                  "cone of lib is 2 derivations",
                                  {std::string(300, 'e')},
                                  "accept " + std::to_string(i)}});
  }
  Pair pair;
  CommentAnswer answer;
};

TEST_F(LongComment, StaysUnderItsBytesAndNamesWhatItLeavesOut) {
  const std::string text = as_markdown(answer);
  EXPECT_LT(text.size(), 60'000u);
  EXPECT_THAT(
      text,
      HasSubstr(
          "\nLeft out, to stay under 60,000 bytes: what was bumped, appeared and vanished; the packages of each edit; the evidence of findings; "));
  EXPECT_THAT(text, testing::EndsWith("With nothing left out: `bgsnap comment a b --whole`\n\n<!-- bgsnap:comment -->\n"));
  EXPECT_THAT(text, Not(HasSubstr("<summary>Evidence")));
}

/// The order in which detail goes is that of CommentDetail, whatever the size: what a shorter comment shows a longer one shows too.
TEST_F(LongComment, DetailGoesInTheStatedOrder) {
  const std::vector<std::pair<std::string, std::string>> order = {
      {"packages bumped</summary>", "what was bumped"},  {"packages of one edit</summary>", "the packages of each"},
      {"<summary>Evidence", "the evidence of findings"}, {"further causes</summary>", "causes beyond"},
      {"further roots</summary>", "roots beyond"},       {"`twice10`", "duplicates beyond"},
      {"`watched10`", "watched packages beyond"},        {"further findings</summary>", "findings beyond"},
      {"### Causes", "all but the first line"}};
  std::vector<std::size_t> seen(order.size(), 0);
  answer.most_bytes = SIZE_MAX;
  const std::size_t whole = as_markdown(answer).size();
  for (std::size_t most = 1000; most < whole + 3000; most += 3000) {
    answer.most_bytes = most;
    const std::string text = as_markdown(answer);
    EXPECT_TRUE(text.size() <= most || most < 10'000) << most;
    std::size_t first_shown = 0;
    while (first_shown < order.size() && text.find(order[first_shown].first) == std::string::npos) ++first_shown;
    for (std::size_t i = first_shown; i < order.size(); ++i) EXPECT_THAT(text, HasSubstr(order[i].first)) << most;
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
      const bool some = text.find("some of " + order[i].second) != std::string::npos;
      const bool all = !some && text.find(order[i].second) != std::string::npos;
      EXPECT_EQ(all, i < first_shown && first_shown < order.size()) << most << order[i].second;
      EXPECT_TRUE(!some || i == first_shown) << most << order[i].second;
    }
    ++seen[std::min(first_shown, order.size() - 1)];
  }
  EXPECT_GT(std::count_if(seen.begin(), seen.end(), [](std::size_t times) { return times != 0; }), 4) << "the sizes tried show too few of the steps";
}

TEST_F(LongComment, OfTheLastKindThatGoesAsMuchStaysAsFits) {
  answer.most_bytes = SIZE_MAX;
  const std::size_t whole = as_markdown(answer).size();
  answer.most_bytes = whole - 100;
  const std::string text = as_markdown(answer);
  EXPECT_THAT(text, HasSubstr("\nLeft out, to stay under "));
  EXPECT_THAT(text, HasSubstr(" bytes: some of what was bumped, appeared and vanished. With nothing left out: "));
  EXPECT_LE(text.size(), answer.most_bytes);
  EXPECT_GT(text.size(), answer.most_bytes - 300);
}

TEST_F(LongComment, ShortestIsTheFirstLine) {
  answer.most_bytes = 1;
  EXPECT_EQ(as_markdown(answer),
            "**Breach: 610 of 610 derivations must be built (100.0 %)** · 610 causes, 10 of them one edit · 300 errors\n\n"
            "Left out, to stay under 2 bytes: all but the first line. With nothing left out: `bgsnap comment a b --whole`\n\n"
            "<!-- bgsnap:comment -->\n");
}

TEST(Comment, TheMarkerHasItsName) {
  const Pair pair("app -> lib-1; root app", "app -> lib-1; root app");
  CommentAnswer answer = pair.answer();
  answer.marker = "x86_64-linux";
  EXPECT_THAT(as_markdown(answer), testing::EndsWith("\n<!-- bgsnap:x86_64-linux -->\n"));
}

}  // namespace
}  // namespace bgsnap
