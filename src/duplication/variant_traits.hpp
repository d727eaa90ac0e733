#pragma once

#include "bgsnap/rebuild_graph.hpp"

#include <map>
#include <string>
#include <vector>

namespace bgsnap {

/// What can tell one variant of a logical key from another, by the words that a report uses: "shows: crateFeatures", "inputs",
/// "variants of inputs", "attribute NAME", "builder", "args", "outputs", "sources", "name". An absent trait is not an empty one.
using VariantTraits = std::map<std::string, std::string, std::less<>>;

/// What a line of a snapshot shows, and the graph knows too.
[[nodiscard]] VariantTraits shown_traits(const RebuildGraph& graph, NodeId id);

/// The recipe beside that, store hashes and what looks derived from them blanked. `id` counts as in the graph. O(bytes of the recipe).
[[nodiscard]] VariantTraits recipe_traits(const RebuildGraph& graph, const BuildGraph& recipes, NodeId id);

/// Names the traits in which not all variants agree. Variants of an input are worth a word only when no input has another name.
[[nodiscard]] std::vector<std::string> differences(const std::vector<VariantTraits>& variants);

/// Of what lines show, by attribute: the words that some of the variants have and others lack, ascending.
[[nodiscard]] std::map<std::string, std::vector<std::string>> differing_words(const std::vector<VariantTraits>& variants);

}  // namespace bgsnap
