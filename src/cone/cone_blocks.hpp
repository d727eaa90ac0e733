#pragma once

#include "base/bit_row.hpp"
#include "base/side_by_side.hpp"
#include "bgsnap/rebuild_graph.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace bgsnap {

/// A node's place in a topological order of the nodes.
using ConePlace = std::uint32_t;

/// All nodes in one topological order, and by places what the rows of every block of cones are joined along.
class ConeOrder {
public:
  explicit ConeOrder(const RebuildGraph& graph);

  [[nodiscard]] std::size_t size() const noexcept { return nodes_.size(); }
  /// How many blocks there are.
  [[nodiscard]] std::size_t blocks() const noexcept { return (size() + BitRow::columns - 1) / BitRow::columns; }
  [[nodiscard]] ConePlace place(NodeId id) const noexcept { return places_[id]; }
  [[nodiscard]] NodeId node(std::size_t place) const noexcept { return nodes_[place]; }
  /// Those that rebuild with it: no fixed outputs.
  [[nodiscard]] std::span<const ConePlace> referrers(std::size_t place) const noexcept {
    return std::span(referrers_).subspan(starts_[place], starts_[place + 1] - starts_[place]);
  }
  /// How many derivations the columns of a block's row stand for; `first` is the place of its first column.
  [[nodiscard]] std::uint64_t derivations(const BitRow& row, std::size_t first) const noexcept;
  [[nodiscard]] bool cyclic() const noexcept { return cyclic_; }
  [[nodiscard]] const RebuildGraph& graph() const noexcept { return graph_; }

private:
  const RebuildGraph& graph_;
  std::vector<NodeId> nodes_;
  DenseMap<NodeId, ConePlace> places_;
  std::vector<std::uint32_t> weights_;
  std::vector<std::uint32_t> starts_;
  std::vector<ConePlace> referrers_;
  bool cyclic_ = false;
  bool single_ = true;  // every node is one derivation
};

/// The cones of all nodes, a block of BitRow::columns rebuilt nodes at a time: the row of v holds those nodes of the block that rebuild
/// when v changes. A cone's size is what its rows count, over all blocks.
///
/// A block is a stretch of the order, so its rows end where the block ends: nothing later can have them above it. One row is one cache
/// line, and the rows of one block fit the second-level cache. Most rows of a block are empty, which a byte for each tells.
class ConeBlocks {
public:
  /// `order` must outlive it.
  explicit ConeBlocks(const ConeOrder& order);

  /// Goes to a block after the one before. O(E) rows joined.
  void go_to(std::size_t block);
  /// Rows may hold something below this place.
  [[nodiscard]] std::size_t end() const noexcept { return end_; }
  /// Below end(): whether the row holds something.
  [[nodiscard]] bool any(std::size_t place) const noexcept { return filled_[place] != 0; }
  /// The row of a place that any() says so of.
  [[nodiscard]] const BitRow& row(std::size_t place) const noexcept { return rows_[place]; }
  [[nodiscard]] std::uint64_t derivations(const BitRow& row) const noexcept { return order_.derivations(row, first_); }

private:
  [[nodiscard]] bool join_row(std::size_t at);
  void join_sources(std::size_t at);

  const ConeOrder& order_;
  std::vector<BitRow> rows_;
  std::vector<std::uint8_t> filled_;
  std::vector<BitRow> through_sources_;  // what .drv files as sources add; empty when no node has such
  std::size_t first_ = 0;
  std::size_t end_ = 0;
};

/// `count` sums that add(blocks, sums) adds to for every block, on both cores where it is worth it.
template <class Add>
[[nodiscard]] std::vector<std::uint64_t> sums_over_blocks(const ConeOrder& order, std::size_t count, Add&& add) {
  const bool both = order.size() >= nodes_worth_a_thread;
  Parts parts(order.blocks(), 1);
  std::array<std::vector<std::uint64_t>, 2> sums;
  const auto look = [&](std::vector<std::uint64_t>& mine) {
    mine.resize(count);
    ConeBlocks blocks(order);
    parts.each([&](std::size_t block) {
      blocks.go_to(block);
      add(std::as_const(blocks), mine);
    });
  };
  side_by_side(
      both, [&] { look(sums[0]); },
      [&] {
        if (both) look(sums[1]);
      });
  for (std::size_t i = 0; i < sums[1].size(); ++i) sums[0][i] += sums[1][i];
  return std::move(sums[0]);
}

}  // namespace bgsnap
