#include "snapshot/merge_lines.hpp"

#include "bgsnap/configuration.hpp"
#include "bgsnap/error.hpp"
#include "bgsnap/snapshot.hpp"
#include "support/graph_of.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <utility>

namespace bgsnap {
namespace {

std::string snapshot_text(const std::string& graph) { return text_of(take_snapshot(identified(graph_of(graph), default_configuration().rules))); }

std::string provisional(const std::string& text) {
  Snapshot snapshot = parse_snapshot(text, "s.json");
  snapshot.provisional = true;
  return text_of(snapshot);
}

std::string without_mark(const std::string& text) {
  Snapshot snapshot = parse_snapshot(text, "s.json");
  snapshot.provisional = false;
  return text_of(snapshot);
}

LineMerge merged(const std::string& base, const std::string& ours, const std::string& theirs) {
  return merge_lines(base.empty() ? "" : snapshot_text(base), snapshot_text(ours), snapshot_text(theirs));
}

using Conflicts = std::vector<std::string>;

TEST(MergeLines, NeighboursMergeAndTheFileIsProvisional) {
  const LineMerge merge = merged("app -> b; root app", "app -> b a; root app", "app -> b c; root app");
  EXPECT_EQ(merge.conflicts, Conflicts{});
  EXPECT_EQ(merge.text, provisional(snapshot_text("app -> a b c; root app")));
}

TEST(MergeLines, OneLineMayBeChangedInDifferentMembers) {
  const LineMerge merge = merged("app -> lib-1.0; root app", "app -> lib-1.1; root app", "app -> lib-1.0; lib-1.0 -> libc; root app");
  EXPECT_EQ(merge.conflicts, Conflicts{});
  EXPECT_EQ(merge.text, provisional(snapshot_text("app -> lib-1.1; lib-1.1 -> libc; root app")));
}

TEST(MergeLines, WhatOneSideTookAwayAndTheOtherDidNotTouchIsGone) {
  const LineMerge merge = merged("app -> a b; root app", "app -> b; root app", "app -> a b c; root app");
  EXPECT_EQ(merge.conflicts, Conflicts{});
  EXPECT_EQ(merge.text, provisional(snapshot_text("app -> b c; root app")));
}

TEST(MergeLines, ARootOfEachSideIsKept) {
  const LineMerge merge = merged("app; root app", "app; tool; root app; root tool", "app; web; root app; root web");
  EXPECT_EQ(merge.conflicts, Conflicts{});
  EXPECT_EQ(merge.text, provisional(snapshot_text("app; tool; web; root app; root tool; root web")));
}

TEST(MergeLines, ASideThatChangedNothingLeavesTheOtherAsItIs) {
  const std::string base = snapshot_text("app; root app");
  const std::string changed = snapshot_text("app -> a; root app");
  EXPECT_EQ(merge_lines(base, changed, base).text, changed);
  EXPECT_EQ(merge_lines(base, base, changed).text, changed);
  EXPECT_EQ(merge_lines(base, changed, changed).text, changed);
}

TEST(MergeLines, AMarkStaysUntilTheFileIsWrittenAnew) {
  const std::string base = snapshot_text("app -> b; root app");
  const std::string ours = provisional(snapshot_text("app -> b a; root app"));
  const LineMerge merge = merge_lines(base, ours, snapshot_text("app -> b c; root app"));
  EXPECT_EQ(merge.conflicts, Conflicts{});
  EXPECT_EQ(merge.text, provisional(snapshot_text("app -> a b c; root app")));
}

TEST(MergeLines, TwoVersionsOfOnePackageAreAConflict) {
  const LineMerge merge = merged("app -> lib-1.0; root app", "app -> lib-1.1; root app", "app -> lib-1.2; root app");
  EXPECT_EQ(merge.conflicts, Conflicts{"build/lib: \"version\" is \"1.1\" in ours and \"1.2\" in theirs"});
  const std::string ours = snapshot_text("app -> lib-1.1; root app");
  const auto line = [](const std::string& text) {
    const std::size_t begin = text.find(",{\"id\":\"build/lib\"");
    return text.substr(begin, text.find('\n', begin) + 1 - begin);
  };
  const std::string own_line = line(ours);
  std::string expected = ours;
  expected.replace(expected.find(own_line), own_line.size(),
                   "<<<<<<< ours\n" + own_line + "=======\n" + line(snapshot_text("app -> lib-1.2; root app")) + ">>>>>>> theirs\n");
  EXPECT_EQ(merge.text, expected);
}

TEST(MergeLines, WhatOneSideChangedAndTheOtherTookAwayIsAConflict) {
  const LineMerge merge = merged("app -> lib-1.0 b; root app", "app -> b; root app", "app -> lib-1.1 b; root app");
  EXPECT_EQ(merge.conflicts, Conflicts{"build/lib: theirs changes it, ours takes it away"});
}

TEST(MergeLines, ALineThatNobodyNeedsAnyLongerIsGone) {
  const LineMerge merge =
      merged("app -> a; tool -> a; root app; root tool", "app; tool -> a; root app; root tool", "app -> a; tool; root app; root tool");
  EXPECT_EQ(merge.conflicts, Conflicts{});
  EXPECT_EQ(merge.text, provisional(snapshot_text("app; tool; root app; root tool")));
}

TEST(MergeLines, ALineThatIsNeededAgainIsAConflict) {
  const LineMerge merge = merged("app -> a; root app", "app; root app", "app -> a; tool -> a; root app; root tool");
  ASSERT_EQ(merge.conflicts, Conflicts{"together the lines make no snapshot: \"build/a\" is named here, but no line has that id: lines are missing"});
  EXPECT_NE(merge.text.find("<<<<<<< ours\n"), std::string::npos);
}

TEST(MergeLines, WhatBothSidesAddedIsNotCountedTwice) {
  const LineMerge merge = merged("app; tool; root app; root tool", "app -> a b; tool; root app; root tool", "app -> a c; tool; root app; root tool");
  EXPECT_EQ(merge.conflicts, Conflicts{});
  EXPECT_EQ(merge.text, provisional(snapshot_text("app -> a b c; tool; root app; root tool")));
}

TEST(MergeLines, AnEdgeThatNoLongerGoesUnsaidIsKept) {
  const LineMerge merge = merged("app -> b c; b -> c; keep -> c; root app; root keep", "app -> b c; b; keep -> c; root app; root keep",
                                 "app -> b c a; b -> c; keep -> c; root app; root keep");
  EXPECT_EQ(merge.conflicts, Conflicts{});
  EXPECT_EQ(merge.text, provisional(snapshot_text("app -> a b c; b; keep -> c; root app; root keep")));
}

TEST(MergeLines, AnEdgeThatBothSidesTogetherLoseIsAConflict) {
  const LineMerge merge =
      merged("app -> b d c; b -> c; d -> c; keep -> c; root app; root keep", "app -> b d c; b; d -> c; keep -> c; root app; root keep",
             "app -> b d c; b -> c; d; keep -> c; root app; root keep");
  EXPECT_EQ(merge.conflicts,
            Conflicts{"together the lines make no snapshot: \"build/app\" says that 1 of its inputs are implied by others, its lines give 0"});
}

TEST(MergeLines, WithoutAnAncestorEqualLinesAreMergedAndOthersAreNot) {
  EXPECT_EQ(merged("", "app; root app", "app; root app").conflicts, Conflicts{});
  EXPECT_EQ(merged("", "app-1.0; root app-1.0", "app-1.1; root app-1.1").conflicts,
            Conflicts{"build/app: \"version\" is \"1.0\" in ours and \"1.1\" in theirs"});
}

TEST(MergeLines, ASideThatIsNoSnapshotIsAConflictOfTheWholeFile) {
  const std::string whole = snapshot_text("app; root app");
  const LineMerge merge = merge_lines(whole, snapshot_text("app -> a; root app"), "[\n<<<<<<< x\n");
  EXPECT_EQ(merge.conflicts, Conflicts{"theirs: byte 0: this is no line of a snapshot"});
  EXPECT_EQ(merge.text, "<<<<<<< ours\n" + snapshot_text("app -> a; root app") + "=======\n[\n<<<<<<< x\n>>>>>>> theirs\n");
}

TEST(MergeLines, TheOrderOfPresetsIsNobodysToMix) {
  const std::string base = snapshot_text("app; root app");
  const auto with = [&](const std::string& presets) {
    std::string text = base;
    const std::size_t begin = text.find("\"presets\":[") + 11;
    return text.replace(begin, text.find(']', begin) - begin, presets);
  };
  EXPECT_EQ(merge_lines(base, with(R"("rust","nixpkgs")"), with(R"("go","nixpkgs")")).conflicts,
            Conflicts{R"(the header: "presets" is ["rust","nixpkgs"] in ours and ["go","nixpkgs"] in theirs)"});
}

using Edges = std::set<std::pair<unsigned, unsigned>>;

std::string graph_text(const Edges& edges, unsigned nodes) {
  std::string text;
  for (const auto& [user, input] : edges) text += "p" + std::to_string(user) + " -> p" + std::to_string(input) + "; ";
  for (unsigned node = 0; node < nodes; ++node) text += "all -> p" + std::to_string(node) + "; ";
  return text + "root all";
}

/// A file that is said to be merged can be read and has the mark; one that is not has markers, and is refused for them.
TEST(MergeLines, AFileIsEitherMergedAndMarkedOrRefusedForItsMarkers) {
  constexpr unsigned nodes = 10;
  unsigned good = 0;
  unsigned bad = 0;
  for (unsigned seed = 0; seed < 500; ++seed) {
    std::mt19937 random(seed);
    Edges base;
    for (unsigned user = 1; user < nodes; ++user) base.emplace(user, static_cast<unsigned>(random() % user));
    const auto edited = [&](unsigned added) {
      Edges edges = base;
      if (random() % 2 == 0) edges.erase(std::next(edges.begin(), static_cast<std::ptrdiff_t>(random() % edges.size())));
      if (random() % 2 == 0) edges.emplace(added, static_cast<unsigned>(random() % nodes));
      return graph_text(edges, nodes);
    };
    const std::string ours = snapshot_text(edited(nodes));
    const std::string theirs = snapshot_text(edited(nodes + 1));
    const std::string before = snapshot_text(graph_text(base, nodes));
    if (before == ours || before == theirs || ours == theirs) continue;
    const LineMerge merge = merge_lines(before, ours, theirs);
    if (merge.conflicts.empty()) {
      ++good;
      EXPECT_EQ(merge.text, provisional(without_mark(merge.text))) << "seed " << seed;
      continue;
    }
    ++bad;
    try {
      static_cast<void>(parse_snapshot(merge.text, "merged.json"));
      ADD_FAILURE() << "seed " << seed << ": accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.sentence(), "git left a merge conflict in the snapshot") << "seed " << seed;
    }
  }
  EXPECT_GT(good, 50U);
  EXPECT_GT(bad, 10U);
}

}  // namespace
}  // namespace bgsnap
