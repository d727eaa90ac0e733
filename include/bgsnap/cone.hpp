#pragma once

#include "bgsnap/rebuild_graph.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// Room `cone`: what rebuilds if something changes (semantics.md 1).
namespace bgsnap {

struct RebuildCone {
  using RootShare = bgsnap::RootShare;

  std::vector<NodeId> seeds;     ///< ascending
  std::vector<NodeId> rebuilds;  ///< outputs changed: seeds and every referrer that is not shielded by a fixed output; ascending
  std::vector<NodeId> needed;    ///< of these, what the roots reach along these: what Nix will build; ascending
  /// The input through which each of `rebuilds` is reached, nearest first, of equals the smallest; a seed's is itself. One witness,
  /// not all. Where a .drv file is an input source it is that derivation, which need not rebuild. Parallel to rebuilds.
  std::vector<NodeId> because_of;
  Share rebuild_share;                   ///< derivations, of the whole graph
  Share needed_share;                    ///< derivations, of what stands in the closures of the roots
  std::vector<RootShare> roots;          ///< by name, every root
  std::map<std::string, Share> classes;  ///< of rebuilds, every class of the graph
  Bound bound = Bound::exact;
  /// What the counts cannot know, in words: "3 floating content-addressed derivations …". Not empty whenever they are not exact;
  /// when they are, what else a reader must know (impure derivations are built anew whatever changes, and are not counted).
  std::vector<std::string> bound_reasons;
};

/// O(V + E) for the cone, and one step for each pair of a root and a rebuilt node that it needs. Empty `seeds` gives an empty cone.
[[nodiscard]] RebuildCone rebuild_cone(const RebuildGraph& graph, std::span<const NodeId> seeds, bool touches_boundary = false);
/// The same without `roots`, at O(V + E): what they need is the dearest part, and not everybody asks for it.
[[nodiscard]] RebuildCone cone_without_roots(const RebuildGraph& graph, std::span<const NodeId> seeds, bool touches_boundary = false);
/// What `roots` says in the one and not in the other.
[[nodiscard]] std::vector<RootShare> roots_of_cone(const RebuildGraph& graph, const RebuildCone& cone);

/// The size, in derivations, of every node's own cone (the node alone as seed). Bitset blocks over one topological order:
/// O(V × E / 512) operations on 512 bits, memory O(V × block). Exact, FOD-aware.
[[nodiscard]] DenseMap<NodeId, std::uint64_t> all_cone_sizes(const RebuildGraph& graph);

/// Cones of bumps of every package (all nodes of one pname, whatever their class), largest first, ties by name.
struct PackageCone {
  std::string pname;
  std::vector<std::string> versions;  ///< ascending, those that are known
  std::uint64_t derivations = 0;      ///< changed by the bump itself
  std::uint64_t rebuilds = 0;         ///< derivations, the changed ones included
  bool touches_boundary = false;      ///< a snapshot's toolchain has the name too: its groups are counted whole
  friend bool operator==(const PackageCone&, const PackageCone&) = default;
};
/// As rebuild_cone(graph, bump(graph, {pname})) for every pname that stands on a node, at the cost of all_cone_sizes.
[[nodiscard]] std::vector<PackageCone> package_cones(const RebuildGraph& graph);
/// What holds for some of these figures, or for some of all_cone_sizes: what the cone of everything has to say.
[[nodiscard]] Bounds table_bounds(const RebuildGraph& graph, std::span<const PackageCone> packages);

/// What a bump of a watched package rebuilds, before and now.
struct WatchedCone {
  struct Side {
    Share rebuilds;  ///< derivations, of the whole graph
    Bound bound = Bound::exact;
    friend bool operator==(const Side&, const Side&) = default;
  };
  std::string selector;
  Changed<std::optional<Side>> cone;  ///< absent: nothing there matches the selector
};
/// One for each selector, in their order. Never throws for a selector that matches nothing.
[[nodiscard]] std::vector<WatchedCone> watched_cones(const RebuildGraph& before, const RebuildGraph& now, std::span<const std::string> selectors);

}  // namespace bgsnap
