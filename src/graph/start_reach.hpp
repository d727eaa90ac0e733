#pragma once

#include "base/bit_row.hpp"
#include "bgsnap/id.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace bgsnap {

/// A directed graph by position.
struct StartReachInput {
  std::span<const std::uint32_t> starts;  ///< one more than there are nodes: positions into `targets`
  std::span<const std::uint32_t> targets;
  std::span<const std::uint32_t> order;  ///< every node once, sources before targets; `loose` ones first
  std::size_t loose = 0;                 ///< so many stand in circles or lead into one, in any order
};

/// Lists of nodes from which a graph is walked, by position.
using StartLists = Adjacency<Id<struct StartListTag>, std::uint32_t>;

/// Which lists of starts reach each node, the starts themselves included.
///
/// Nodes that are reached through one other node alone have the same lists as that one, which carries them: of all that a closure holds,
/// only what carries itself is walked, and what is summed over closures is summed over carriers. Real graphs hold a third as many.
class StartReach {
public:
  static constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();

  StartReach(const StartReachInput& graph, const StartLists& lists);

  /// Of a node: its carrier's number, from 0 to carriers(); `nobody` when no list reaches it. (In a circle
  /// it may be a carrier that no list reaches.)
  [[nodiscard]] std::uint32_t carrier(std::uint32_t node) const noexcept { return carrier_[node]; }
  [[nodiscard]] std::size_t carriers() const noexcept { return starts_.size() - 1; }

  /// Calls visit(first, carrier, row) for each block of lists and each carrier that one of them reaches: bit N of the row is for the list
  /// first + N. Blocks ascend, and in a block the carriers. For each of the lists / 512 blocks, O(edges of what it reaches) rows and
  /// O(carriers / 64) words: lists that reach little cost little, however large the graph.
  template <class Visit>
  void each_row(Visit&& visit) const {
    each_row(0, blocks(), visit);
  }
  /// The same for some of the blocks, by number; others may be walked at the same time.
  template <class Visit>
  void each_row(std::size_t begin, std::size_t end, Visit&& visit) const {
    Block block(carriers());
    for (std::size_t first = begin * BitRow::columns; first < end * BitRow::columns; first += BitRow::columns) {
      spread(first, block);
      for (const std::uint32_t at : block.reached) visit(first, at, block.rows[at]);
    }
  }

  [[nodiscard]] std::size_t blocks() const noexcept { return (lists_ + BitRow::columns - 1) / BitRow::columns; }

  /// Calls visit(list, carrier) once for each pair of a list and a carrier that it reaches. As each_row(), and the pairs.
  template <class Visit>
  void each_pair(Visit&& visit) const {
    each_row([&](std::size_t first, std::uint32_t at, const BitRow& row) { row.for_each([&](std::size_t column) { visit(first + column, at); }); });
  }

private:
  struct Start {
    std::size_t list;
    std::uint32_t carrier;
  };
  /// Which lists of a block reach a carrier.
  struct Block {
    explicit Block(std::size_t carriers) : rows(carriers), open((carriers + 63) / 64) {}
    void mark(std::uint32_t carrier) noexcept { open[carrier / 64] |= std::uint64_t{1} << (carrier % 64); }

    std::vector<BitRow> rows;            ///< by carrier; empty but for those in `reached`
    std::vector<std::uint64_t> open;     ///< a bit for each carrier that is reached and whose turn has not come
    std::vector<std::uint32_t> reached;  ///< ascending
  };
  void find_carriers(const StartReachInput& graph);
  void join_edges(const StartReachInput& graph);
  void spread(std::size_t first, Block& block) const;
  void start(std::size_t first, Block& block) const;
  [[nodiscard]] bool spread_in_circles(Block& block) const;

  std::size_t lists_;
  std::size_t loose_ = 0;  ///< carriers in circles: the first ones
  std::vector<std::uint32_t> carrier_;
  std::vector<Start> begin_;           ///< ascending by list
  std::vector<std::uint32_t> starts_;  ///< of carriers
  std::vector<std::uint32_t> targets_;
};

}  // namespace bgsnap
