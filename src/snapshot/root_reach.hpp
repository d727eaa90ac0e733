#pragma once

#include "snapshot/item_graph.hpp"
#include "snapshot/root_bits.hpp"

namespace bgsnap {

/// Which roots of one block reach each item, through everything and without passing into a fixed output's inputs.
struct RootReach {
  DenseMap<ItemId, RootBits> closure;
  DenseMap<ItemId, RootBits> building;
};

/// The roots from RootBits::roots × `block` on. O(V + E).
[[nodiscard]] RootReach root_reach(const ItemGraph& items, std::size_t block);

}  // namespace bgsnap
