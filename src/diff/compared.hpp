#pragma once

#include "bgsnap/fingerprint.hpp"
#include "bgsnap/rebuild_graph.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

/// What the two comparisons, of recipes and of lines, have in common: from here on a diff does not know which it is.
namespace bgsnap {

/// One side. Fingerprints are for comparison with the other side's alone.
struct Compared {
  RebuildGraph graph;
  DenseMap<NodeId, Fingerprint> own;      ///< differs between paired nodes: a cause
  DenseMap<NodeId, Fingerprint> closure;  ///< equal to none of the other side: rebuilds
  Adjacency<NodeId, NodeId> direct;       ///< inputs that no other input implies
};

/// Names the fields in which two paired nodes differ, ascending; empty when only their inputs rebuild.
using FieldComparison = std::function<std::vector<std::string>(NodeId before, NodeId now)>;

/// A side of recipes, with what its recipes are read by.
struct ComparedRecipes {
  Compared compared;
  Adjacency<DerivationId, std::uint8_t> implied;  ///< as implied_inputs() gives it
};
[[nodiscard]] ComparedRecipes compared_recipes(const IdentifiedGraph& graph);
/// The sides must outlive it.
[[nodiscard]] FieldComparison recipe_fields(const BuildGraph& before, const ComparedRecipes& was, const BuildGraph& now, const ComparedRecipes& is);

/// Lines of both files share their fingerprints' numbers, so both are made at once.
[[nodiscard]] std::pair<Compared, Compared> compared_lines(const Snapshot& before, const Snapshot& now);
[[nodiscard]] FieldComparison line_fields(const Snapshot& before, const Snapshot& now);

}  // namespace bgsnap
