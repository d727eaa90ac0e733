#include "graph/reach_counts.hpp"
#include "base/bit_row.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <vector>

namespace bgsnap {
namespace {

struct Dag {
  std::vector<std::set<std::uint32_t>> targets;  ///< of smaller numbers
  std::vector<std::uint8_t> opaque;
};

Dag random_dag(std::mt19937& random, std::uint32_t nodes, unsigned most_edges) {
  Dag dag{std::vector<std::set<std::uint32_t>>(nodes), std::vector<std::uint8_t>(nodes)};
  for (std::uint32_t node = 0; node < nodes; ++node) {
    dag.opaque[node] = random() % 4 == 0;
    if (node != 0)
      for (auto edge = random() % most_edges; edge != 0; --edge) dag.targets[node].insert(static_cast<std::uint32_t>(random() % node));
  }
  return dag;
}

/// Through what is not opaque; an edge from or to an opaque node counts by itself.
std::vector<std::uint32_t> plain_answer(const Dag& dag) {
  std::vector<std::uint32_t> counts;
  std::vector<std::set<std::uint32_t>> reached(dag.targets.size());
  for (std::uint32_t node = 0; node < dag.targets.size(); ++node) {
    std::uint32_t direct = 0;
    for (const std::uint32_t target : dag.targets[node]) {
      if (dag.opaque[node] || dag.opaque[target]) {
        ++direct;
        continue;
      }
      reached[node].insert(target);
      reached[node].insert(reached[target].begin(), reached[target].end());
    }
    counts.push_back(direct + static_cast<std::uint32_t>(reached[node].size()));
  }
  return counts;
}

std::vector<std::uint32_t> answer(const Dag& dag) {
  std::vector<std::uint32_t> starts{0}, targets, order;
  for (std::uint32_t node = 0; node < dag.targets.size(); ++node) {
    targets.insert(targets.end(), dag.targets[node].begin(), dag.targets[node].end());
    starts.push_back(static_cast<std::uint32_t>(targets.size()));
    order.push_back(node);
  }
  return reach_counts({starts, targets, order, dag.opaque});
}

TEST(ReachCounts, AChainCountsAllBelow) { EXPECT_EQ(answer({{{}, {0}, {1}, {2}}, {0, 0, 0, 0}}), (std::vector<std::uint32_t>{0, 1, 2, 3})); }

TEST(ReachCounts, WhatTwoNeedCountsOnceAboveThem) {
  EXPECT_EQ(answer({{{}, {0}, {0}, {1, 2}}, {0, 0, 0, 0}}), (std::vector<std::uint32_t>{0, 1, 1, 3}));
}

TEST(ReachCounts, AnOpaqueNodeCarriesNothingOn) { EXPECT_EQ(answer({{{}, {0}, {1}}, {0, 1, 0}}), (std::vector<std::uint32_t>{0, 1, 1})); }

TEST(ReachCounts, AgreesWithPlainSetsOnRandomGraphs) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const Dag dag = random_dag(random, static_cast<std::uint32_t>(1 + random() % 30), 2 + seed % 4);
    ASSERT_EQ(answer(dag), plain_answer(dag)) << "seed " << seed;
  }
}

TEST(ReachCounts, AgreesAcrossBlocks) {
  std::mt19937 random(3);
  const Dag dag = random_dag(random, 2500, 4);
  EXPECT_EQ(answer(dag), plain_answer(dag));
}

TEST(BitRow, CountsWhatIsSet) {
  std::mt19937 random(1);
  for (std::size_t size : {0U, 1U, 17U, 300U, 512U}) {
    BitRow row, other;
    std::set<std::size_t> set, shared;
    while (set.size() < size) set.insert(random() % BitRow::columns);
    for (const std::size_t column : set) {
      row.set(column);
      if (column % 3 == 0) shared.insert(column);
    }
    for (std::size_t column = 0; column < BitRow::columns; column += 3) other.set(column);
    EXPECT_EQ(row.count(), set.size());
    EXPECT_EQ(row.count_shared(other), shared.size());
  }
}

}  // namespace
}  // namespace bgsnap
