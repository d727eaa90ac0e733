#include "bgsnap/diff.hpp"
#include "bgsnap/configuration.hpp"
#include "support/graph_of.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace bgsnap {
namespace {

IdentifiedGraph read(std::string_view text) { return identified(graph_of(text), default_configuration().rules); }

std::string words(std::vector<std::string> parts) {
  std::string text;
  for (const std::string& part : parts) text.append(text.empty() ? "" : " ").append(part);
  return text;
}

/// Names of nodes, sorted.
template <class NameOf>
std::string names(const std::vector<NodeId>& nodes, NameOf&& name_of_node) {
  std::vector<std::string> list;
  for (const NodeId id : nodes) list.emplace_back(name_of_node(id));
  std::sort(list.begin(), list.end());
  return words(std::move(list));
}

/// "NAME BEFORE>NOW [FIELD, …] {DERIVATIONS} REBUILDS", a line each.
template <class NameOf>
std::string causes(const GraphDiff& diff, NameOf&& name_of_node) {
  std::string text;
  for (const DiffCause& cause : diff.causes) {
    text += cause.name + " " + cause.before.value_or("-") + ">" + cause.now.value_or("-") + " [";
    for (std::size_t i = 0; i < cause.fields.size(); ++i) text += (i == 0 ? "" : ", ") + cause.fields[i];
    text += "] {" + names(cause.derivations, name_of_node) + "} " + std::to_string(cause.rebuilds) + "\n";
  }
  return text;
}

struct Exact {
  Exact(std::string_view before, std::string_view after) : was(read(before)), is(read(after)), answer(diff(was, is)) {}
  [[nodiscard]] auto namer() const {
    return [this](NodeId id) { return is.graph[DerivationId(id.value)].name; };
  }
  [[nodiscard]] std::string causes_text() const { return causes(answer, namer()); }
  [[nodiscard]] std::string rebuilds() const { return names(answer.rebuilds, namer()); }
  [[nodiscard]] std::string needed() const { return names(answer.needed, namer()); }

  IdentifiedGraph was;
  IdentifiedGraph is;
  GraphDiff answer;
};

struct Structural {
  Structural(std::string_view before, std::string_view after)
      : was(take_snapshot(read(before))), is(take_snapshot(read(after))), answer(diff(was, is)) {}
  [[nodiscard]] auto namer() const {
    return [this](NodeId id) { return is.nodes[id].key.pname; };
  }
  [[nodiscard]] std::string causes_text() const { return causes(answer, namer()); }
  [[nodiscard]] std::string rebuilds() const { return names(answer.rebuilds, namer()); }

  Snapshot was;
  Snapshot is;
  GraphDiff answer;
};

TEST(Diff, AChangedLibraryIsTheCauseAndItsUsersAreConsequences) {
  const Exact diff("app -> lib; lib -> libc; root app", "app -> lib; lib -> libc; lib.builder = clang; root app");
  EXPECT_EQ(diff.rebuilds(), "app lib");
  EXPECT_EQ(diff.causes_text(), "lib > [builder] {lib} 2\n");
  EXPECT_EQ(diff.answer.exactness, Exactness::exact);
  EXPECT_EQ(diff.answer.rebuild_share, (Share{2, 3}));
}

TEST(Diff, OfEqualGraphsIsEmpty) {
  const Exact diff("app -> lib; root app", "app -> lib; root app");
  EXPECT_EQ(diff.rebuilds(), "");
  EXPECT_EQ(diff.causes_text(), "");
  EXPECT_TRUE(diff.answer.bumped.empty());
}

TEST(Diff, HowADownloadIsFetchedRebuildsNothingAboveIt) {
  const Exact diff("app -> tar; tar -> curl; tar.fixed = sha256 one; root app",
                   "app -> tar; tar -> curl; tar.fixed = sha256 one; curl.env.FIX = yes; root app");
  EXPECT_EQ(diff.rebuilds(), "curl");
  EXPECT_EQ(diff.needed(), "");
  EXPECT_EQ(diff.causes_text(), "curl > [env FIX] {curl} 1\n");
}

TEST(Diff, ABumpIsOneCauseWithItsDownload) {
  const Exact diff("app -> lib-1.0; lib-1.0 -> lib-1.0.tar.gz; lib-1.0.tar.gz.fixed = sha256; root app",
                   "app -> lib-1.1; lib-1.1 -> lib-1.1.tar.gz; lib-1.1.tar.gz.fixed = sha256; root app");
  EXPECT_EQ(diff.causes_text(), "lib 1.0>1.1 [source, version] {lib-1.1 lib-1.1.tar.gz} 3\n");
  ASSERT_EQ(diff.answer.bumped.size(), 1u);
  EXPECT_EQ(diff.answer.bumped[0].name, "lib");
  EXPECT_EQ(words(diff.answer.bumped[0].before) + ">" + words(diff.answer.bumped[0].now), "1.0>1.1");
  EXPECT_TRUE(diff.answer.added.empty());
  EXPECT_TRUE(diff.answer.removed.empty());
}

TEST(Diff, ANewContentOfADownloadIsItsPackagesSource) {
  const Exact diff("app -> lib; lib -> fix.patch; fix.patch.fixed = sha256 one; root app",
                   "app -> lib; lib -> fix.patch; fix.patch.fixed = sha256 two; root app");
  EXPECT_EQ(diff.causes_text(), "lib > [source] {fix.patch} 3\n");
}

TEST(Diff, ADownloadOfSeveralPackagesIsItsOwnCause) {
  const Exact diff("app -> a b; a -> s.patch; b -> s.patch; s.patch.fixed = sha256 one; root app",
                   "app -> a b; a -> s.patch; b -> s.patch; s.patch.fixed = sha256 two; root app");
  EXPECT_EQ(diff.causes_text(), "s > [source] {s.patch} 4\n");
}

TEST(Diff, AnEditedSourceIsTheCause) {
  const Exact diff("app -> lib; lib.source = one-main.c; root app", "app -> lib; lib.source = two-main.c; root app");
  EXPECT_EQ(diff.causes_text(), "lib > [source] {lib} 2\n");
}

TEST(Diff, FieldsAreNamed) {
  const Exact diff("app -> a b c; b.env.OLD = 1; root app", "app -> a b c; a.args = -O3; b.env.NEW = 1; c.system = aarch64-linux; root app");
  EXPECT_EQ(diff.causes_text(),
            "a > [args] {a} 2\n"
            "b > [env NEW, env OLD] {b} 2\n"
            "c > [system] {c} 2\n");
}

TEST(Diff, WhatRepeatsTheVersionIsNoFurtherField) {
  const Exact diff("app -> lib-1.0; lib-1.0.env.VERSION = v1.0-final; lib-1.0.env.FLAG = a; root app",
                   "app -> lib-1.1; lib-1.1.env.VERSION = v1.1-final; lib-1.1.env.FLAG = b; root app");
  EXPECT_EQ(diff.causes_text(), "lib 1.0>1.1 [env FLAG, version] {lib-1.1} 2\n");
}

TEST(Diff, AUserOfABumpedInputIsAConsequence) {
  const Exact diff("app -> lib-1.0; app.env.L = -L@lib-1.0@/lib; root app", "app -> lib-1.1; app.env.L = -L@lib-1.1@/lib; root app");
  EXPECT_EQ(diff.causes_text(), "lib 1.0>1.1 [version] {lib-1.1} 2\n");
}

TEST(Diff, AnInputSwappedForAnotherThatBothHaveIsTheUsersChange) {
  const Exact diff("app -> z-1; other -> z-2; root app; root other", "app -> z-2; other -> z-2 z-1; z-1; root app; root other");
  EXPECT_NE(diff.causes_text().find("app > [inputs] {app} 1\n"), std::string::npos) << diff.causes_text();
}

TEST(Diff, ADownloadFetchedInAnotherWayIsNoSwap) {
  const Exact diff(
      "app -> tar#a lib; other -> tar#b; tar#a.fixed = sha256 c; tar#b.fixed = sha256 c; tar#b -> curl; root app; root other",
      "app -> tar#b lib; other -> tar#a; tar#a.fixed = sha256 c; tar#b.fixed = sha256 c; tar#b -> curl; lib.env.X = 1; root app; root other");
  EXPECT_EQ(diff.causes_text(), "lib > [env X] {lib} 2\n");
}

TEST(Diff, VariantsArePairedByWhatTheyAre) {
  const Exact diff("app -> lib-1#a lib-1#b; lib-1#a.env.KIND = a; lib-1#b.env.KIND = b; lib-1#a -> base; lib-1#b -> base; root app",
                   "app -> lib-1#a lib-1#b; lib-1#a.env.KIND = a; lib-1#b.env.KIND = b; lib-1#a -> base; lib-1#b -> base; base.env.X = 1; root app");
  EXPECT_EQ(diff.causes_text(), "base > [env X] {base} 4\n");
}

TEST(Diff, VariantsAlikeInThemselvesArePairedByWhatIsBelowThem) {
  const Exact diff(
      "app -> lib-1#a lib-1#b; lib-1#a -> ssl zlib; lib-1#b -> tls zlib; ssl -> base; tls -> base; lib-1#a.env.N = 1; lib-1#b.env.N = 1; root app",
      "app -> lib-1#a lib-1#b; lib-1#a -> ssl zlib; lib-1#b -> tls zlib; ssl -> base; tls -> base; lib-1#a.env.N = 2; lib-1#b.env.N = 2; root app");
  EXPECT_EQ(diff.causes_text(), "lib 1>1 [env N] {lib-1 lib-1} 3\n");
}

TEST(Diff, OfVariantsThatAllChangedEachStaysWithItsOwnInputs) {
  // One variant stands above what needs another, so the group is not settled when its users ask; names below tell them apart.
  for (int n = 1; n <= 16; ++n) {
    const std::string graph =
        "app -> lib-1#a lib-1#b mid-1#c; lib-1#a -> mid-1#a; lib-1#b -> mid-1#b; mid-1#a -> ssl; mid-1#b -> tls; mid-1#c -> lib-1#a; root app";
    std::string edited = graph;
    for (const char* node : {"mid-1#a", "mid-1#b", "mid-1#c", "lib-1#a", "lib-1#b"})
      edited += std::string("; ") + node + ".env.N = " + std::to_string(n);
    const Exact diff(graph, edited);
    EXPECT_EQ(diff.causes_text(), "mid 1>1 [env N] {mid-1 mid-1 mid-1} 6\nlib 1>1 [env N] {lib-1 lib-1} 4\n") << "n = " << n;
  }
}

TEST(Diff, WhatRebuildsThoughNoInputDoesIsACause) {
  const Exact diff("app -> lib; lib -> libc; root app", "app -> lib libc; lib -> libc; root app");
  EXPECT_EQ(diff.causes_text(), "app > [inputs] {app} 1\n") << "lib implies libc, so the text that names it is an echo";
}

TEST(Diff, WhatIsNewIsACause) {
  const Exact diff("app; root app", "app -> tool-1.0; root app");
  EXPECT_EQ(diff.causes_text(), "tool ->1.0 [new] {tool-1.0} 2\napp > [env deps, inputs] {app} 1\n");
  ASSERT_EQ(diff.answer.added.size(), 1u);
  EXPECT_EQ(diff.answer.added[0].name, "tool");
}

TEST(Diff, WhatIsGoneIsListed) {
  const Exact diff("app -> tool-1.0; root app", "app; root app");
  EXPECT_EQ(diff.rebuilds(), "app");
  ASSERT_EQ(diff.answer.removed.size(), 1u);
  EXPECT_EQ(diff.answer.removed[0].name + " " + words(diff.answer.removed[0].before), "tool 1.0");
}

TEST(Diff, RootsThatCameAndWent) {
  const Exact diff("app; tool; root app; root tool", "app; test; root app; root test");
  EXPECT_EQ(words(diff.answer.roots_added), "test");
  EXPECT_EQ(words(diff.answer.roots_removed), "tool");
}

TEST(Diff, EachRootIsAnsweredForItself) {
  const Exact diff("app -> lib; tool -> zlib; root app; root tool", "app -> lib; tool -> zlib; lib.env.X = 1; root app; root tool");
  EXPECT_EQ(diff.answer.roots, (std::vector<RootShare>{{"app", {2, 2}}, {"tool", {0, 2}}}));
}

/// What is above a hole has printed output paths: these say whether it moved.
TEST(Diff, ARecordThatIsMissingRebuildsNothingAboveIt) {
  const Exact diff("app -> lib; lib -> libc; root app", "app -> lib; lib -> libc; libc.missing = yes; root app");
  EXPECT_EQ(diff.answer.rebuild_share.count, 0u);
  EXPECT_TRUE(diff.answer.causes.empty());
  EXPECT_EQ(diff.answer.bound, Bound::lower);
  EXPECT_EQ(diff.answer.bound_reasons, std::vector<std::string>{"AFTER is not whole: what it lacks is not counted"});
}

TEST(Diff, WhatBeforeLacksMayHaveStoodThere) {
  const Exact diff("app -> lib; lib -> libc; libc.missing = yes; root app", "app -> lib; lib -> libc; root app");
  EXPECT_EQ(diff.answer.rebuild_share.count, 1u);
  EXPECT_EQ(diff.answer.bound, Bound::upper);
}

TEST(Diff, FloatingOutputsAreSaidToBeAnUpperBound) {
  const Exact diff("app -> ca; ca.floating = sha256; app.deferred = yes; root app",
                   "app -> ca; ca.floating = sha256; ca.env.X = 1; app.deferred = yes; root app");
  EXPECT_EQ(diff.answer.bound, Bound::upper);
  EXPECT_EQ(diff.answer.bound_reasons.size(), 2u);
}

TEST(StructuralDiff, ShowsABump) {
  const Structural diff("app -> lib-1.0; other; root app; root other", "app -> lib-1.1; other; root app; root other");
  EXPECT_EQ(diff.answer.exactness, Exactness::structural);
  EXPECT_EQ(diff.rebuilds(), "app lib");
  EXPECT_EQ(diff.causes_text(), "lib 1.0>1.1 [version] {lib} 2\n");
}

TEST(StructuralDiff, DoesNotSeeAFlag) {
  const Structural diff("app -> lib; root app", "app -> lib; lib.env.FLAG = 1; root app");
  EXPECT_EQ(diff.rebuilds(), "");
}

TEST(StructuralDiff, ShowsANewInput) {
  const Structural diff("app -> lib; tool; root app; root tool", "app -> lib tool; tool; root app; root tool");
  EXPECT_EQ(diff.causes_text(), "app > [inputs] {app} 1\n");
}

TEST(StructuralDiff, ShowsAnInputThatWent) {
  const Structural diff("app -> lib tool; tool; root app; root tool", "app -> lib; tool; root app; root tool");
  EXPECT_EQ(diff.causes_text(), "app > [inputs] {app} 1\n");
}

TEST(StructuralDiff, OneMoreOfAKindRebuildsNothingElse) {
  const std::string graph = "app -> lib-1#a user tool; user -> lib-1#a; lib-1#a.source = one-main.c; root app";
  const Structural diff(graph, graph + "; tool -> lib-1#b; lib-1#b.source = two-main.c");
  ASSERT_TRUE(std::any_of(diff.is.nodes.begin(), diff.is.nodes.end(), [](const SnapshotNode& line) { return line.derivations == 2; }));
  EXPECT_EQ(diff.rebuilds(), "app tool");
}

TEST(StructuralDiff, AnEdgeThatWasImpliedBeforeIsNoChangeOfItsOwn) {
  const Structural diff("app -> a base; a -> base; root app", "app -> a base; a; root app");
  EXPECT_EQ(diff.rebuilds(), "a app");
  EXPECT_EQ(diff.causes_text(), "a > [inputs] {a} 2\n");
}

}  // namespace
}  // namespace bgsnap
