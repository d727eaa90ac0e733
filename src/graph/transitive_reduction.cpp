#include "graph/transitive_reduction.hpp"

#include <algorithm>
#include <array>

namespace bgsnap {
namespace {

constexpr std::uint32_t block_bits = 512;
using Block = std::array<std::uint64_t, block_bits / 64>;

/// One block of targets at a time: which of them does each node reach, which of its edges lead to one that it reaches anyway.
class Reducer {
public:
  explicit Reducer(const ReductionInput& graph)
      : graph_(graph), rank_(graph.order.size()), implied_(graph.targets.size()), reached_(graph.order.size()) {
    for (std::uint32_t at = 0; at < graph_.order.size(); ++at) rank_[graph_.order[at]] = at;
  }

  std::vector<std::uint8_t> run() && {
    for (std::uint32_t first = 0; first < graph_.order.size(); first += block_bits) reduce_block(first);
    return std::move(implied_);
  }

private:
  [[nodiscard]] std::span<const std::uint32_t> targets(std::uint32_t node) const {
    return graph_.targets.subspan(graph_.starts[node], graph_.starts[node + 1] - graph_.starts[node]);
  }

  /// Only nodes above the block's first one can reach into it.
  void reduce_block(std::uint32_t first) {
    for (std::uint32_t at = first; at < graph_.order.size(); ++at) {
      const std::uint32_t node = graph_.order[at];
      Block through{};
      if (!graph_.opaque[node]) {
        for (std::uint32_t target : targets(node))
          if (rank_[target] >= first && rank_[target] < at)
            for (std::size_t word = 0; word < through.size(); ++word) through[word] |= reached_[rank_[target]][word];
        mark(node, at, first, through);
      }
      reached_[at] = through;
    }
  }

  /// Edges into the block whose target is reached `through` another one are implied; all of them are reached from here on.
  void mark(std::uint32_t node, std::uint32_t at, std::uint32_t first, Block& through) {
    Block direct{};
    const auto list = targets(node);
    for (std::size_t edge = 0; edge < list.size(); ++edge) {
      const std::uint32_t rank = rank_[list[edge]];
      if (rank < first || rank >= first + block_bits || rank >= at) continue;
      const std::uint32_t bit = rank - first;
      if (through[bit / 64] >> (bit % 64) & 1) implied_[graph_.starts[node] + edge] = 1;
      direct[bit / 64] |= std::uint64_t{1} << (bit % 64);
    }
    for (std::size_t word = 0; word < through.size(); ++word) through[word] |= direct[word];
  }

  const ReductionInput& graph_;
  std::vector<std::uint32_t> rank_;
  std::vector<std::uint8_t> implied_;
  std::vector<Block> reached_;  // by rank
};

}  // namespace

std::vector<std::uint8_t> implied_edges(const ReductionInput& graph) { return Reducer(graph).run(); }

}  // namespace bgsnap
