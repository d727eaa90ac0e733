#pragma once

#include "bgsnap/snapshot.hpp"

#include <cstdint>
#include <vector>

namespace bgsnap {

using ItemId = Id<struct ItemTag>;

/// What the roots reach, with each toolchain group as one item: the graph that a snapshot is taken of. Groups come first.
struct ItemGraph {
  static constexpr std::uint32_t out_of_scope = ~std::uint32_t{0};

  std::size_t groups = 0;
  DenseMap<DerivationId, ItemId> item_of;       ///< value out_of_scope: no root reaches it
  DenseMap<ItemId, DerivationId> derivation;    ///< of an item that is no group
  DenseMap<ItemId, std::uint32_t> derivations;  ///< 1, or the size of the group (what the roots reach of it)
  DenseMap<ItemId, std::uint8_t> fixed;
  Adjacency<ItemId, ItemId> inputs;  ///< ascending, distinct
  Adjacency<ItemId, ItemId> referrers;
  Adjacency<ItemId, ItemId> drv_sources;
  Adjacency<ItemId, std::uint8_t> implied;  ///< parallel to inputs: another input implies it. Never for an edge from or to
                                            ///< a fixed output: who uses a download decides what a bump takes along
  std::vector<ItemId> inputs_first;
  std::vector<std::vector<ItemId>> roots;  ///< parallel to the graph's roots; ascending

  [[nodiscard]] std::size_t size() const noexcept { return derivation.size(); }
  [[nodiscard]] bool is_group(ItemId id) const noexcept { return id.value < groups; }
};

[[nodiscard]] ItemGraph item_graph(const IdentifiedGraph& graph);

}  // namespace bgsnap
