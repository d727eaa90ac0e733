#pragma once

#include "bgsnap/rebuild_graph.hpp"

#include <map>
#include <string>

namespace bgsnap {

/// What can tell one variant of a logical key from another, by the words that a report uses: "shows: crateFeatures", "inputs",
/// "variants of inputs", "attribute NAME", "builder", "args", "outputs", "sources", "name". An absent trait is not an empty one.
using VariantTraits = std::map<std::string, std::string, std::less<>>;

/// What a line of a snapshot shows, and the graph knows too.
[[nodiscard]] VariantTraits shown_traits(const RebuildGraph& graph, NodeId id);

/// The recipe beside that, store hashes and what looks derived from them blanked. `id` counts as in the graph. O(bytes of the recipe).
[[nodiscard]] VariantTraits recipe_traits(const RebuildGraph& graph, const BuildGraph& recipes, NodeId id);

}  // namespace bgsnap
