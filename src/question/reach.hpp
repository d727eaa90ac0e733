#pragma once

#include "bgsnap/rebuild_graph.hpp"

#include <cstdint>
#include <span>
#include <vector>

/// Walks over a RebuildGraph that several questions share. None recurses; all give ids in ascending order.
namespace bgsnap {

/// Every node once, inputs (and .drv files that are sources) before what needs them.
struct TopologicalOrder {
  std::vector<NodeId> nodes;
  bool cyclic = false;  ///< the members of cycles and what needs them stand at the end, by id
};
[[nodiscard]] TopologicalOrder inputs_first(const RebuildGraph& graph);

/// What rebuilds if `seeds` change: seeds, non-fixed referrers of what rebuilds, and non-fixed users of a .drv file whose own text
/// changes, that is, which has a seed anywhere below it, fixed outputs or not. O(V + E).
struct Rebuilds {
  std::vector<NodeId> nodes;
  std::vector<NodeId> because_of;  ///< parallel to nodes: an input nearest to the seeds, the smallest of these; a seed's is itself
};
[[nodiscard]] Rebuilds rebuilds_of(const RebuildGraph& graph, std::span<const NodeId> seeds);

/// The part of `members` that the roots reach along members: what has to be built to have the roots.
[[nodiscard]] std::vector<NodeId> needed_along(const RebuildGraph& graph, std::span<const NodeId> members);
/// The same for each root by itself, counted, of its whole closure.
[[nodiscard]] std::vector<RootShare> needed_of_roots(const RebuildGraph& graph, std::span<const NodeId> members);

/// Derivations that lists of starts reach.
struct ReachedSizes {
  std::vector<std::uint64_t> each;  ///< by each list
  std::uint64_t together = 0;       ///< by any of them
};
/// In the closures of lists of starts: along inputs of every kind and .drv files that are sources.
[[nodiscard]] ReachedSizes closure_sizes(const RebuildGraph& graph, std::span<const std::vector<NodeId>> starts);

/// Derivations of `members` that rebuild because of each list of seeds, reached along members.
[[nodiscard]] std::vector<std::uint64_t> cone_sizes_within(const RebuildGraph& graph, std::span<const std::vector<NodeId>> seeds,
                                                           std::span<const NodeId> members);

/// Of these, for each list, what no other list's seeds reach. O(V + E).
[[nodiscard]] std::vector<std::uint64_t> sizes_reached_alone(const RebuildGraph& graph, std::span<const std::vector<NodeId>> seeds,
                                                             std::span<const NodeId> members);

[[nodiscard]] std::uint64_t derivations_of(const RebuildGraph& graph, std::span<const NodeId> nodes) noexcept;

/// Of a count of `rebuilds`.
[[nodiscard]] Bounds bounds_of(const RebuildGraph& graph, std::span<const NodeId> rebuilds, bool touches_boundary);

}  // namespace bgsnap
