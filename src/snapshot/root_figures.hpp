#pragma once

#include "snapshot/item_graph.hpp"

#include <vector>

namespace bgsnap {

/// Each root's line, without its nodes. O(roots / 512 × (V + E)) words, and the sizes of the closures, where derivations that one other
/// brings count as one.
[[nodiscard]] std::vector<SnapshotRoot> root_figures(const IdentifiedGraph& graph);

}  // namespace bgsnap
