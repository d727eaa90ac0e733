#pragma once

#include "base/bit_row.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace bgsnap {

/// A directed graph by position, and lists of nodes from which it is walked.
struct StartReachInput {
  std::span<const std::uint32_t> starts;  ///< one more than there are nodes: positions into `targets`
  std::span<const std::uint32_t> targets;
  std::span<const std::uint32_t> order;  ///< every node once, sources before targets; `loose` ones first
  std::size_t loose = 0;                 ///< so many stand in circles or lead into one, in any order
};

/// Which lists of starts reach each node, the starts themselves included.
///
/// Nodes that are reached through one other node alone have the same lists as that one, which carries them: of all that a closure holds,
/// only what carries itself is walked, and what is summed over closures is summed over carriers. Real graphs hold a third as many.
class StartReach {
public:
  static constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();

  StartReach(const StartReachInput& graph, std::span<const std::vector<std::uint32_t>> lists);

  /// Of a node: its carrier's number, from 0 to carriers(); `nobody` when no list reaches it. (In a circle
  /// it may be a carrier that no list reaches.)
  [[nodiscard]] std::uint32_t carrier(std::uint32_t node) const noexcept { return carrier_[node]; }
  [[nodiscard]] std::size_t carriers() const noexcept { return starts_.size() - 1; }

  /// Calls visit(first, carrier, row) for each block of lists and each carrier that one of them reaches: bit N of the row is for the list
  /// first + N. Blocks ascend. O(lists / 512 × edges) words.
  template <class Visit>
  void each_row(Visit&& visit) const {
    std::vector<BitRow> rows(carriers());
    for (std::size_t first = 0; first < lists_; first += BitRow::columns) {
      spread(first, rows);
      for (std::uint32_t at = 0; at < rows.size(); ++at)
        if (rows[at].any()) visit(first, at, rows[at]);
    }
  }

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
  void find_carriers(const StartReachInput& graph);
  void join_edges(const StartReachInput& graph);
  void spread(std::size_t first, std::vector<BitRow>& rows) const;
  [[nodiscard]] bool spread_in_circles(std::vector<BitRow>& rows) const;

  std::size_t lists_;
  std::size_t loose_ = 0;  ///< carriers in circles: the first ones
  std::vector<std::uint32_t> carrier_;
  std::vector<Start> begin_;           ///< ascending by list
  std::vector<std::uint32_t> starts_;  ///< of carriers
  std::vector<std::uint32_t> targets_;
};

}  // namespace bgsnap
