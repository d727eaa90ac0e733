#pragma once

#include "graph/transitive_reduction.hpp"

namespace bgsnap {

/// For each node, how many others it reaches by edges that follow the order: opaque nodes carry nothing on, and count where an edge leads to
/// one directly. O(V / 512 × E) word operations over what is not opaque, O(V) memory.
[[nodiscard]] std::vector<std::uint32_t> reach_counts(const ReductionInput& graph);

}  // namespace bgsnap
