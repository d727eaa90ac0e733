#pragma once

#include "bgsnap/rebuild_graph.hpp"
#include "base/bit_row.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace bgsnap {

/// The cones of all nodes, a block of BitRow::columns rebuilt nodes at a time: the row of v holds those nodes of the block that rebuild
/// when v changes. A cone's size is what its rows count, over all blocks.
///
/// Nodes stand in one topological order and a block is a stretch of it, so a block's rows end where the block ends: nothing later
/// can have them above it. One row is one cache line, and the rows of one block fit the second-level cache.
class ConeBlocks {
public:
  explicit ConeBlocks(const RebuildGraph& graph);

  /// Goes to the first, then to the next block; false after the last. O(E) rows joined.
  [[nodiscard]] bool next();
  /// A node's place in the order, by which its row is found. Walking by ascending places is what caches like.
  [[nodiscard]] std::uint32_t place(NodeId id) const noexcept { return position_[id]; }
  [[nodiscard]] const BitRow& row(std::uint32_t place) const noexcept { return rows_[place]; }
  /// The nodes whose rows may hold something in this block, by place from 0.
  [[nodiscard]] std::span<const NodeId> below() const noexcept { return std::span(order_).first(top_); }
  /// How many derivations the nodes of a row of this block stand for.
  [[nodiscard]] std::uint64_t derivations(const BitRow& row) const noexcept;

private:
  using Position = std::uint32_t;
  [[nodiscard]] bool join_row(Position at);
  void join_sources(Position at);

  std::vector<NodeId> order_;
  DenseMap<NodeId, Position> position_;
  std::vector<std::uint32_t> weights_;  // by position
  std::vector<std::uint32_t> starts_;   // of each position's referrers that are no fixed outputs
  std::vector<Position> referrers_;
  const RebuildGraph& graph_;
  std::vector<BitRow> rows_;
  std::vector<BitRow> through_sources_;  // what .drv files as sources add; empty when no node has such
  bool cyclic_ = false;
  bool single_ = true;  // every node is one derivation
  std::size_t first_ = 0;
  std::size_t top_ = 0;
};

}  // namespace bgsnap
