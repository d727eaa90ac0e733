#pragma once

#include "bgsnap/raw_graph.hpp"

#include <span>

namespace bgsnap {

/// Drops the records that no root needs, through inputs and .drv files among the sources, and what was listed about them. When none of the
/// roots is there, nothing is dropped. O(V + E).
void keep_needed_by_roots(RawGraph& raw, std::span<const RootRequest> roots);

}  // namespace bgsnap
