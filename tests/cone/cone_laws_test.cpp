#include "bgsnap/cone.hpp"
#include "cone/random_rebuild_graph.hpp"
#include "question/asked_graph.hpp"
#include "support/random_graph.hpp"

#include <gtest/gtest.h>

#include <map>

/// Every answer of the room against the plainest search there is, over seeded random graphs.
namespace bgsnap {
namespace {

using Set = std::set<NodeId>;

bool has_any(std::span<const NodeId> nodes, const Set& set) {
  return std::any_of(nodes.begin(), nodes.end(), [&](NodeId id) { return set.contains(id); });
}

/// Nodes to which `joins` applies are added until there are none: semantics.md 1, word for word.
template <class Joins>
Set grown(const RebuildGraph& graph, Set set, Joins&& joins) {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
      if (!set.contains(NodeId(i)) && joins(NodeId(i), set)) changed = set.insert(NodeId(i)).second;
  }
  return set;
}

Set plain_cone(const RebuildGraph& graph, const Set& seeds) {
  const Set texts =
      grown(graph, seeds, [&](NodeId id, const Set& set) { return has_any(graph.inputs[id], set) || has_any(graph.drv_sources[id], set); });
  return grown(graph, seeds, [&](NodeId id, const Set& set) {
    return !graph.is_fixed(id) && (has_any(graph.inputs[id], set) || has_any(graph.drv_sources[id], texts));
  });
}

Set plain_needed(const RebuildGraph& graph, const std::vector<NodeId>& roots, const Set& cone) {
  Set start;
  for (const NodeId root : roots)
    if (cone.contains(root)) start.insert(root);
  return grown(graph, start, [&](NodeId id, const Set& set) { return cone.contains(id) && has_any(graph.referrers[id], set); });
}

std::uint64_t derivations(const RebuildGraph& graph, const Set& set) {
  std::uint64_t sum = 0;
  for (const NodeId id : set) sum += graph.nodes[id].derivations;
  return sum;
}

Set random_seeds(const RebuildGraph& graph, std::mt19937& random) {
  Set seeds;
  for (std::size_t i = random() % 4; i != 0; --i) seeds.insert(NodeId(random() % graph.nodes.size()));
  return seeds;
}

std::vector<Shape> shapes(unsigned seed) {
  const std::size_t nodes = 10 + seed;
  return {{nodes, false, false, false}, {nodes, true, false, false}, {nodes, false, true, false}, {nodes, true, true, true}};
}

template <class Check>
void for_random_graphs(unsigned seeds, Check&& check) {
  for (unsigned seed = 0; seed < seeds; ++seed)
    for (const Shape& shape : shapes(seed)) {
      std::mt19937 random(seed);
      const RandomGraph made = random_rebuild_graph(random, shape);
      check(made.graph, random, shape);
      if (testing::Test::HasFatalFailure()) FAIL() << "seed " << seed;
    }
}

TEST(ConeLaw, RebuildsAreThoseOfAPlainSearch) {
  for_random_graphs(60, [](const RebuildGraph& graph, std::mt19937& random, const Shape&) {
    const Set seeds = random_seeds(graph, random);
    const std::vector<NodeId> list(seeds.begin(), seeds.end());
    const RebuildCone cone = rebuild_cone(graph, list);
    const Set plain = plain_cone(graph, seeds);
    ASSERT_EQ(cone.seeds, list);
    ASSERT_EQ(cone.rebuilds, std::vector(plain.begin(), plain.end()));
    ASSERT_EQ(cone.rebuild_share, (Share{derivations(graph, plain), graph.derivations}));
  });
}

TEST(ConeLaw, NeededIsWhatTheRootsReachAmongTheRebuilds) {
  for_random_graphs(60, [](const RebuildGraph& graph, std::mt19937& random, const Shape&) {
    const Set seeds = random_seeds(graph, random);
    const RebuildCone cone = rebuild_cone(graph, std::vector(seeds.begin(), seeds.end()));
    const Set rebuilds(cone.rebuilds.begin(), cone.rebuilds.end());
    Set all;
    for (std::size_t i = 0; i < graph.roots.size(); ++i) {
      const Set needed = plain_needed(graph, graph.roots[i].nodes, rebuilds);
      ASSERT_EQ(cone.roots[i].needed.count, derivations(graph, needed));
      all.insert(needed.begin(), needed.end());
    }
    ASSERT_EQ(cone.needed, std::vector(all.begin(), all.end()));
    ASSERT_EQ(cone.needed_share.count, derivations(graph, all));
  });
}

TEST(ConeLaw, EveryRebuildIsBecauseOfAnInputThatLeadsToASeed) {
  for_random_graphs(60, [](const RebuildGraph& graph, std::mt19937& random, const Shape& shape) {
    const Set seeds = random_seeds(graph, random);
    const RebuildCone cone = rebuild_cone(graph, std::vector(seeds.begin(), seeds.end()));
    std::map<NodeId, NodeId> because;
    for (std::size_t i = 0; i < cone.rebuilds.size(); ++i) because[cone.rebuilds[i]] = cone.because_of[i];
    for (const auto& [node, input] : because) {
      ASSERT_EQ(node == input, seeds.contains(node));
      if (node == input) continue;
      const auto inputs = graph.inputs[node];
      const auto files = graph.drv_sources[node];
      const bool through_input = because.contains(input) && std::binary_search(inputs.begin(), inputs.end(), input);
      ASSERT_TRUE(through_input || std::binary_search(files.begin(), files.end(), input));
    }
    if (shape.cycles) return;
    for (const auto& [node, input] : because) {  // following inputs ends at a seed, or at a file
      NodeId at = node;
      for (std::size_t steps = 0; because.contains(at) && because[at] != at; ++steps, at = because[at]) ASSERT_LE(steps, graph.nodes.size());
    }
  });
}

TEST(ConeLaw, ClassesAddUpToTheWhole) {
  for_random_graphs(20, [](const RebuildGraph& graph, std::mt19937& random, const Shape&) {
    const Set seeds = random_seeds(graph, random);
    const RebuildCone cone = rebuild_cone(graph, std::vector(seeds.begin(), seeds.end()));
    Share sum;
    for (const auto& [name, share] : cone.classes) {
      sum.count += share.count;
      sum.total += share.total;
    }
    ASSERT_EQ(sum, cone.rebuild_share);
  });
}

TEST(ConeLaw, AllSizesAtOnceAreThoseOfSingleSearches) {
  for_random_graphs(40, [](const RebuildGraph& graph, std::mt19937&, const Shape&) {
    const auto sizes = all_cone_sizes(graph);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) ASSERT_EQ(sizes[NodeId(i)], derivations(graph, plain_cone(graph, {NodeId(i)})));
  });
}

/// Cones that reach over several blocks of columns, and a last block that is not full.
TEST(ConeLaw, AllSizesOfGraphsOfSeveralBlocks) {
  for (unsigned seed = 0; seed < 8; ++seed) {
    std::mt19937 random(seed);
    const RandomGraph made = random_rebuild_graph(random, {1000 + 97 * seed, seed % 2 == 1, seed % 3 == 1, seed % 4 == 3});
    const auto sizes = all_cone_sizes(made.graph);
    for (std::size_t i = seed; i < made.graph.nodes.size(); i += 37) {
      const NodeId id(i);
      ASSERT_EQ(sizes[id], rebuild_cone(made.graph, std::span(&id, 1)).rebuild_share.count) << "seed " << seed << ", node " << i;
    }
  }
}

TEST(ConeLaw, PackageConesAreConesOfBumps) {
  for_random_graphs(40, [](const RebuildGraph& graph, std::mt19937&, const Shape&) {
    for (const PackageCone& package : package_cones(graph)) {
      const std::vector<std::string> selectors{package.pname};
      const RebuildCone cone = rebuild_cone(graph, bump(graph, selectors).nodes);
      std::uint64_t changed = 0;
      for (const NodeId id : cone.seeds) changed += graph.nodes[id].derivations;
      ASSERT_EQ(package.derivations, changed) << package.pname;
      ASSERT_EQ(package.rebuilds, cone.rebuild_share.count) << package.pname;
    }
  });
}

/// Enough (semantics.md 4): a snapshot gives the graph's cones.
TEST(ConeLaw, ASnapshotGivesTheConesOfItsGraph) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    const AskedGraph asked(random_graph_text(random, 5 + seed));
    const AskedSnapshot snapshot(asked.source());
    ASSERT_EQ(snapshot.graph.derivations, asked.graph.derivations) << "seed " << seed;
    std::map<NodeId, std::vector<NodeId>> members;
    for (std::size_t i = 0; i < asked.graph.nodes.size(); ++i) members[snapshot.line_of[DerivationId(i)]].push_back(NodeId(i));
    for (const auto& [line, derivations_of_line] : members) {
      if (snapshot.graph.nodes[line].boundary) continue;
      const RebuildCone from_graph = rebuild_cone(asked.graph, derivations_of_line);
      const RebuildCone from_snapshot = rebuild_cone(snapshot.graph, std::span(&line, 1));
      ASSERT_EQ(from_snapshot.rebuild_share, from_graph.rebuild_share) << "seed " << seed << ", " << snapshot.graph.nodes[line].label;
    }
  }
}

TEST(ConeLaw, ASnapshotGivesTheBumpsOfItsGraph) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    const AskedGraph asked(random_graph_text(random, 5 + seed));
    const AskedSnapshot snapshot(asked.source());
    for (const PackageCone& package : package_cones(asked.graph)) {
      const std::vector<std::string> selectors{package.pname};
      const RebuildCone from_graph = rebuild_cone(asked.graph, bump(asked.graph, selectors).nodes);
      const RebuildCone from_snapshot = rebuild_cone(snapshot.graph, bump(snapshot.graph, selectors).nodes);
      ASSERT_EQ(from_snapshot.rebuild_share, from_graph.rebuild_share) << "seed " << seed << ", " << package.pname;
      ASSERT_EQ(from_snapshot.classes, from_graph.classes) << "seed " << seed << ", " << package.pname;
    }
  }
}

}  // namespace
}  // namespace bgsnap
