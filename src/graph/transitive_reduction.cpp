#include "graph/transitive_reduction.hpp"

#include "base/bit_row.hpp"

#include <limits>

namespace bgsnap {
namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

/// One block of columns at a time: which of them does each node reach, which of its edges lead to one that it reaches anyway. An edge
/// can be implied only where another leads to the same target, so only what several need gets a column.
class Reducer {
public:
  explicit Reducer(const ReductionInput& graph)
      : graph_(graph), rank_(graph.order.size()), implied_(graph.targets.size()), reached_(graph.order.size()), column_of_(graph.order.size(), none) {
    for (std::uint32_t at = 0; at < graph_.order.size(); ++at) rank_[graph_.order[at]] = at;
    std::vector<std::uint32_t> users(graph.order.size());
    for (const std::uint32_t node : graph_.order)
      for (std::uint32_t target : targets(node)) ++users[target];
    for (const std::uint32_t node : graph_.order)
      if (users[node] > 1) {
        column_of_[node] = static_cast<std::uint32_t>(columns_.size());
        columns_.push_back(node);
      }
  }

  std::vector<std::uint8_t> run() && {
    for (std::uint32_t first = 0; first < columns_.size(); first += BitRow::columns) reduce_block(first);
    return std::move(implied_);
  }

private:
  /// What a node carries on; nothing of an opaque one.
  [[nodiscard]] std::span<const std::uint32_t> targets(std::uint32_t node) const {
    if (graph_.opaque[node]) return {};
    return graph_.targets.subspan(graph_.starts[node], graph_.starts[node + 1] - graph_.starts[node]);
  }

  /// Only nodes above the block's first one can reach into it.
  void reduce_block(std::uint32_t first) {
    const std::uint32_t lowest = rank_[columns_[first]];
    for (std::uint32_t at = lowest; at < graph_.order.size(); ++at) {
      const std::uint32_t node = graph_.order[at];
      BitRow through;
      for (std::uint32_t target : targets(node))
        if (rank_[target] >= lowest && rank_[target] < at) through.join(reached_[rank_[target]]);
      mark(node, first, through);
      reached_[at] = through;
    }
  }

  /// Edges into the block whose target is reached `through` another one are implied; all of them are reached from here on.
  void mark(std::uint32_t node, std::uint32_t first, BitRow& through) {
    BitRow direct;
    const auto list = targets(node);
    for (std::size_t edge = 0; edge < list.size(); ++edge) {
      const std::uint32_t column = column_of_[list[edge]];
      if (column == none || column < first || column >= first + BitRow::columns || rank_[list[edge]] >= rank_[node]) continue;
      if (through.test(column - first)) implied_[graph_.starts[node] + edge] = 1;
      direct.set(column - first);
    }
    through.join(direct);
  }

  const ReductionInput& graph_;
  std::vector<std::uint32_t> rank_;
  std::vector<std::uint8_t> implied_;
  std::vector<BitRow> reached_;  // by rank
  std::vector<std::uint32_t> columns_;    // nodes, by rank
  std::vector<std::uint32_t> column_of_;  // by node
};

}  // namespace

std::vector<std::uint8_t> implied_edges(const ReductionInput& graph) { return Reducer(graph).run(); }

}  // namespace bgsnap
