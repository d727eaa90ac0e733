#pragma once

#include "bgsnap/snapshot.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Room `question`: a build graph or a snapshot in the one shape that questions are asked of.
namespace bgsnap {

enum class Unit { derivations, logical_nodes };

struct RebuildNode {
  std::string_view label = {};  ///< ".drv" base name, or the snapshot's id
  std::string_view name = {};   ///< derivation name; the pname of a logical node
  const LogicalKey& key;        ///< a view too: of the Identities or the Snapshot, which stay where they are
  std::string_view shows = {};  ///< as Identity::shows
  std::uint32_t derivations = 1;
  DerivationKind kind = DerivationKind::input_addressed;
  bool compiled = false;
  bool dynamic_inputs = false;
  bool boundary = false;  ///< of the toolchain. Cones of a graph do not ask; in a snapshot the node is a whole toolchain group
  /// Of the toolchain, and what is built outside under this pname is of other classes only (the C library `bzip2` and a crate of that
  /// name): PNAME means those outside, CLASS/PNAME means this.
  bool shadowed = false;
};

/// A count of derivations and of how many there are.
struct Share {
  std::uint64_t count = 0;
  std::uint64_t total = 0;
  friend bool operator==(const Share&, const Share&) = default;
};

/// How a count stands to the truth: it may be less (upper), more (lower), or either (neither).
enum class Bound { exact, upper, lower, neither };
/// Of a count that has both reasons.
[[nodiscard]] constexpr Bound both(Bound a, Bound b) noexcept {
  if (a == b || b == Bound::exact) return a;
  return a == Bound::exact ? b : Bound::neither;
}

/// What a count, or one of several, cannot know, in words a person reads.
struct Bounds {
  Bound bound = Bound::exact;
  std::vector<std::string> reasons;
};

struct RootShare {
  std::string name;
  Share needed;  ///< derivations, of the root's whole closure
  friend bool operator==(const RootShare&, const RootShare&) = default;
};

/// Views into the IdentifiedGraph or Snapshot that it was made of, which must outlive it.
struct RebuildGraph {
  Unit unit = Unit::derivations;
  DenseMap<NodeId, RebuildNode> nodes;
  Adjacency<NodeId, NodeId> inputs;                ///< of fixed outputs too (how they are fetched): a cone does not follow those
  Adjacency<NodeId, NodeId> referrers;             ///< the same edges, reversed
  Adjacency<NodeId, NodeId> drv_sources;           ///< .drv files as input sources
  Adjacency<NodeId, NodeId> drv_source_referrers;  ///< reversed
  struct RootNodes {
    std::string_view name;
    std::vector<NodeId> nodes;
    std::uint64_t derivations = 0;  ///< of its whole closure, downloads and how they are fetched included
  };
  std::vector<RootNodes> roots;        ///< ascending by name
  std::uint64_t derivations = 0;       ///< over all nodes
  std::uint64_t root_derivations = 0;  ///< in the closures of the roots, taken together
  /// Names of input sources (without hash) and the nodes that use them and are not fixed outputs; ascending by name. A list is
  /// empty when only fixed outputs use the source: touching it rebuilds nothing.
  std::vector<std::pair<std::string_view, std::vector<NodeId>>> sources;
  /// What is inside a snapshot's toolchain groups, by class and pname. A seed that matches touches the boundary.
  struct BoundaryPackage {
    std::string_view class_name;
    std::string_view pname;
    bool fixed = false;     ///< a download
    bool shadowed = false;  ///< as RebuildNode::shadowed
    std::vector<NodeId> groups;
  };
  std::vector<BoundaryPackage> boundary_packages;  ///< ascending by class and pname; empty for a graph
  /// How many derivations of a class a snapshot's toolchain group holds.
  struct BoundaryClass {
    NodeId group;
    std::string_view class_name;
    std::uint32_t derivations = 0;
  };
  std::vector<BoundaryClass> boundary_classes;  ///< ascending by group; empty for a graph

  [[nodiscard]] bool is_fixed(NodeId id) const noexcept { return nodes[id].kind == DerivationKind::fixed; }
};

/// For a graph NodeId and DerivationId count alike. O(V + E), and one step for each pair of a root and what it reaches.
[[nodiscard]] RebuildGraph rebuild_graph(const IdentifiedGraph& graph);
[[nodiscard]] RebuildGraph rebuild_graph(const Snapshot& snapshot);

/// A selector (semantics.md 6): PNAME, PNAME@VERSION, class:NAME, src:NAME, drv:BASENAME.drv, root:ATTR; globs allowed. PNAME is
/// held against full derivation names too, where no package has it.
struct Selection {
  std::vector<NodeId> nodes;       ///< ascending. For src: the users of the source
  bool touches_boundary = false;   ///< from a snapshot: answers are upper bounds
  std::vector<std::string> notes;  ///< what the selector could mean too, and how to say so; one line each
};
/// Throws Error when nothing matches (with the nearest names), or when a snapshot cannot answer (drv:). O(V × |selector|).
[[nodiscard]] Selection select(const RebuildGraph& graph, std::string_view selector);

/// What a bump of the selection changes: its derivations and the fixed outputs all of whose referrers are among them, to a
/// fixpoint. Fixed outputs that a selector matches beside builds come in by that rule alone; a selector that matches nothing but
/// fixed outputs means these. `drv:` and `src:` mean exactly what they name.
[[nodiscard]] Selection bump(const RebuildGraph& graph, std::span<const std::string> selectors);

/// A shortest path along inputs from one of `from` to one of `to`, both ends included; of several the one with the smallest ids.
/// A path along which rebuilds travel is preferred to a shorter one that enters a fixed output's inputs. Empty: there is none. O(V + E).
[[nodiscard]] std::vector<NodeId> witness_path(const RebuildGraph& graph, std::span<const NodeId> from, std::span<const NodeId> to);
/// The first step of a path that goes into how a fixed output is fetched, where rebuilds stop: the index of that fixed output.
[[nodiscard]] std::optional<std::size_t> fetch_step(const RebuildGraph& graph, std::span<const NodeId> path) noexcept;

}  // namespace bgsnap
