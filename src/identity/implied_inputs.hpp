#pragma once

#include "bgsnap/fingerprint.hpp"
#include "identity/mentions.hpp"

#include <memory>

namespace bgsnap {

/// For each derivation, parallel to graph.inputs(id): 1 when another of its inputs implies this one. See implied_edges for the cost.
[[nodiscard]] Adjacency<DerivationId, std::uint8_t> implied_inputs(const BuildGraph& graph);

/// As closure_fingerprints(graph). `paths` are the graph's, here and below; null: they are found out anew.
[[nodiscard]] DenseMap<DerivationId, Fingerprint> closure_fingerprints(const BuildGraph& graph, std::shared_ptr<const OutputPaths> paths);
/// The own fingerprints of those that are `wanted` (1), as fingerprints() gives them.
[[nodiscard]] DenseMap<DerivationId, Fingerprint> own_fingerprints(const BuildGraph& graph, const Adjacency<DerivationId, std::uint8_t>& implied,
                                                                   const DenseMap<DerivationId, std::uint8_t>& wanted,
                                                                   std::shared_ptr<const OutputPaths> paths = nullptr);

}  // namespace bgsnap
