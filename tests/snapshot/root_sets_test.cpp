#include "snapshot/root_sets.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <vector>

namespace bgsnap {
namespace {

using Roots = std::set<std::uint32_t>;

/// As RootSets numbers them: a block after the other, empty ones left out.
std::uint32_t number_of(const Roots& roots, RootSetNumbers& sets) {
  std::uint32_t number = sets.empty();
  for (auto root = roots.begin(); root != roots.end();) {
    const std::size_t first = *root / BitRow::columns * BitRow::columns;
    BitRow row;
    for (; root != roots.end() && *root < first + BitRow::columns; ++root) row.set(*root - first);
    number = sets.with(number, first, row);
  }
  return number;
}

Roots random_roots(std::mt19937& random) {
  constexpr std::uint32_t near_borders[] = {0, 1, 31, 32, 63, 64, 511, 512, 513, 1023, 1024, 1030};
  Roots roots;
  for (auto count = random() % 4; count != 0; --count) roots.insert(near_borders[random() % std::size(near_borders)]);
  return roots;
}

TEST(RootSetLaw, EqualSetsAndNoOthersHaveOneNumber) {
  std::mt19937 random(11);
  RootSetNumbers sets;
  std::map<Roots, std::uint32_t> numbers;
  for (int round = 0; round < 3000; ++round) {
    const Roots roots = random_roots(random);
    const std::uint32_t number = number_of(roots, sets);
    EXPECT_EQ(numbers.try_emplace(roots, number).first->second, number);
  }
  std::set<std::uint32_t> distinct;
  for (const auto& [roots, number] : numbers) EXPECT_TRUE(distinct.insert(number).second);
}

TEST(RootSetLaw, ANumberGivesItsRootsAscending) {
  std::mt19937 random(12);
  RootSetNumbers sets;
  for (int round = 0; round < 300; ++round) {
    const Roots roots = random_roots(random);
    EXPECT_EQ(sets.roots(number_of(roots, sets)), std::vector<std::uint32_t>(roots.begin(), roots.end()));
  }
}

}  // namespace
}  // namespace bgsnap
