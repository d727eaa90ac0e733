#include "graph/reach_counts.hpp"

#include <array>
#include <bit>
#include <limits>

namespace bgsnap {
namespace {

constexpr std::uint32_t block_bits = 512;
using Block = std::array<std::uint64_t, block_bits / 64>;
constexpr std::uint32_t no_rank = std::numeric_limits<std::uint32_t>::max();

/// The nodes that are not opaque, by rank, and their edges to lower ranks: what each block of targets is spread over.
class CountedGraph {
public:
  explicit CountedGraph(const ReductionInput& graph) : starts_(1, 0) {
    std::vector<std::uint32_t> rank(graph.order.size(), no_rank);
    for (const std::uint32_t node : graph.order) {
      if (graph.opaque[node]) continue;
      for (std::uint32_t edge = graph.starts[node]; edge < graph.starts[node + 1]; ++edge)
        if (const std::uint32_t target = rank[graph.targets[edge]]; target != no_rank) targets_.push_back(target);
      starts_.push_back(static_cast<std::uint32_t>(targets_.size()));
      rank[node] = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back(node);
    }
  }

  void count(std::vector<std::uint32_t>& counts) const {
    std::vector<Block> reached(nodes_.size());
    for (std::uint32_t first = 0; first < nodes_.size(); first += block_bits) count_block(first, reached, counts);
  }

private:
  /// Only nodes above the block's first one can reach into it.
  void count_block(std::uint32_t first, std::vector<Block>& reached, std::vector<std::uint32_t>& counts) const {
    for (std::uint32_t at = first; at < nodes_.size(); ++at) {
      Block block{};
      for (std::uint32_t edge = starts_[at]; edge < starts_[at + 1]; ++edge) {
        const std::uint32_t target = targets_[edge];
        if (target < first) continue;
        for (std::size_t word = 0; word < block.size(); ++word) block[word] |= reached[target][word];
        if (const std::uint32_t bit = target - first; bit < block_bits) block[bit / 64] |= std::uint64_t{1} << (bit % 64);
      }
      for (const std::uint64_t word : block) counts[nodes_[at]] += static_cast<std::uint32_t>(std::popcount(word));
      reached[at] = block;
    }
  }

  std::vector<std::uint32_t> nodes_;  // by rank
  std::vector<std::uint32_t> starts_;
  std::vector<std::uint32_t> targets_;
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
