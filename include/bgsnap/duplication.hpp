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
  /// In what the variants differ, first order: "shows: crateFeatures", "inputs", "attribute NAME", "builder", "args", "sources". Ascending.
  std::vector<std::string> differ_by;
};

struct DuplicationReport {
  std::vector<DuplicateGroup> groups;  ///< most variants first, ties by name, version …
  std::uint64_t packages = 0;          ///< groups
  std::uint64_t excess = 0;            ///< derivations beyond the first of each group
  std::uint64_t compiled = 0;          ///< compiled derivations in all
};

/// `recipes`, when the graph is one of derivations, lets differ_by name attributes; without it only what lines show.
[[nodiscard]] DuplicationReport duplication(const RebuildGraph& graph, const BuildGraph* recipes = nullptr);

}  // namespace bgsnap
