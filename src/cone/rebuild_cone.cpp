#include "bgsnap/cone.hpp"

#include "cone/cone_blocks.hpp"
#include "question/reach.hpp"

namespace bgsnap {

RebuildCone rebuild_cone(const RebuildGraph& graph, std::span<const NodeId> seeds, bool touches_boundary) {
  Rebuilds rebuilds = rebuilds_of(graph, seeds);
  RebuildCone cone;
  for (std::size_t i = 0; i < rebuilds.nodes.size(); ++i)
    if (rebuilds.because_of[i] == rebuilds.nodes[i]) cone.seeds.push_back(rebuilds.nodes[i]);
  cone.rebuilds = std::move(rebuilds.nodes);
  cone.because_of = std::move(rebuilds.because_of);
  cone.needed = needed_along(graph, cone.rebuilds);
  cone.rebuild_share = {derivations_of(graph, cone.rebuilds), graph.derivations};
  cone.needed_share = {derivations_of(graph, cone.needed), graph.root_derivations};
  cone.roots = needed_of_roots(graph, cone.rebuilds);
  for (const RebuildNode& node : graph.nodes) cone.classes[std::string(node.key.class_name)].total += node.derivations;
  for (const NodeId id : cone.rebuilds) cone.classes[std::string(graph.nodes[id].key.class_name)].count += graph.nodes[id].derivations;
  Bounds bounds = bounds_of(graph, cone.rebuilds, touches_boundary);
  cone.bound = bounds.bound;
  cone.bound_reasons = std::move(bounds.reasons);
  return cone;
}

DenseMap<NodeId, std::uint64_t> all_cone_sizes(const RebuildGraph& graph) {
  DenseMap<NodeId, std::uint64_t> sizes(graph.nodes.size(), 0);
  ConeBlocks blocks(graph);
  while (blocks.next())
    for (std::size_t i = 0; i < blocks.below().size(); ++i) sizes[blocks.below()[i]] += blocks.derivations(blocks.row(static_cast<std::uint32_t>(i)));
  return sizes;
}

}  // namespace bgsnap
