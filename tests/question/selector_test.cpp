#include "bgsnap/error.hpp"
#include "question/asked_graph.hpp"

#include <gtest/gtest.h>

namespace bgsnap {
namespace {

std::string selected(const AskedGraph& asked, std::string_view selector) { return asked.names(select(asked.graph, selector).nodes); }

std::string bumped(const AskedGraph& asked, std::vector<std::string> selectors) { return asked.names(bump(asked.graph, selectors).nodes); }

/// The sentence and what it advises, "SENTENCE | ADVICE"; empty when it did not fail.
std::string refusal(const RebuildGraph& graph, std::string_view selector) {
  try {
    (void)select(graph, selector);
  } catch (const Error& error) {
    return error.sentence() + " | " + error.next_step();
  }
  return {};
}

TEST(Select, APackageNameMeansAllItsVersions) {
  const AskedGraph asked("app -> zlib-1.2 zlib-1.3 zlib-ng-2.0; root app");
  EXPECT_EQ(selected(asked, "zlib"), "zlib-1.2 zlib-1.3");
}

TEST(Select, AFullDerivationNameMeansItselfWhereNoPackageHasTheName) {
  const AskedGraph asked("app -> zlib-1.2 zlib-1.3 a b; a.pname = b; root app");
  EXPECT_EQ(selected(asked, "zlib-1.3"), "zlib-1.3");
  EXPECT_EQ(selected(asked, "b"), "a b");
  EXPECT_EQ(selected(asked, "a"), "a");
}

TEST(Select, AVersionChooses) {
  const AskedGraph asked("app -> zlib-1.2 zlib-1.3 zlib-2.0; root app");
  EXPECT_EQ(selected(asked, "zlib@1.2"), "zlib-1.2");
  EXPECT_EQ(selected(asked, "zlib@1.*"), "zlib-1.2 zlib-1.3");
}

TEST(Select, GlobsStandForNames) {
  const AskedGraph asked("app -> gtk-3.0 glib-2.0; root app");
  EXPECT_EQ(selected(asked, "g*"), "glib-2.0 gtk-3.0");
  EXPECT_EQ(selected(asked, "?tk"), "gtk-3.0");
}

TEST(Select, ANameThatHoldsAnAtSignIsTriedWhole) {
  const AskedGraph asked("app -> a-1.0 b-1.0; a-1.0.pname = @scope/tool; b-1.0.pname = x@y; root app");
  EXPECT_EQ(selected(asked, "@scope/tool"), "a-1.0");
  EXPECT_EQ(selected(asked, "x@y"), "b-1.0");
  EXPECT_EQ(selected(asked, "@scope/tool@1.0"), "a-1.0");
}

TEST(Select, AClassMeansAllOfIt) {
  const AskedGraph asked("app -> tarball; tarball.fixed = sha256; root app");
  EXPECT_EQ(selected(asked, "class:fetch"), "tarball");
  EXPECT_EQ(selected(asked, "class:bui*"), "app");
}

TEST(Select, ASourceMeansItsUsersThatRebuild) {
  const AskedGraph asked(
      "app -> lib tarball; app.src = one-main.c; lib.src = two-main.c; tarball.fixed = sha256; tarball.source = one-mirrors.nix; root app");
  EXPECT_EQ(selected(asked, "src:main.c"), "app lib");
  EXPECT_EQ(selected(asked, "src:mirrors.nix"), "") << "a download is what it says it contains";
}

TEST(Select, ADerivationMeansExactlyItself) {
  const std::string text = "app -> lib#a lib#b; root app";
  const AskedGraph asked(text);
  const Selection selection = select(asked.graph, "drv:" + drv_of(text, "lib#b"));
  EXPECT_EQ(selection.nodes, std::vector{asked["lib#b"]});
}

TEST(Select, ARootMeansWhatItNames) {
  const AskedGraph asked("app -> lib; other -> lib; root checks.a = app; root checks.b = other");
  EXPECT_EQ(selected(asked, "root:checks.a"), "app");
  EXPECT_EQ(selected(asked, "root:checks.*"), "app other");
}

TEST(Select, NothingFoundNamesWhatIsNear) {
  const AskedGraph asked("app -> tokio-1.0 tokio-util-0.7 serde-1.0; root app");
  EXPECT_EQ(refusal(asked.graph, "tokoi"), "nothing matches \"tokoi\" | did you mean tokio?");
  EXPECT_EQ(refusal(asked.graph, "kio"), "nothing matches \"kio\" | did you mean tokio or tokio-util?");
  EXPECT_EQ(refusal(asked.graph, "class:bild"), "nothing matches \"class:bild\" | did you mean class:build?");
  EXPECT_EQ(refusal(asked.graph, "clas:build"),
            "nothing matches \"clas:build\" | \"clas:\" is no kind of selector: there are PNAME, PNAME@VERSION, CLASS/PNAME, class:NAME, src:NAME, "
            "drv:HASH-NAME.drv and root:ATTR");
  EXPECT_EQ(
      refusal(asked.graph, ""),
      "nothing matches \"\" | say what changes: there are PNAME, PNAME@VERSION, CLASS/PNAME, class:NAME, src:NAME, drv:HASH-NAME.drv and root:ATTR");
  EXPECT_EQ(refusal(asked.graph, "something-else-entirely"), "nothing matches \"something-else-entirely\" | ");
}

TEST(Select, AnUnknownVersionNamesThoseThatAreThere) {
  const AskedGraph asked("app -> zlib-1.2 zlib-1.3; root app");
  EXPECT_EQ(refusal(asked.graph, "zlib@9"), "nothing matches \"zlib@9\" | there is zlib with 1.2, 1.3");
}

TEST(Select, AStoreHashOfAnotherGraphNamesTheDerivationOfThatName) {
  const std::string text = "app -> lib; root app";
  const AskedGraph asked(text);
  EXPECT_EQ(refusal(asked.graph, "drv:00000000000000000000000000000000-lib.drv"),
            "nothing matches \"drv:00000000000000000000000000000000-lib.drv\" | did you mean drv:" + drv_of(text, "lib") + "?");
}

TEST(Select, ASnapshotHasNoStorePaths) {
  const AskedGraph asked("app -> lib; root app");
  const AskedSnapshot snapshot(asked.source());
  EXPECT_EQ(refusal(snapshot.graph, "drv:*-lib.drv"),
            "\"drv:*-lib.drv\" cannot be looked up: a snapshot has no store paths | name the package, or ask the graph");
}

TEST(Select, WhatIsInsideTheToolchainTouchesTheBoundaryOfASnapshot) {
  const AskedGraph asked("app -> lib stdenv-linux; app.env.stdenv = @stdenv-linux@; lib -> gcc-9.2; stdenv-linux -> gcc-9.2; root app");
  const AskedSnapshot snapshot(asked.source());
  EXPECT_TRUE(select(snapshot.graph, "gcc").touches_boundary);
  EXPECT_FALSE(select(snapshot.graph, "lib").touches_boundary);
  EXPECT_FALSE(select(asked.graph, "gcc").touches_boundary) << "a graph knows the toolchain's derivations";
}

TEST(Select, AVersionIsNotAskedForInsideTheToolchainOfASnapshotAndThatIsSaid) {
  const AskedGraph asked("app -> lib-1.0 stdenv-linux; app.env.stdenv = @stdenv-linux@; lib-1.0 -> gcc-9.2; stdenv-linux -> gcc-9.2; root app");
  const AskedSnapshot snapshot(asked.source());
  EXPECT_EQ(select(snapshot.graph, "gcc@9.9").notes,
            std::vector<std::string>{"the toolchain's gcc counts too, whatever its version: a snapshot says none for what is inside"});
  EXPECT_EQ(select(snapshot.graph, "gcc").notes, std::vector<std::string>{});
  EXPECT_EQ(select(snapshot.graph, "lib@1.0").notes, std::vector<std::string>{});
  EXPECT_EQ(refusal(asked.graph, "gcc@9.9"), "nothing matches \"gcc@9.9\" | there is gcc with 9.2");
}

TEST(Bump, TakesTheDownloadsThatNobodyElseUses) {
  const AskedGraph asked(
      "app -> curl-7.1 other; curl-7.1 -> curl-7.1.tar.gz shared.patch; other -> shared.patch; "
      "curl-7.1.tar.gz.fixed = sha256; shared.patch.fixed = sha256; root app");
  EXPECT_EQ(bumped(asked, {"curl"}), "curl-7.1 curl-7.1.tar.gz");
}

TEST(Bump, GoesOnThroughDownloadsToTheirDownloads) {
  const AskedGraph asked("app -> lib-1.0; lib-1.0 -> a.tar; a.tar -> b.tar; b.tar -> c; a.tar.fixed = sha256; b.tar.fixed = sha256; root app");
  EXPECT_EQ(bumped(asked, {"lib"}), "a.tar b.tar lib-1.0");
}

TEST(Bump, ADownloadOfTheNameWithOtherUsersStaysOut) {
  const AskedGraph asked("app -> curl-7.1 curl-7.1.tar.gz; curl-7.1 -> curl-7.1.tar.gz; curl-7.1.tar.gz.fixed = sha256; root app");
  EXPECT_EQ(bumped(asked, {"curl"}), "curl-7.1");
}

TEST(Bump, TwoPackagesTogetherOwnWhatOnlyTheyShare) {
  const AskedGraph asked("app -> a-1.0 b-1.0; a-1.0 -> both.tar; b-1.0 -> both.tar; both.tar.fixed = sha256; root app");
  EXPECT_EQ(bumped(asked, {"a"}), "a-1.0");
  EXPECT_EQ(bumped(asked, {"a", "b"}), "a-1.0 b-1.0 both.tar");
}

TEST(Bump, ANameOfDownloadsAloneMeansThese) {
  const AskedGraph asked("app -> fix.patch; fix.patch.fixed = sha256; root app");
  EXPECT_EQ(bumped(asked, {"fix.patch"}), "fix.patch");
}

TEST(Bump, ADerivationMeansExactlyItself) {
  const std::string text = "app -> lib-1.0; lib-1.0 -> lib.tar; lib.tar.fixed = sha256; root app";
  const AskedGraph asked(text);
  EXPECT_EQ(bumped(asked, {"drv:" + drv_of(text, "lib-1.0")}), "lib-1.0");
}

TEST(Bump, OfASnapshotIsThatOfTheGraph) {
  const AskedGraph asked(
      "app -> test curl-7.1; test -> curl-7.1 curl-7.1.tar.gz; curl-7.1 -> curl-7.1.tar.gz own.patch; "
      "curl-7.1.tar.gz.fixed = sha256; own.patch.fixed = sha256; root app");
  const AskedSnapshot snapshot(asked.source());
  EXPECT_EQ(bumped(asked, {"curl"}), "curl-7.1 own.patch") << "the test unpacks the tarball too";
  const std::vector<std::string> selectors{"curl"};
  EXPECT_EQ(names_of(snapshot.graph, bump(snapshot.graph, selectors).nodes), "build/curl fetch/own");
}

}  // namespace
}  // namespace bgsnap
