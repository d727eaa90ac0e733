#pragma once

#include "snapshot/item_graph.hpp"

#include <cstdint>
#include <vector>

namespace bgsnap {

/// Which of 64 roots reach each item, through everything and without passing into a fixed output's inputs.
struct RootBlock {
  DenseMap<ItemId, std::uint64_t> closure;
  DenseMap<ItemId, std::uint64_t> building;
};

/// The block of roots [64 × block, 64 × block + 64). O(V + E).
[[nodiscard]] RootBlock root_block(const ItemGraph& items, std::size_t block);
[[nodiscard]] inline std::size_t root_blocks(const ItemGraph& items) { return (items.roots.size() + 63) / 64; }

}  // namespace bgsnap
