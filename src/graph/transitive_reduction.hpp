#pragma once

#include "bgsnap/id.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace bgsnap {

/// A directed graph by position, as the reduction needs it.
struct ReductionInput {
  std::span<const std::uint32_t> starts;   ///< size() + 1 positions into `targets`
  std::span<const std::uint32_t> targets;  ///< ascending and distinct within each list
  std::span<const std::uint32_t> order;    ///< targets before sources; edges against it are kept and not followed
  std::span<const std::uint8_t> opaque;    ///< nodes whose own edges do not carry on (fixed outputs): those edges are kept
};

/// For each edge, by its place in `targets`: 1 when another edge of the same source implies it through a path.
/// O(V / 512 × E) word operations, O(V) memory beside the answer.
[[nodiscard]] std::vector<std::uint8_t> implied_edges(const ReductionInput& graph);

}  // namespace bgsnap
