#pragma once

#include "bgsnap/snapshot.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Room `question`: a build graph or a snapshot in the one shape that questions are asked of.
namespace bgsnap {

enum class Unit { derivations, logical_nodes };

struct RebuildNode {
  std::string_view label;       ///< ".drv" base name, or the snapshot's id
  std::string_view name;        ///< derivation name; the pname of a logical node
  LogicalKey key;
  std::uint32_t derivations = 1;
  DerivationKind kind = DerivationKind::input_addressed;
  bool compiled = false;
  bool dynamic_inputs = false;
  bool boundary = false;        ///< a snapshot's toolchain group
};

/// Views into the IdentifiedGraph or Snapshot that it was made of, which must outlive it.
struct RebuildGraph {
  Unit unit = Unit::derivations;
  DenseMap<NodeId, RebuildNode> nodes;
  Adjacency<NodeId, NodeId> inputs;     ///< of fixed outputs too (how they are fetched): a cone does not follow those
  Adjacency<NodeId, NodeId> referrers;  ///< the same edges, reversed
  Adjacency<NodeId, NodeId> drv_sources;          ///< .drv files as input sources
  Adjacency<NodeId, NodeId> drv_source_referrers; ///< reversed
  struct RootNodes {
    std::string_view name;
    std::vector<NodeId> nodes;
  };
  std::vector<RootNodes> roots;
  std::uint64_t derivations = 0;  ///< over all nodes
  /// Names of input sources (without hash) and the nodes that use them and are not fixed outputs; ascending by name.
  std::vector<std::pair<std::string_view, std::vector<NodeId>>> sources;
  /// Snapshot only: names inside toolchain groups; ascending. A seed that matches touches the boundary.
  std::vector<std::pair<std::string_view, std::vector<NodeId>>> boundary_packages;

  [[nodiscard]] bool is_fixed(NodeId id) const noexcept { return nodes[id].kind == DerivationKind::fixed; }
};

/// For a graph NodeId and DerivationId count alike. O(V + E).
[[nodiscard]] RebuildGraph rebuild_graph(const IdentifiedGraph& graph);
[[nodiscard]] RebuildGraph rebuild_graph(const Snapshot& snapshot);

/// A selector (semantics.md 6): PNAME, PNAME@VERSION, class:NAME, src:NAME, drv:BASENAME.drv, root:ATTR; globs allowed.
struct Selection {
  std::vector<NodeId> nodes;      ///< ascending. For src: the users of the source
  bool touches_boundary = false;  ///< from a snapshot: answers are upper bounds
};
/// Throws Error when nothing matches (with the nearest names), or when a snapshot cannot answer (drv:).
[[nodiscard]] Selection select(const RebuildGraph& graph, std::string_view selector);

/// What a bump of the selection changes: its derivations and the fixed outputs all of whose referrers are among them, to a
/// fixpoint. `drv:` and `src:` mean exactly what they name.
[[nodiscard]] Selection bump(const RebuildGraph& graph, std::span<const std::string> selectors);

}  // namespace bgsnap
