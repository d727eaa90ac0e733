#pragma once

#include "base/bit_row.hpp"
#include "snapshot/item_graph.hpp"
#include "snapshot/list_numbers.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bgsnap {

/// Numbers sets of roots, which come a block after the other: a set is the one without its last block, and what that block adds.
class RootSetNumbers {
public:
  [[nodiscard]] std::uint32_t empty() { return steps_.number({}); }
  /// That set and the roots first + N for each bit N of the row, which is not empty; all others are below `first`.
  [[nodiscard]] std::uint32_t with(std::uint32_t set, std::size_t first, const BitRow& row);
  /// Ascending.
  [[nodiscard]] std::vector<std::uint32_t> roots(std::uint32_t set) const;

private:
  ListNumbers steps_;  ///< the set before, the block's first root, then place and halves of each word that is not 0
  std::vector<std::uint32_t> step_;
};

/// Which roots reach each item: through everything (its closures), and without passing into a fixed output's inputs (what builds it).
class RootSets {
public:
  /// O(roots / 512 × edges) words, where items that one other item brings count as one.
  explicit RootSets(const ItemGraph& items);

  /// Equal for items that the same roots reach, both ways.
  [[nodiscard]] std::uint32_t number(ItemId item) const noexcept { return number_[item]; }
  /// Twice the number of each root that reaches it, ascending, and one more for those that build it: compares as the roots' names do.
  [[nodiscard]] std::vector<std::uint64_t> key(ItemId item) const;

private:
  RootSetNumbers closure_;
  RootSetNumbers building_;
  ListNumbers pairs_;  ///< of a closure's set and a building one
  DenseMap<ItemId, std::uint32_t> number_;
};

}  // namespace bgsnap
