#pragma once

#include "bgsnap/rebuild_graph.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// Room `cone`: what rebuilds if something changes (semantics.md 1).
namespace bgsnap {

/// A count of derivations and of how many there are.
struct Share {
  std::uint64_t count = 0;
  std::uint64_t total = 0;
  friend bool operator==(const Share&, const Share&) = default;
};

struct RebuildCone {
  std::vector<NodeId> seeds;     ///< ascending
  std::vector<NodeId> rebuilds;  ///< outputs changed: seeds and every referrer that is not shielded by a fixed output; ascending
  std::vector<NodeId> needed;    ///< of these, what the roots reach along these: what Nix will build; ascending
  /// The input through which each of `rebuilds` is reached, nearest first; a seed's is itself. One witness, not all. Parallel to rebuilds.
  std::vector<NodeId> because_of;
  Share rebuild_share;           ///< derivations, of the whole graph
  Share needed_share;            ///< derivations, of what the roots reach without passing a fixed output
  struct RootShare {
    std::string name;
    Share needed;                ///< derivations, of what this root reaches without passing into a fixed output's inputs
    friend bool operator==(const RootShare&, const RootShare&) = default;
  };
  std::vector<RootShare> roots;           ///< by name, every root
  std::map<std::string, Share> classes;   ///< of rebuilds, every class of the graph
  bool upper_bound = false;
  std::vector<std::string> bound_reasons; ///< why, in words: "3 floating content-addressed derivations …"
};

/// O(V + E) for the cone, O(roots × (V + E)) at worst for the roots. Empty `seeds` gives an empty cone.
[[nodiscard]] RebuildCone rebuild_cone(const RebuildGraph& graph, std::span<const NodeId> seeds, bool touches_boundary = false);

/// The size, in derivations, of every node's own cone (the node alone as seed). Bitset blocks over one topological order:
/// O(V × E / 256) word operations, memory O(V × block). Exact, FOD-aware.
[[nodiscard]] DenseMap<NodeId, std::uint64_t> all_cone_sizes(const RebuildGraph& graph);

/// Cones of bumps of every package (pname, class taken together), largest first, ties by name.
struct PackageCone {
  std::string pname;
  std::vector<std::string> versions;  ///< ascending
  std::uint64_t derivations = 0;      ///< changed by the bump itself
  std::uint64_t rebuilds = 0;
};
[[nodiscard]] std::vector<PackageCone> package_cones(const RebuildGraph& graph);

}  // namespace bgsnap
