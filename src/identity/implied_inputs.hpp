#pragma once

#include "bgsnap/fingerprint.hpp"

namespace bgsnap {

/// For each derivation, parallel to graph.inputs(id): 1 when another of its inputs implies this one. See implied_edges for the cost.
[[nodiscard]] Adjacency<DerivationId, std::uint8_t> implied_inputs(const BuildGraph& graph);

/// As fingerprints(graph), for a caller who needs what is implied too.
[[nodiscard]] Fingerprints fingerprints(const BuildGraph& graph, const Adjacency<DerivationId, std::uint8_t>& implied);

}  // namespace bgsnap
