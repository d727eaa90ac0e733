#include "bgsnap/cone.hpp"
#include "question/asked_graph.hpp"

#include <gtest/gtest.h>

namespace bgsnap {
namespace {

RebuildCone cone_of(const AskedGraph& asked, std::initializer_list<std::string_view> seeds) { return rebuild_cone(asked.graph, asked.nodes(seeds)); }

TEST(Cone, WhatNeedsTheSeedRebuilds) {
  const AskedGraph asked("app -> lib; lib -> libc; other -> libc; root app; root other");
  EXPECT_EQ(asked.names(cone_of(asked, {"lib"}).rebuilds), "app lib");
}

TEST(Cone, ADownloadShieldsWhatIsAboveIt) {
  const AskedGraph asked("app -> app.tar; app.tar -> curl; tool -> curl; app.tar.fixed = sha256; root app; root tool");
  EXPECT_EQ(asked.names(cone_of(asked, {"curl"}).rebuilds), "curl tool");
  EXPECT_EQ(asked.names(cone_of(asked, {"app.tar"}).rebuilds), "app app.tar");
}

TEST(Cone, WhatNoRootReachesAlongTheConeIsNotNeeded) {
  // The curl that only fetches is rebuilt, and nobody asks for it.
  const AskedGraph asked("app -> app.tar lib; app.tar -> curl; curl -> lib; app.tar.fixed = sha256; root app");
  const RebuildCone cone = cone_of(asked, {"lib"});
  EXPECT_EQ(asked.names(cone.rebuilds), "app curl lib");
  EXPECT_EQ(asked.names(cone.needed), "app lib");
  EXPECT_EQ(cone.rebuild_share, (Share{3, 4}));
  EXPECT_EQ(cone.needed_share, (Share{2, 4}));
}

TEST(Cone, EveryRootIsAnsweredForItself) {
  const AskedGraph asked("app -> lib; tool -> zlib; lib -> zlib; zlib -> libc; root app; root tool");
  const RebuildCone cone = cone_of(asked, {"lib"});
  EXPECT_EQ(cone.roots, (std::vector<RootShare>{{"app", {2, 4}}, {"tool", {0, 3}}}));
}

TEST(Cone, NamesTheNearestInputAsTheReason) {
  const AskedGraph asked("app -> a lib; a -> lib; root app");
  const RebuildCone cone = cone_of(asked, {"lib"});
  for (std::size_t i = 0; i < cone.rebuilds.size(); ++i) EXPECT_EQ(asked.names({cone.because_of[i]}), "lib");
}

TEST(Cone, OfNothingIsEmpty) {
  const AskedGraph asked("app -> lib; root app");
  const RebuildCone cone = cone_of(asked, {});
  EXPECT_TRUE(cone.rebuilds.empty());
  EXPECT_EQ(cone.rebuild_share, (Share{0, 2}));
  EXPECT_EQ(cone.roots, (std::vector<RootShare>{{"app", {0, 2}}}));
}

TEST(Cone, AFileOfADerivationChangesWithAllThatIsBelowItEvenThroughDownloads) {
  // `check` reads app's .drv file; app's tarball is fetched with curl.
  const AskedGraph asked("check; check.drvsource = app; app -> app.tar; app.tar -> curl; app.tar.fixed = sha256; root check; root app");
  EXPECT_EQ(asked.names(cone_of(asked, {"curl"}).rebuilds), "check curl");
}

TEST(Cone, ADownloadThatReadsAFileOfADerivationStaysOut) {
  const AskedGraph asked("tar; tar.fixed = sha256; tar.drvsource = app; app -> lib; root tar; root app");
  EXPECT_EQ(asked.names(cone_of(asked, {"lib"}).rebuilds), "app lib");
}

std::string reasons(const RebuildCone& cone) {
  constexpr const char* names[] = {"exact", "upper", "lower", "neither"};
  std::string text = names[static_cast<std::size_t>(cone.bound)];
  for (const std::string& reason : cone.bound_reasons) text += "; " + reason;
  return text;
}

TEST(Cone, EarlyCutoffMakesItAnUpperBound) {
  const AskedGraph asked("app -> ca; ca -> lib; ca.floating = sha256; app.deferred = yes; other; root app; root other");
  EXPECT_EQ(reasons(cone_of(asked, {"lib"})),
            "upper; 1 derivation of floating content-addressed outputs: the rebuild stops there if the build gives the same content; "
            "1 derivation with output paths that depend on a content not known yet: need not rebuild if that stays the same");
  EXPECT_EQ(reasons(cone_of(asked, {"other"})), "exact");
}

/// `dynamic` needs what a build makes known.
RebuildCone cone_of_lines(const std::string& lines, const std::string& seed, const std::string& figures) {
  const Snapshot snapshot = parse_snapshot(R"([{"schema":"bgsnap-snapshot/1","system":"x86_64-linux"}
,{"root":"app","nodes":["build/app"],)" + figures +
                                               "}\n" + lines + "]\n",
                                           "s.json");
  const RebuildGraph graph = rebuild_graph(snapshot);
  const Selection selection = select(graph, seed);
  RebuildCone cone = rebuild_cone(graph, selection.nodes);
  return cone;
}

TEST(Cone, WhatStandsBehindDynamicInputsMakesItALowerBound) {
  const std::string app = R"(,{"id":"build/app","pname":"app","class":"build","compiled":true,"dynamic_inputs":true,"inputs":["build/lib"]})"
                          "\n";
  const std::string lib = R"(,{"id":"build/lib","pname":"lib","class":"build","compiled":true})"
                          "\n";
  const std::string figures = R"("derivations":2,"toolchain":0,"fixed":0,"compiled":2,"logical_nodes":2,"edges":1,"pairs":1)";
  EXPECT_EQ(reasons(cone_of_lines(app + lib, "lib", figures)),
            "lower; 1 derivation with dynamic inputs: the derivations behind these exist only after a build and are not counted");
}

TEST(Cone, EarlyCutoffBesideDynamicInputsIsNeitherBound) {
  const std::string app = R"(,{"id":"build/app","pname":"app","class":"build","compiled":true,"dynamic_inputs":true,"inputs":["build/lib"]})"
                          "\n";
  const std::string lib = R"(,{"id":"build/lib","pname":"lib","class":"build","kind":"floating","compiled":true})"
                          "\n";
  const std::string figures = R"("derivations":2,"toolchain":0,"fixed":0,"compiled":2,"logical_nodes":2,"edges":1,"pairs":1)";
  EXPECT_EQ(reasons(cone_of_lines(app + lib, "lib", figures)),
            "neither; 1 derivation of floating content-addressed outputs: the rebuild stops there if the build gives the same content; "
            "1 derivation with dynamic inputs: the derivations behind these exist only after a build and are not counted");
}

TEST(Cone, WhatIsBuiltAnewAnywayIsSaidNotCounted) {
  const AskedGraph asked("app -> lib; now; now.impure = sha256; root app; root now");
  EXPECT_EQ(reasons(cone_of(asked, {"lib"})), "exact; 1 derivation impure, built anew whatever changes: not counted here");
}

TEST(Cone, ASeedInTheToolchainMakesASnapshotsAnswerAnUpperBound) {
  const AskedGraph asked("app -> lib stdenv-linux; app.env.stdenv = @stdenv-linux@; stdenv-linux -> gcc; root app");
  const AskedSnapshot snapshot(asked.source());
  const Selection seeds = select(snapshot.graph, "gcc");
  EXPECT_EQ(rebuild_cone(snapshot.graph, seeds.nodes, seeds.touches_boundary).bound, Bound::upper);
}

/// A class takes what the toolchain holds of it, and CLASS/PNAME what it holds under that name.
TEST(Cone, AClassOfASnapshotTakesTheToolchainsMembersAlong) {
  const AskedGraph asked("app -> lib stdenv-linux; app.env.stdenv = @stdenv-linux@; stdenv-linux -> gcc; lib; root app");
  const AskedSnapshot snapshot(asked.source());
  for (const char* selector : {"class:build", "build/gcc"}) {
    const Selection from_graph = select(asked.graph, selector);
    const Selection from_snapshot = select(snapshot.graph, selector);
    const RebuildCone cone = rebuild_cone(snapshot.graph, from_snapshot.nodes, from_snapshot.touches_boundary);
    EXPECT_EQ(cone.bound, Bound::upper) << selector;
    EXPECT_GE(cone.rebuild_share.count, rebuild_cone(asked.graph, from_graph.nodes).rebuild_share.count) << selector;
  }
}

TEST(Cone, ASnapshotsClassesCountTheToolchainToo) {
  const AskedGraph asked(
      "app -> lib stdenv-linux; app.env.stdenv = @stdenv-linux@; stdenv-linux -> gcc; gcc -> gcc.tar; gcc.tar.fixed = sha256; root app");
  const AskedSnapshot snapshot(asked.source());
  const Selection seeds = select(snapshot.graph, "lib");
  EXPECT_EQ(rebuild_cone(snapshot.graph, seeds.nodes).classes, cone_of(asked, {"lib"}).classes);
}

TEST(PackageCones, WhatIsBuiltAnewAnywayIsSaidOfTheTableToo) {
  const AskedGraph asked("app -> lib; now; now.impure = sha256; root app; root now");
  const Bounds bounds = table_bounds(asked.graph, package_cones(asked.graph));
  EXPECT_EQ(bounds.bound, Bound::exact);
  EXPECT_EQ(bounds.reasons, std::vector<std::string>{"1 derivation impure, built anew whatever changes: not counted here"});
}

TEST(PackageCones, ANameThatTheToolchainHasTooIsAnUpperBound) {
  const AskedGraph asked("app -> lib zlib-2 stdenv-linux; app.env.stdenv = @stdenv-linux@; stdenv-linux -> zlib-1; lib; zlib-2; root app; root lib");
  const AskedSnapshot snapshot(asked.source());
  const std::vector<PackageCone> packages = package_cones(snapshot.graph);
  for (const PackageCone& package : packages) {
    const std::vector<std::string> selectors{package.pname};
    const Selection bumped = bump(snapshot.graph, selectors);
    EXPECT_EQ(package.rebuilds, rebuild_cone(snapshot.graph, bumped.nodes, bumped.touches_boundary).rebuild_share.count) << package.pname;
    EXPECT_EQ(package.touches_boundary, bumped.touches_boundary) << package.pname;
  }
  EXPECT_EQ(table_bounds(snapshot.graph, packages).bound, Bound::upper);
}

TEST(AllConeSizes, OfAChain) {
  const AskedGraph asked("a -> b; b -> c; c -> d; c.fixed = sha256; root a");
  const auto sizes = all_cone_sizes(asked.graph);
  EXPECT_EQ(sizes[asked["a"]], 1u);
  EXPECT_EQ(sizes[asked["b"]], 2u);
  EXPECT_EQ(sizes[asked["c"]], 3u);
  EXPECT_EQ(sizes[asked["d"]], 1u);
}

TEST(PackageCones, LargestFirstThenByName) {
  const AskedGraph asked("app -> lib-1.0 lib-2.0 zlib-1.0; lib-1.0 -> lib.tar; lib.tar.fixed = sha256; root app");
  const std::vector<PackageCone> expected{{"lib", {"1.0", "2.0"}, 3, 4}, {"zlib", {"1.0"}, 1, 2}, {"app", {}, 1, 1}};
  EXPECT_EQ(package_cones(asked.graph), expected);
}

TEST(Cone, AChainOfHundredThousandIsNoTrouble) {
  const LogicalKey key;
  RebuildGraph graph;
  constexpr std::size_t length = 100'000;
  for (std::size_t i = 0; i < length; ++i) {
    graph.nodes.push_back({.key = key});
    graph.inputs.push_back(i == 0 ? std::vector<NodeId>{} : std::vector{NodeId(i - 1)});
    graph.drv_sources.push_back(std::vector<NodeId>{});
  }
  graph.referrers = reversed(graph.inputs, length);
  graph.drv_source_referrers = reversed(graph.drv_sources, length);
  graph.roots.push_back({"top", {NodeId(length - 1)}, length});
  const NodeId bottom(0);
  EXPECT_EQ(rebuild_cone(graph, std::span(&bottom, 1)).needed_share.count, length);
  EXPECT_EQ(all_cone_sizes(graph)[bottom], length);
  const NodeId top(length - 1);
  EXPECT_EQ(witness_path(graph, std::span(&top, 1), std::span(&bottom, 1)).size(), length);
}

}  // namespace
}  // namespace bgsnap
