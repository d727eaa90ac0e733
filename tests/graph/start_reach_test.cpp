#include "graph/start_reach.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <vector>

namespace bgsnap {
namespace {

/// Edges lead from greater numbers to smaller ones, but for those that make circles.
struct Walked {
  std::vector<std::set<std::uint32_t>> targets;
  std::vector<std::vector<std::uint32_t>> lists;
};

Walked random_walked(std::mt19937& random, std::uint32_t nodes, std::size_t lists, bool circles) {
  Walked walked{std::vector<std::set<std::uint32_t>>(nodes), std::vector<std::vector<std::uint32_t>>(lists)};
  for (std::uint32_t node = 1; node < nodes; ++node)
    for (auto edge = random() % 4; edge != 0; --edge)
      walked.targets[node].insert(static_cast<std::uint32_t>(random() % (circles && random() % 9 == 0 ? nodes : node)));
  for (auto& list : walked.lists)
    for (auto start = random() % 3; start != 0; --start) list.push_back(static_cast<std::uint32_t>(random() % nodes));
  return walked;
}

StartLists starts_of(const std::vector<std::vector<std::uint32_t>>& lists) {
  StartLists starts;
  for (const auto& list : lists) starts.push_back(list);
  return starts;
}

/// Which lists reach each node, by walking from every start.
std::vector<std::set<std::size_t>> plain_answer(const Walked& walked) {
  std::vector<std::set<std::size_t>> reached(walked.targets.size());
  for (std::size_t list = 0; list < walked.lists.size(); ++list) {
    std::vector<std::uint32_t> open = walked.lists[list];
    while (!open.empty()) {
      const std::uint32_t node = open.back();
      open.pop_back();
      if (reached[node].insert(list).second) open.insert(open.end(), walked.targets[node].begin(), walked.targets[node].end());
    }
  }
  return reached;
}

/// Sources first; what stands in a circle or leads into one before all else, as the reader of a graph finds them.
std::pair<std::vector<std::uint32_t>, std::size_t> order_of(const Walked& walked) {
  std::vector<std::uint32_t> inputs_first;
  std::set<std::uint32_t> placed;
  for (bool found = true; found;) {
    found = false;
    for (std::uint32_t node = 0; node < walked.targets.size(); ++node) {
      if (placed.contains(node)) continue;
      const auto& targets = walked.targets[node];
      if (!std::all_of(targets.begin(), targets.end(), [&](std::uint32_t target) { return placed.contains(target); })) continue;
      placed.insert(node);
      inputs_first.push_back(node);
      found = true;
    }
  }
  std::vector<std::uint32_t> order;
  for (std::uint32_t node = 0; node < walked.targets.size(); ++node)
    if (!placed.contains(node)) order.push_back(node);
  const std::size_t loose = order.size();
  order.insert(order.end(), inputs_first.rbegin(), inputs_first.rend());
  return {order, loose};
}

std::vector<std::set<std::size_t>> answer(const Walked& walked) {
  std::vector<std::uint32_t> starts{0};
  std::vector<std::uint32_t> targets;
  for (const auto& list : walked.targets) {
    targets.insert(targets.end(), list.begin(), list.end());
    starts.push_back(static_cast<std::uint32_t>(targets.size()));
  }
  const auto [order, loose] = order_of(walked);
  const StartReach reach({starts, targets, order, loose}, starts_of(walked.lists));
  std::map<std::uint32_t, std::set<std::size_t>> of_carrier;
  std::size_t pairs = 0;
  reach.each_pair([&](std::size_t list, std::uint32_t carrier) {
    of_carrier[carrier].insert(list);
    ++pairs;
  });
  std::size_t distinct = 0;
  for (const auto& [carrier, lists] : of_carrier) distinct += lists.size();
  EXPECT_EQ(pairs, distinct) << "a pair was visited twice";
  std::vector<std::set<std::size_t>> reached;
  for (std::uint32_t node = 0; node < walked.targets.size(); ++node)
    reached.push_back(reach.carrier(node) == StartReach::nobody ? std::set<std::size_t>{} : of_carrier[reach.carrier(node)]);
  return reached;
}

TEST(StartReach, WhatOneOtherAloneLeadsToIsCarriedByIt) {
  const std::vector<std::uint32_t> starts{0, 0, 1, 2}, targets{0, 1}, order{2, 1, 0};  // 2 → 1 → 0
  const StartReach reach({starts, targets, order, 0}, starts_of({{2}}));
  EXPECT_EQ(reach.carriers(), 1U);
  EXPECT_EQ(reach.carrier(0), reach.carrier(2));
}

TEST(StartReach, WhatNoListReachesHasNoCarrier) {
  const std::vector<std::uint32_t> starts{0, 0, 0}, targets, order{1, 0};
  const StartReach reach({starts, targets, order, 0}, starts_of({{0}}));
  EXPECT_EQ(reach.carrier(1), StartReach::nobody);
}

TEST(StartReach, AgreesWithPlainWalksOnRandomGraphs) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const Walked walked = random_walked(random, static_cast<std::uint32_t>(2 + random() % 25), random() % 6, seed % 2 == 1);
    ASSERT_EQ(answer(walked), plain_answer(walked)) << "seed " << seed;
  }
}

TEST(StartReach, AgreesAcrossBlocksOfLists) {
  for (const bool circles : {false, true}) {
    std::mt19937 random(5);
    const Walked walked = random_walked(random, 200, 1100, circles);
    EXPECT_EQ(answer(walked), plain_answer(walked));
  }
}

}  // namespace
}  // namespace bgsnap
