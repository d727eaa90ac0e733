#include "bgsnap/cone.hpp"
#include "bgsnap/configuration.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <set>

/// Graphs that real Nix made, when they are there; the figures are Nix's own (see their README).
namespace bgsnap {
namespace {

const std::filesystem::path graphs = BGSNAP_GRAPHS;

std::optional<IdentifiedGraph> real_graph(const char* file) {
  if (!std::filesystem::exists(graphs / file)) return std::nullopt;
  const std::vector<std::string> inputs{(graphs / file).string()};
  return identified(build_graph(read_inputs(inputs)), default_configuration().rules);
}

/// From the recipes, by no list of referrers of ours: what names something of the cone, fixed outputs apart.
std::size_t plain_cone(const BuildGraph& graph, const std::vector<std::vector<DerivationId>>& users, DerivationId seed) {
  std::vector<std::uint8_t> seen(graph.size(), 0);
  std::vector<DerivationId> stack{seed};
  seen[seed.value] = 1;
  std::size_t count = 0;
  while (!stack.empty()) {
    const DerivationId id = stack.back();
    stack.pop_back();
    ++count;
    for (const DerivationId user : users[id.value])
      if (!seen[user.value] && graph[user].outputs.front().hash.empty()) {
        seen[user.value] = 1;
        stack.push_back(user);
      }
  }
  return count;
}

TEST(RealCones, AllSizesOfNixpkgsAreThoseOfAPlainSearchForThousandNodes) {
  const auto source = real_graph("nixpkgs/nixpkgs-20.09.nix-2.34.json");
  if (!source) GTEST_SKIP() << "no real graphs in " << graphs;
  const BuildGraph& graph = source->graph;
  std::vector<std::vector<DerivationId>> users(graph.size());
  for (std::size_t i = 0; i < graph.size(); ++i)
    for (const RawInput& input : graph[DerivationId(i)].inputs)
      if (const auto id = graph.find(input.derivation)) users[id->value].push_back(DerivationId(i));
  const auto sizes = all_cone_sizes(rebuild_graph(*source));
  std::mt19937 random(20'09);
  for (int i = 0; i < 1000; ++i) {
    const std::size_t node = random() % graph.size();
    ASSERT_EQ(sizes[NodeId(node)], plain_cone(graph, users, DerivationId(node))) << graph[DerivationId(node)].path.base;
  }
}

std::uint64_t bumped(const IdentifiedGraph& source, const char* package) {
  const RebuildGraph graph = rebuild_graph(source);
  const std::vector<std::string> selectors{package};
  return rebuild_cone(graph, bump(graph, selectors).nodes).rebuild_share.count;
}

TEST(RealCones, BumpsOfPackagesOfNixpkgs) {
  const auto source = real_graph("bumps/np.base.json");
  if (!source) GTEST_SKIP() << "no real graphs in " << graphs;
  EXPECT_EQ(bumped(*source, "curl"), 243u);
  EXPECT_EQ(bumped(*source, "cmake"), 237u);
}

TEST(RealCones, BumpsOfCratesOfAWorkspace) {
  const auto source = real_graph("bumps/tvix.base.json");
  if (!source) GTEST_SKIP() << "no real graphs in " << graphs;
  EXPECT_EQ(bumped(*source, "bytes"), 165u);
  EXPECT_EQ(bumped(*source, "serde"), 120u);
}

/// Seeds are what was edited: what rebuilt although nothing below it did, downloads aside.
TEST(RealCones, AreWhatTheEditRebuilt) {
  if (!std::filesystem::exists(graphs / "bumps/expected.json")) GTEST_SKIP() << "no real graphs in " << graphs;
  std::ifstream stream(graphs / "bumps/expected.json");
  const auto expected = nlohmann::json::parse(stream);
  for (const auto& [name, truth] : expected.items()) {
    const auto source = real_graph(("bumps/" + truth["before"].get<std::string>()).c_str());
    ASSERT_TRUE(source);
    const RebuildGraph graph = rebuild_graph(*source);
    std::set<NodeId> rebuilt;
    for (const std::string base : truth["rebuilt_drvs"]) rebuilt.insert(NodeId(source->graph.find(StorePath{base}).value().value));
    std::vector<NodeId> seeds;
    for (const NodeId id : rebuilt) {
      const auto inputs = graph.inputs[id];
      if (std::none_of(inputs.begin(), inputs.end(), [&](NodeId input) { return rebuilt.contains(input) && !graph.is_fixed(input); }))
        seeds.push_back(id);
    }
    std::vector<NodeId> cone = rebuild_cone(graph, seeds).rebuilds;
    for (const NodeId id : rebuilt)  // an edited derivation may stand above another
      if (!std::binary_search(cone.begin(), cone.end(), id)) {
        seeds.push_back(id);
        cone = rebuild_cone(graph, seeds).rebuilds;
      }
    EXPECT_EQ(cone, std::vector(rebuilt.begin(), rebuilt.end())) << name;
    EXPECT_LE(seeds.size(), 6u) << name;
  }
}

/// Enough (semantics.md 4), for every package of the workspace that is outside the toolchain.
TEST(RealCones, OfTheWorkspacesSnapshotAreThoseOfItsGraph) {
  const auto source = real_graph("bumps/tvix.base.json");
  if (!source) GTEST_SKIP() << "no real graphs in " << graphs;
  const RebuildGraph graph = rebuild_graph(*source);
  const Snapshot snapshot = take_snapshot(*source);
  const RebuildGraph lines = rebuild_graph(snapshot);
  std::size_t compared = 0;
  for (const PackageCone& package : package_cones(graph)) {
    const std::vector<std::string> selectors{package.pname};
    const Selection seeds = bump(lines, selectors);
    if (seeds.touches_boundary) continue;
    ++compared;
    const RebuildCone cone = rebuild_cone(lines, seeds.nodes);
    EXPECT_EQ(cone.rebuild_share.count, package.rebuilds) << package.pname;
    EXPECT_EQ(cone.needed_share.total, graph.root_derivations);
  }
  EXPECT_GT(compared, 400u);
}

}  // namespace
}  // namespace bgsnap
