#include "diff/compared.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <random>
#include <string>
#include <vector>

/// One number for what is equal, on both sides: held against comparing the things themselves.
namespace bgsnap {
namespace {

/// From few words, so that much is equal, and equal but for one part.
std::string_view word(std::mt19937& random) {
  static constexpr std::array<std::string_view, 4> words = {"", "a", "ab", "b"};
  return words[random() % words.size()];
}

struct Side {
  std::deque<LogicalKey> keys;
  RebuildGraph graph;
  DenseMap<NodeId, Fingerprint> closures;
};

Side random_side(std::mt19937& random, std::size_t size) {
  Side side;
  for (std::size_t i = 0; i < size; ++i) {
    side.keys.push_back({word(random), word(random), word(random), word(random), word(random), word(random)});
    side.graph.nodes.push_back({.key = side.keys.back()});
    side.closures.push_back({random() % 3, random() % 40});
  }
  return side;
}

LogicalKey without_version(LogicalKey key) {
  key.version = {};
  return key;
}

/// "": they agree.
std::string disagreement(const Compared& a, NodeId i, const Compared& b, NodeId j) {
  const LogicalKey& left = a.graph.nodes[i].key;
  const LogicalKey& right = b.graph.nodes[j].key;
  if ((left == right) != (a.numbers.key[i] == b.numbers.key[j])) return "keys";
  if ((without_version(left) == without_version(right)) != (a.numbers.line[i] == b.numbers.line[j])) return "lines";
  if ((a.closure[i] == b.closure[j]) != (a.numbers.content[i] == b.numbers.content[j])) return "closures";
  return "";
}

TEST(Numbers, AreEqualExactlyWhereThingsAreOnEitherSide) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::mt19937 random(seed);
    const Side old_side = random_side(random, 60);
    const Side new_side = random_side(random, 90);
    Compared before{old_side.graph, {}, old_side.closures, {}};
    Compared now{new_side.graph, {}, new_side.closures, {}};
    number(before, now);
    for (const Compared* const a : {&before, &now})
      for (const Compared* const b : {&before, &now})
        for (std::size_t i = 0; i < a->closure.size(); ++i)
          for (std::size_t j = 0; j < b->closure.size(); ++j) ASSERT_EQ(disagreement(*a, NodeId(i), *b, NodeId(j)), "") << "seed " << seed;
  }
}

TEST(Numbers, CountUpFromNothingOverBothSides) {
  std::mt19937 random(7);
  const Side old_side = random_side(random, 500);
  const Side new_side = random_side(random, 3000);
  Compared before{old_side.graph, {}, old_side.closures, {}};
  Compared now{new_side.graph, {}, new_side.closures, {}};
  number(before, now);
  std::vector<std::uint8_t> seen(before.numbers.keys, 0);
  for (const Compared* const side : {&before, &now})
    for (const KeyId key : side->numbers.key) seen.at(key.value) = 1;
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 0), 0);
  EXPECT_EQ(before.numbers.keys, now.numbers.keys);
}

TEST(Numbers, ListTheirNodesInOrder) {
  DenseMap<NodeId, KeyId> keys;
  for (const std::size_t key : {2U, 0U, 2U, 1U, 2U}) keys.push_back(KeyId(key));
  const auto nodes = nodes_by(keys, 4);
  const auto list = [&](std::size_t key) {
    std::vector<std::uint32_t> ids;
    for (const NodeId id : nodes[KeyId(key)]) ids.push_back(id.value);
    return ids;
  };
  EXPECT_EQ(list(0), (std::vector<std::uint32_t>{1}));
  EXPECT_EQ(list(1), (std::vector<std::uint32_t>{3}));
  EXPECT_EQ(list(2), (std::vector<std::uint32_t>{0, 2, 4}));
  EXPECT_EQ(list(3), std::vector<std::uint32_t>());
}

}  // namespace
}  // namespace bgsnap
