#include "graph/transitive_reduction.hpp"

#include "base/bit_row.hpp"
#include "base/side_by_side.hpp"
#include "graph/ranked_graph.hpp"

#include <algorithm>
#include <future>
#include <limits>

namespace bgsnap {
namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t worth_a_thread = 8;  // blocks

/// One block of columns at a time: which of them does each node reach, which of its edges lead to one that it reaches anyway. An edge
/// can be implied only where another leads to the same target, so only what several need gets a column. What much of the graph
/// reaches shares blocks, so that those of the rest are short.
class Reducer {
public:
  explicit Reducer(const ReductionInput& graph) : ranked_(graph), implied_(graph.targets.size()), column_of_(ranked_.size(), none) {
    for (std::uint32_t rank = 0; rank < ranked_.size(); ++rank)
      if (ranked_.users(rank) > 1) columns_.push_back(rank);
    const auto is_local = [this](std::uint32_t rank) { return ranked_.furthest(rank) - rank < ranked_.size() / 8; };
    std::stable_partition(columns_.begin(), columns_.end(), is_local);
    for (std::uint32_t column = 0; column < columns_.size(); ++column) column_of_[columns_[column]] = column;
  }

  std::vector<std::uint8_t> run() && {
    const std::size_t blocks = (columns_.size() + BitRow::columns - 1) / BitRow::columns;
    auto second = meanwhile(blocks >= worth_a_thread, [this, blocks] { reduce_blocks(1, blocks); });
    reduce_blocks(0, blocks);
    second.get();
    return std::move(implied_);
  }

private:
  /// Every second one. Edges into different blocks are different edges.
  void reduce_blocks(std::size_t block, std::size_t end) {
    std::vector<BitRow> reached(ranked_.size());
    for (; block < end; block += 2) reduce_block(block * BitRow::columns, reached);
  }

  void reduce_block(std::size_t first, std::vector<BitRow>& reached) {
    const auto columns = std::span(columns_).subspan(first, std::min(BitRow::columns, columns_.size() - first));
    const std::uint32_t lowest = *std::min_element(columns.begin(), columns.end());
    std::uint32_t furthest = 0;
    for (const std::uint32_t rank : columns) furthest = std::max(furthest, ranked_.furthest(rank));
    for (std::uint32_t at = lowest; at <= furthest; ++at) {
      BitRow through;
      for (const std::uint32_t target : ranked_.targets(at))
        if (target >= lowest) through.join(reached[target]);
      mark(at, static_cast<std::uint32_t>(first), through);
      reached[at] = through;
    }
  }

  /// Edges into the block whose target is reached `through` another one are implied; all of them are reached from here on.
  void mark(std::uint32_t at, std::uint32_t first, BitRow& through) {
    BitRow direct;
    const auto targets = ranked_.targets(at);
    for (std::size_t edge = 0; edge < targets.size(); ++edge) {
      const std::uint32_t column = column_of_[targets[edge]];
      if (column < first || column >= first + BitRow::columns) continue;
      if (through.test(column - first)) implied_[ranked_.edges(at)[edge]] = 1;
      direct.set(column - first);
    }
    through.join(direct);
  }

  RankedGraph ranked_;
  std::vector<std::uint8_t> implied_;
  std::vector<std::uint32_t> columns_;    // ranks
  std::vector<std::uint32_t> column_of_;  // by rank
};

}  // namespace

std::vector<std::uint8_t> implied_edges(const ReductionInput& graph) { return Reducer(graph).run(); }

}  // namespace bgsnap
