#include "bgsnap/duplication.hpp"
#include "question/asked_graph.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace bgsnap {
namespace {

std::string shown(const DuplicationReport& report) {
  std::string text;
  for (const DuplicateGroup& group : report.groups) {
    text += group.name + " " + group.version + ": " + std::to_string(group.variants);
    for (const std::string& difference : group.differ_by) text += " [" + difference + "]";
    text += "\n";
  }
  return text;
}

std::string duplicates(const AskedGraph& asked) { return shown(duplication(asked.graph, &asked.source().graph)); }

TEST(Duplication, TwoDerivationsOfOneKeyAreVariants) {
  const AskedGraph asked("app -> lib-1.0#a lib-1.0#b; lib-1.0#b.env.FLAGS = -O3; root app");
  EXPECT_EQ(duplicates(asked), "lib 1.0: 2 [attribute FLAGS]\n");
  const DuplicationReport report = duplication(asked.graph);
  EXPECT_EQ(report.packages, 1u);
  EXPECT_EQ(report.excess, 1u);
  EXPECT_EQ(report.compiled, 3u);
}

TEST(Duplication, TwoVersionsAreNone) {
  const AskedGraph asked("app -> lib-1.0 lib-2.0; root app");
  EXPECT_EQ(duplicates(asked), "");
}

TEST(Duplication, DownloadsAreNever) {
  const AskedGraph asked("app -> source#a source#b; source#a.fixed = sha256 one; source#b.fixed = sha256 two; root app");
  EXPECT_EQ(duplicates(asked), "");
}

TEST(Duplication, DownloadsAreNeverThoughARuleCallsThemCompiled) {
  Rules rules;
  rules.identity.emplace_back().compiled = IdentityRule::Compiled::yes;
  const AskedGraph asked("app -> tool-1#a tool-1#b; tool-1#a.fixed = sha256 one; tool-1#b.fixed = sha256 two; root app", rules);
  EXPECT_EQ(duplicates(asked), "");
  EXPECT_EQ(duplication(asked.graph).compiled, 1u);
}

TEST(Duplication, TheToolchainIsLeftOutOfAGraphAsOfItsSnapshot) {
  const AskedGraph asked(
      "app -> lib stdenv; app.env.stdenv = @stdenv@; stdenv -> glibc-2.31#a glibc-2.31#b; glibc-2.31#b.env.STAGE = 2; lib; root app");
  EXPECT_EQ(duplicates(asked), "");
  const AskedSnapshot snapshot(asked.source());
  EXPECT_EQ(duplication(asked.graph).compiled, duplication(snapshot.graph).compiled);
}

TEST(Duplication, MostVariantsFirst) {
  const AskedGraph asked("app -> a-1#1 a-1#2 b-1#1 b-1#2 b-1#3; a-1#2.env.X = 2; b-1#2.env.X = 2; b-1#3.env.X = 3; root app");
  EXPECT_EQ(duplicates(asked), "b 1: 3 [attribute X]\na 1: 2 [attribute X]\n");
}

TEST(Duplication, SaysWhatDiffers) {
  const AskedGraph asked(
      "app -> a-1#1 a-1#2 b-1#1 b-1#2 c-1#1 c-1#2 d-1#1 d-1#2; zlib-1; zlib-2;"
      "a-1#1 -> zlib-1; a-1#2 -> zlib-2; b-1#2.builder = clang; c-1#2.args = -x; d-1#1.source = one-d.c; d-1#2.source = two-d.c; root app");
  EXPECT_EQ(duplicates(asked), "a 1: 2 [attribute deps] [inputs]\nb 1: 2 [builder]\nc 1: 2 [args]\nd 1: 2 [sources]\n");
}

TEST(Duplication, AVariantOfAnInputMakesAVariant) {
  const AskedGraph asked("app -> lib-1#a lib-1#b; lib-1#a -> zlib-1#a; lib-1#b -> zlib-1#b; zlib-1#b.env.SHARED = yes; root app");
  EXPECT_EQ(duplicates(asked), "lib 1: 2 [variants of inputs]\nzlib 1: 2 [attribute SHARED]\n");
}

TEST(Duplication, AStoreHashInAnAttributeIsNoDifference) {
  const AskedGraph asked(
      "app -> lib-1#a lib-1#b; lib-1#a -> zlib-1#a; lib-1#b -> zlib-1#b; lib-1#a.env.L = -L@zlib-1#a@/lib; lib-1#b.env.L = -L@zlib-1#b@/lib; "
      "zlib-1#b.env.S = y; root app");
  EXPECT_EQ(duplicates(asked), "lib 1: 2 [variants of inputs]\nzlib 1: 2 [attribute S]\n");
}

TEST(Duplication, OfASnapshotSaysWhatItsLinesShow) {
  const AskedGraph asked(
      "app -> c-1.0#a c-1.0#b; c-1.0#a.env.crateName = c; c-1.0#a.env.crateVersion = 1.0; c-1.0#b.env.crateName = c; c-1.0#b.env.crateVersion = 1.0;"
      "c-1.0#b.env.crateFeatures = std; root app");
  const AskedSnapshot snapshot(asked.source());
  EXPECT_EQ(shown(duplication(snapshot.graph)), "c 1.0: 2 [shows: crateFeatures]\n");
  EXPECT_EQ(duplicates(asked), "c 1.0: 2 [shows: crateFeatures]\n");
}

/// The law that lets `check` count on a snapshot.
TEST(DuplicationLaw, FiguresOfASnapshotAreThoseOfItsGraph) {
  for (const char* file : {"bumps/tvix.base.json", "bumps/np.base.json"}) {
    const std::filesystem::path path = std::filesystem::path(BGSNAP_GRAPHS) / file;
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no real graphs in " << BGSNAP_GRAPHS;
    const std::vector<std::string> inputs{path.string()};
    const IdentifiedGraph source = identified(build_graph(read_inputs(inputs)), default_configuration().rules);
    const Snapshot snapshot = take_snapshot(source);
    const DuplicationReport graph = duplication(rebuild_graph(source));
    const DuplicationReport lines = duplication(rebuild_graph(snapshot));
    EXPECT_EQ(lines.packages, graph.packages) << file;
    EXPECT_EQ(lines.excess, graph.excess) << file;
    EXPECT_EQ(lines.compiled, graph.compiled) << file;
    EXPECT_GT(graph.excess, 0u) << file;
  }
}

}  // namespace
}  // namespace bgsnap
