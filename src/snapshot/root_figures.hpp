#pragma once

#include "snapshot/item_graph.hpp"

#include <vector>

namespace bgsnap {

/// Each root's line, without its nodes. O(roots / 512 × (V + E)) and the sizes of the closures.
[[nodiscard]] std::vector<SnapshotRoot> root_figures(const IdentifiedGraph& graph);

}  // namespace bgsnap
