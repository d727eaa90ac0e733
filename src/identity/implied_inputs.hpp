#pragma once

#include "bgsnap/build_graph.hpp"

namespace bgsnap {

/// For each derivation, parallel to graph.inputs(id): 1 when another of its inputs implies this one. See implied_edges for the cost.
[[nodiscard]] Adjacency<DerivationId, std::uint8_t> implied_inputs(const BuildGraph& graph);

}  // namespace bgsnap
