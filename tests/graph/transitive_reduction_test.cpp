#include "graph/transitive_reduction.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <vector>

namespace bgsnap {
namespace {

struct Dag {
  std::vector<std::set<std::uint32_t>> targets;
  std::vector<std::uint8_t> opaque;
};

Dag random_dag(std::mt19937& random, std::uint32_t nodes) {
  Dag dag{std::vector<std::set<std::uint32_t>>(nodes), std::vector<std::uint8_t>(nodes)};
  for (std::uint32_t node = 1; node < nodes; ++node) {
    dag.opaque[node] = random() % 4 == 0;
    for (auto edge = random() % 6; edge != 0; --edge) dag.targets[node].insert(static_cast<std::uint32_t>(random() % node));
  }
  return dag;
}

/// Whether `from` reaches `to` along edges of nodes that are not opaque.
bool reaches(const Dag& dag, std::uint32_t from, std::uint32_t to) {
  if (dag.opaque[from]) return false;
  for (std::uint32_t target : dag.targets[from])
    if (target == to || reaches(dag, target, to)) return true;
  return false;
}

std::vector<std::uint8_t> plain_answer(const Dag& dag) {
  std::vector<std::uint8_t> implied;
  for (std::uint32_t node = 0; node < dag.targets.size(); ++node)
    for (std::uint32_t target : dag.targets[node]) {
      bool through = false;
      for (std::uint32_t other : dag.targets[node]) through = through || (other != target && reaches(dag, other, target));
      implied.push_back(through && !dag.opaque[node]);
    }
  return implied;
}

std::vector<std::uint8_t> answer(const Dag& dag) {
  std::vector<std::uint32_t> starts{0};
  std::vector<std::uint32_t> targets;
  std::vector<std::uint32_t> order;
  for (std::uint32_t node = 0; node < dag.targets.size(); ++node) {
    targets.insert(targets.end(), dag.targets[node].begin(), dag.targets[node].end());
    starts.push_back(static_cast<std::uint32_t>(targets.size()));
    order.push_back(node);
  }
  return implied_edges({starts, targets, order, dag.opaque});
}

TEST(TransitiveReduction, AnEdgeIsImpliedWhenAnotherLeadsThere) {
  EXPECT_EQ(answer({{{}, {0}, {0, 1}}, {0, 0, 0}}), (std::vector<std::uint8_t>{0, 1, 0}));
}

TEST(TransitiveReduction, NothingIsImpliedThroughAnOpaqueNode) {
  EXPECT_EQ(answer({{{}, {0}, {0, 1}}, {0, 1, 0}}), (std::vector<std::uint8_t>{0, 0, 0}));
}

TEST(TransitiveReduction, AgreesWithThePlainSearchOnRandomGraphs) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    const Dag dag = random_dag(random, static_cast<std::uint32_t>(2 + random() % 18));
    ASSERT_EQ(answer(dag), plain_answer(dag)) << "seed " << seed;
  }
}

TEST(TransitiveReduction, AgreesAcrossBlocks) {
  std::mt19937 random(7);
  Dag dag = random_dag(random, 1300);
  std::vector<std::set<std::uint32_t>> below(dag.targets.size());
  for (std::uint32_t node = 0; node < dag.targets.size(); ++node)
    if (!dag.opaque[node])
      for (std::uint32_t target : dag.targets[node]) {
        below[node].insert(target);
        below[node].insert(below[target].begin(), below[target].end());
      }
  std::vector<std::uint8_t> expected;
  for (std::uint32_t node = 0; node < dag.targets.size(); ++node)
    for (std::uint32_t target : dag.targets[node]) {
      bool through = false;
      for (std::uint32_t other : dag.targets[node]) through = through || below[other].contains(target);
      expected.push_back(through && !dag.opaque[node]);
    }
  EXPECT_EQ(answer(dag), expected);
}

}  // namespace
}  // namespace bgsnap
