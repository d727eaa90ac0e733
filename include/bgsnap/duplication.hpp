#pragma once

#include "bgsnap/rebuild_graph.hpp"

#include <cstdint>
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
};

struct DuplicationReport {
  std::vector<DuplicateGroup> groups;  ///< most variants first, ties by name, version …
  std::uint64_t packages = 0;          ///< groups
  std::uint64_t excess = 0;            ///< derivations beyond the first of each group
  std::uint64_t compiled = 0;          ///< compiled derivations in all
};

/// `recipes`, when the graph is one of derivations, lets differ_by name attributes; without it only what lines show.
/// The toolchain is left out on either side, so that a graph and its snapshot give the same figures. O(V + E) and, with recipes, the
/// bytes of the duplicated ones.
[[nodiscard]] DuplicationReport duplication(const RebuildGraph& graph, const BuildGraph* recipes = nullptr);

}  // namespace bgsnap
