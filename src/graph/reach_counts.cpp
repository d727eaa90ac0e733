#include "graph/reach_counts.hpp"

#include "base/bit_row.hpp"
#include "base/wide.hpp"
#include "graph/ranked_graph.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

namespace bgsnap {
namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

/// The nodes that are not opaque, in their order, and the edges between them. More than half of a graph may be opaque.
class Carrying {
public:
  explicit Carrying(const ReductionInput& graph) {
    std::vector<std::uint32_t> number(graph.order.size(), none);
    for (const std::uint32_t node : graph.order)
      if (!graph.opaque[node]) {
        number[node] = static_cast<std::uint32_t>(nodes_.size());
        nodes_.push_back(node);
      }
    starts_.reserve(nodes_.size() + 1);
    for (const std::uint32_t node : nodes_) {
      for (std::uint32_t edge = graph.starts[node]; edge < graph.starts[node + 1]; ++edge)
        if (const std::uint32_t target = number[graph.targets[edge]]; target != none) targets_.push_back(target);
      starts_.push_back(static_cast<std::uint32_t>(targets_.size()));
    }
    order_.resize(nodes_.size());
    std::iota(order_.begin(), order_.end(), 0U);
    opaque_.resize(nodes_.size(), 0);
  }

  [[nodiscard]] ReductionInput input() const { return {starts_, targets_, order_, opaque_}; }
  [[nodiscard]] std::uint32_t node(std::uint32_t number) const noexcept { return nodes_[number]; }

private:
  std::vector<std::uint32_t> nodes_;
  std::vector<std::uint32_t> starts_{0};
  std::vector<std::uint32_t> targets_;
  std::vector<std::uint32_t> order_;
  std::vector<std::uint8_t> opaque_;
};

/// The nodes that are not opaque, by rank, and their edges to lower ranks.
///
/// A node that a single other one needs is reached by whoever reaches that one, and by that one: it is counted with it. So only what
/// several need gets a column, and a column counts as many nodes as hang on it.
class CountedGraph {
public:
  explicit CountedGraph(const ReductionInput& graph) : starts_(1, 0) {
    const Carrying carrying(graph);
    const RankedGraph ranked(carrying.input());
    nodes_.reserve(ranked.size());
    for (std::uint32_t at = 0; at < ranked.size(); ++at) {
      const auto targets = ranked.targets(at);
      targets_.insert(targets_.end(), targets.begin(), targets.end());
      starts_.push_back(static_cast<std::uint32_t>(targets_.size()));
      nodes_.push_back(carrying.node(ranked.node(at)));
    }
    find_furthest();
    hang();
  }

  void count(std::vector<std::uint32_t>& counts) {
    for (std::uint32_t at = 0; at < nodes_.size(); ++at) counts[nodes_[at]] += hanging_[at];
    std::vector<BitRow> reached(nodes_.size());
    for (std::size_t first = 0; first < columns_.size(); first += BitRow::columns) count_block(first, reached, counts);
  }

private:
  void find_furthest() {
    furthest_.resize(nodes_.size());
    for (auto at = static_cast<std::uint32_t>(nodes_.size()); at-- > 0;) {
      furthest_[at] = std::max(furthest_[at], at);
      for (std::uint32_t edge = starts_[at]; edge < starts_[at + 1]; ++edge)
        furthest_[targets_[edge]] = std::max(furthest_[targets_[edge]], furthest_[at]);
    }
  }

  void hang() {
    std::vector<std::uint32_t> users(nodes_.size());
    std::vector<std::uint32_t> user(nodes_.size());
    for (std::uint32_t at = 0; at < nodes_.size(); ++at)
      for (std::uint32_t edge = starts_[at]; edge < starts_[at + 1]; ++edge) {
        ++users[targets_[edge]];
        user[targets_[edge]] = at;
      }
    hanging_.resize(nodes_.size());
    for (std::uint32_t at = 0; at < nodes_.size(); ++at) {
      if (users[at] == 1) hanging_[user[at]] += hanging_[at] + 1;
      if (users[at] > 1) columns_.push_back(at);
    }
    // Those of like weight share blocks, so that few planes are counted; and so does what much of the graph reaches, so that the other
    // blocks are short.
    const auto kind = [&](std::uint32_t at) { return std::pair(furthest_[at] - at >= nodes_.size() / 8, planes(at)); };
    std::stable_sort(columns_.begin(), columns_.end(), [&](std::uint32_t a, std::uint32_t b) { return kind(a) < kind(b); });
    column_of_.assign(nodes_.size(), none);
    for (std::uint32_t column = 0; column < columns_.size(); ++column) column_of_[columns_[column]] = column;
  }

  [[nodiscard]] std::size_t planes(std::uint32_t at) const { return static_cast<std::size_t>(std::bit_width(hanging_[at] + 1)); }

  /// The weights of a block's columns, a row for each binary digit.
  [[nodiscard]] std::vector<BitRow> weights(std::size_t first) const {
    std::vector<BitRow> rows;
    for (std::size_t column = first; column < std::min(first + BitRow::columns, columns_.size()); ++column) {
      const std::uint32_t weight = hanging_[columns_[column]] + 1;
      rows.resize(std::max(rows.size(), planes(columns_[column])));
      for (std::size_t plane = 0; plane < rows.size(); ++plane)
        if (weight >> plane & 1) rows[plane].set(column - first);
    }
    return rows;
  }

  /// Only nodes from the lowest of the block's to the furthest that needs one of them can reach into it.
  BGSNAP_WIDE void count_block(std::size_t first, std::vector<BitRow>& reached, std::vector<std::uint32_t>& counts) const {
    const std::vector<BitRow> weight = weights(first);
    const std::size_t end = std::min(first + BitRow::columns, columns_.size());
    const std::uint32_t lowest =
        *std::min_element(columns_.begin() + static_cast<std::ptrdiff_t>(first), columns_.begin() + static_cast<std::ptrdiff_t>(end));
    std::uint32_t furthest = 0;
    for (std::size_t column = first; column < end; ++column) furthest = std::max(furthest, furthest_[columns_[column]]);
    for (std::uint32_t at = lowest; at <= furthest; ++at) {
      BitRow row;
      for (std::uint32_t edge = starts_[at]; edge < starts_[at + 1]; ++edge) {
        const std::uint32_t target = targets_[edge];
        if (target < lowest) continue;
        row.join(reached[target]);
        if (const std::uint32_t column = column_of_[target]; column >= first && column < end) row.set(column - first);
      }
      if (row.any())
        for (std::size_t plane = 0; plane < weight.size(); ++plane)
          counts[nodes_[at]] += static_cast<std::uint32_t>(row.count_shared(weight[plane]) << plane);
      reached[at] = row;
    }
  }

  std::vector<std::uint32_t> nodes_;  // by rank
  std::vector<std::uint32_t> starts_;
  std::vector<std::uint32_t> targets_;
  std::vector<std::uint32_t> furthest_;   // by rank: no higher one reaches it
  std::vector<std::uint32_t> hanging_;    // by rank: how many nodes only it brings, directly or not
  std::vector<std::uint32_t> columns_;    // ranks
  std::vector<std::uint32_t> column_of_;  // by rank
};

/// Edges from and to opaque nodes: nothing is reached through them, so they count by themselves.
std::vector<std::uint32_t> direct_counts(const ReductionInput& graph) {
  std::vector<std::uint32_t> counts(graph.order.size());
  for (std::size_t node = 0; node < counts.size(); ++node)
    for (std::uint32_t edge = graph.starts[node]; edge < graph.starts[node + 1]; ++edge)
      counts[node] += graph.opaque[node] || graph.opaque[graph.targets[edge]] ? 1 : 0;
  return counts;
}

}  // namespace

std::vector<std::uint32_t> reach_counts(const ReductionInput& graph) {
  std::vector<std::uint32_t> counts = direct_counts(graph);
  CountedGraph(graph).count(counts);
  return counts;
}

}  // namespace bgsnap
