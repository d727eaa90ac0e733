#pragma once

#include "snapshot/item_graph.hpp"
#include "snapshot/list_numbers.hpp"

#include <span>
#include <vector>

namespace bgsnap {

/// Which roots reach each item: through everything (its closures), and without passing into a fixed output's inputs (what builds it).
class RootSets {
public:
  /// O(roots / 512 × edges) words, and the pairs of a root and what it reaches, where items that one other item brings count as one.
  explicit RootSets(const ItemGraph& items);

  /// Equal for items that the same roots reach, both ways.
  [[nodiscard]] std::uint32_t number(ItemId item) const noexcept { return number_[item]; }
  /// Twice the number of each root that reaches it, ascending, and one more for those that build it: compares as the roots' names do.
  [[nodiscard]] std::vector<std::uint64_t> key(ItemId item) const;

private:
  ListNumbers sets_;  ///< of roots
  ListNumbers pairs_;  ///< of a closure's set and a building one
  DenseMap<ItemId, std::uint32_t> number_;
};

}  // namespace bgsnap
