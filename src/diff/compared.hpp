#pragma once

#include "bgsnap/diff.hpp"
#include "bgsnap/fingerprint.hpp"
#include "bgsnap/rebuild_graph.hpp"
#include "diff/numbers.hpp"
#include "identity/hashes.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// What the two comparisons, of recipes and of lines, have in common: from here on a diff does not know which it is.
namespace bgsnap {

/// One side. Fingerprints are for comparison with the other side's alone.
struct Compared {
  const RebuildGraph& graph;              ///< of whoever compares
  DenseMap<NodeId, Fingerprint> own;      ///< differs between paired nodes: a cause. Of those alone whose key moves on either side
  DenseMap<NodeId, Fingerprint> closure;  ///< equal to none of the other side: rebuilds
  Adjacency<NodeId, NodeId> direct;       ///< inputs that no other input implies
  Numbers numbers = {};                   ///< of both sides' keys and closures
};

/// Gives both sides their numbers, once their closures are there.
void number(Compared& before, Compared& now);

struct Moves;

/// Says in which fields two paired nodes differ of themselves, ascending by field; empty when only their inputs rebuild. Hashes that may be
/// of inputs' making are told where none of those rebuilds.
using FieldComparison = std::function<std::vector<FieldChange>(NodeId before, NodeId now, const Moves& moves, Hashes hashes)>;
/// Says whether a node names an input for itself. It does not when it only hands on what another input lists.
using NamedInputs = std::function<bool(NodeId user, NodeId input)>;

/// How many attributes say the same in both, by their text.
using CommonTexts = std::function<std::size_t(NodeId before, NodeId now)>;

/// How both sides' nodes are read.
struct Reading {
  FieldComparison fields;
  Changed<NamedInputs> names;
  CommonTexts common_texts;
};

/// A side of recipes, with what its recipes are read by.
struct ComparedRecipes {
  Compared compared;
  const Adjacency<DerivationId, std::uint8_t>& implied;  ///< as implied_inputs() gives it
  std::shared_ptr<const OutputPaths> paths;              ///< as GraphPrints has it
};
[[nodiscard]] std::pair<ComparedRecipes, ComparedRecipes> compared_recipes(const ReadyGraph& before, const ReadyGraph& now);
/// The sides must outlive it.
[[nodiscard]] FieldComparison recipe_fields(const IdentifiedGraph& before, const ComparedRecipes& was, const IdentifiedGraph& now,
                                            const ComparedRecipes& is);
[[nodiscard]] CommonTexts common_texts(const BuildGraph& before, const BuildGraph& now);
[[nodiscard]] NamedInputs named_by_recipes(const BuildGraph& graph, const ComparedRecipes& recipes);

/// A snapshot, and the same as a graph that is asked.
struct AskedLines {
  const Snapshot& snapshot;
  const RebuildGraph& question;
};
/// Lines of both files share their fingerprints' numbers, so both are made at once.
[[nodiscard]] std::pair<Compared, Compared> compared_lines(const AskedLines& before, const AskedLines& now);
[[nodiscard]] FieldComparison line_fields(const Snapshot& before, const Snapshot& now);
/// What lines show is compared beside that already.
[[nodiscard]] inline CommonTexts no_common_texts() {
  return [](NodeId, NodeId) { return std::size_t{0}; };
}
[[nodiscard]] NamedInputs named_by_lines(const Compared& side);

}  // namespace bgsnap
