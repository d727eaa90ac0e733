#pragma once

#include "graph/transitive_reduction.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace bgsnap {

/// A ReductionInput by rank: targets have lower ranks than sources, and what a node needs stands close below it, so that what reaches a
/// few neighbours are few neighbours too. Edges against the input's order, and those of opaque nodes, are left out.
class RankedGraph {
public:
  explicit RankedGraph(const ReductionInput& graph);

  [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(nodes_.size()); }
  [[nodiscard]] std::uint32_t node(std::uint32_t rank) const noexcept { return nodes_[rank]; }
  /// Ranks, in the order of the node's edges.
  [[nodiscard]] std::span<const std::uint32_t> targets(std::uint32_t rank) const noexcept {
    return std::span(targets_).subspan(starts_[rank], starts_[rank + 1] - starts_[rank]);
  }
  /// Parallel to targets(): places in ReductionInput::targets.
  [[nodiscard]] std::span<const std::uint32_t> edges(std::uint32_t rank) const noexcept {
    return std::span(edges_).subspan(starts_[rank], starts_[rank + 1] - starts_[rank]);
  }
  /// No node above this rank reaches the one of `rank`.
  [[nodiscard]] std::uint32_t furthest(std::uint32_t rank) const noexcept { return furthest_[rank]; }
  /// How many edges lead to it.
  [[nodiscard]] std::uint32_t users(std::uint32_t rank) const noexcept { return users_[rank]; }

private:
  void walk(const ReductionInput& graph, const std::vector<std::uint32_t>& place, std::uint32_t start, std::vector<std::uint32_t>& rank);

  std::vector<std::uint32_t> nodes_;
  std::vector<std::uint32_t> starts_{0};
  std::vector<std::uint32_t> targets_;
  std::vector<std::uint32_t> edges_;
  std::vector<std::uint32_t> furthest_;
  std::vector<std::uint32_t> users_;
};

}  // namespace bgsnap
