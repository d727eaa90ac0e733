#pragma once

#include "bgsnap/rebuild_graph.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Room `diff`: what rebuilds between two graphs, and because of what.
namespace bgsnap {

enum class Exactness { exact, structural };

struct DiffCause {
  std::string name;    ///< pname
  std::optional<std::string> before;  ///< version before; absent: appeared
  std::optional<std::string> now;     ///< version now; absent: vanished
  std::vector<std::string> fields;    ///< what changed: "version", "source", "env NAME", "inputs", "builder" …, ascending
  std::vector<NodeId> derivations;    ///< of AFTER: the changed ones themselves
  std::uint64_t rebuilds = 0;         ///< what they pull along, themselves included, of the diff's rebuilds; derivations
};

struct PackageChange {
  std::string name;
  std::vector<std::string> before;  ///< versions, ascending; empty: appeared
  std::vector<std::string> now;     ///< versions, ascending; empty: vanished
};

struct GraphDiff {
  Exactness exactness = Exactness::exact;
  /// Of AFTER, ascending. Exact: no output path of theirs stands in BEFORE. Structural: the cone of what the lines show as changed.
  std::vector<NodeId> rebuilds;
  std::vector<NodeId> needed;      ///< what the roots of AFTER reach along `rebuilds`
  Share rebuild_share;             ///< derivations; structural: the count is a lower bound, flags and sources are invisible
  Share needed_share;
  std::vector<RootShare> roots;  ///< needed, per root of AFTER
  std::vector<DiffCause> causes;   ///< most rebuilds first, ties by name
  std::vector<NodeId> unattributed;  ///< of `rebuilds`: reached from no cause; empty unless the graph is malformed
  std::vector<PackageChange> added;    ///< package names that only AFTER has
  std::vector<PackageChange> removed;  ///< package names that only BEFORE has
  std::vector<PackageChange> bumped;   ///< names that both have, with other versions
  std::vector<std::string> roots_added;
  std::vector<std::string> roots_removed;
  Bound bound = Bound::exact;      ///< of the rebuilds: floating and deferred ones may stay out, what is behind dynamic ones is not counted
  std::vector<std::string> bound_reasons;
};

/// Exact: compares closures (equal exactly when output paths are). O(bytes) for fingerprints, O(V + E) for the rest.
[[nodiscard]] GraphDiff diff(const IdentifiedGraph& before, const IdentifiedGraph& now);
/// Structural: what the lines of two snapshots show.
[[nodiscard]] GraphDiff diff(const Snapshot& before, const Snapshot& now);

}  // namespace bgsnap
