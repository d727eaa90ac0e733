#pragma once

#include "bgsnap/rebuild_graph.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// Room `duplication`: the same thing compiled several times.
namespace bgsnap {

/// Derivations of one logical key. Only what is compiled; fixed outputs never (semantics.md 4).
struct DuplicateGroup {
  std::string name;
  std::string version;
  std::string class_name;
  std::string profile;
  std::string scope;
  std::string system;
  std::uint64_t variants = 0;  ///< derivations on this key, at least 2
  std::vector<NodeId> nodes;   ///< ascending
  /// In what the variants differ, first order, ascending: "shows: crateFeatures", "inputs" (other names or versions), "variants of
  /// inputs" (the same names), "attribute NAME", "builder", "args", "outputs", "sources", "name". Store hashes and tokens that look
  /// derived from them are no difference. Empty: one line of a snapshot stands for all of them, or only such hashes differ.
  std::vector<std::string> differ_by;
  /// Indices into DuplicationReport::forks, ascending: the choices that these variants come of. Its own fork is one of them when the
  /// variants differ in themselves. Empty: they have the same output paths, being fetched in two ways somewhere below.
  std::vector<std::size_t> forks = {};
};

/// Where variants start: a package whose derivations differ in themselves, not only through what they need, and make others differ.
struct Fork {
  enum class Kind {
    recipe,     ///< the package is built in several ways, or in several versions
    content,    ///< a download of several contents
    toolchain,  ///< several instances of a part of the toolchain (two nixpkgs, two compilers)
  };
  std::string name;
  std::string class_name;
  std::string profile;
  std::string scope;
  std::vector<std::string> versions;  ///< ascending, those that are known
  Kind kind = Kind::recipe;
  /// One for each choice: a derivation that was made by it, and the lowest one of another package that asks for it, one
  /// whose package asks for no other choice if there is any; absent: a root.
  struct Choice {
    NodeId made;
    std::optional<NodeId> asked_by;
  };
  std::vector<Choice> choices;
  std::vector<std::string> differ_by;  ///< as DuplicateGroup::differ_by, and "version"; of a recipe
  /// Of what lines show, by attribute: the words that some choices have and others lack, ascending: "crateFeatures", {"full", "visit"}.
  std::map<std::string, std::vector<std::string>> words;
  std::vector<std::string> inputs;  ///< packages that some choices need directly and others do not, ascending
  /// Compiled derivations outside the toolchain fewer if there were one choice: its own variants, and those above that nothing else tells apart. Savings of
  /// two forks do not add up where both must go.
  std::uint64_t saves = 0;
  std::vector<std::size_t> groups;  ///< indices into DuplicationReport::groups, ascending: whose variants come of it
};

struct DuplicationReport {
  std::vector<DuplicateGroup> groups;  ///< most variants first, ties by name, version …
  std::vector<Fork> forks = {};        ///< by find_forks: most saved first, then most groups, ties by name
  std::uint64_t packages = 0;          ///< groups
  std::uint64_t excess = 0;            ///< derivations beyond the first of each group
  std::uint64_t compiled = 0;          ///< compiled derivations in all
};

/// `recipes`, when the graph is one of derivations, lets differ_by name attributes; without it only what lines show.
/// The toolchain is left out on either side, so that a graph and its snapshot give the same figures. O(V + E) and, with recipes,
/// the bytes of the duplicated ones. Forks are left to find_forks.
[[nodiscard]] DuplicationReport duplication(const RebuildGraph& graph, const BuildGraph* recipes = nullptr);

/// Fills in the report's forks, and which of them each group comes of. They are as fine as what is known: a snapshot's lines do not show
/// flags. O(V / 512 × E), the edges above it for each fork and, with recipes, the bytes of the graph.
void find_forks(const RebuildGraph& graph, const BuildGraph* recipes, DuplicationReport& report);

/// A package that is compiled more or less often than before, all its versions together: a bump of what is compiled twice is no change.
struct DuplicateChange {
  std::string name;
  std::string class_name;
  std::string profile;
  std::string scope;
  std::string system;
  Changed<std::uint64_t> excess = {0, 0};  ///< compiled derivations beyond the first of each version; 0: nothing was, or is, duplicated
  std::vector<std::string> differ_by;      ///< as DuplicateGroup::differ_by; of what went, as it was before
};
/// What grew first, most first, then what became less; ties by name.
[[nodiscard]] std::vector<DuplicateChange> duplicate_changes(const DuplicationReport& before, const DuplicationReport& now);

}  // namespace bgsnap
