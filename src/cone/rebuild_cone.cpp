#include "bgsnap/cone.hpp"

#include "cone/cone_blocks.hpp"
#include "question/reach.hpp"

namespace bgsnap {
namespace {

/// A snapshot's toolchain groups count for the classes of what is inside, wholly or not at all.
std::map<std::string, Share> class_shares(const RebuildGraph& graph, std::span<const NodeId> rebuilds) {
  std::map<std::string_view, Share> shares;
  DenseMap<NodeId, std::uint8_t> rebuilt(graph.nodes.size(), 0);
  for (const NodeId id : rebuilds) rebuilt[id] = 1;
  auto known = shares.end();  // neighbours are mostly of one class
  const auto add = [&](NodeId id, std::string_view class_name, std::uint32_t derivations) {
    if (known == shares.end() || known->first != class_name) known = shares.try_emplace(class_name).first;
    Share& share = known->second;
    share.total += derivations;
    share.count += rebuilt[id] ? derivations : 0;
  };
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    if (const RebuildNode& node = graph.nodes[NodeId(i)]; graph.unit == Unit::derivations || !node.boundary)
      add(NodeId(i), node.key.class_name, node.derivations);
  for (const RebuildGraph::BoundaryClass& inside : graph.boundary_classes) add(inside.group, inside.class_name, inside.derivations);
  return {shares.begin(), shares.end()};
}

}  // namespace

RebuildCone cone_without_roots(const RebuildGraph& graph, std::span<const NodeId> seeds, bool touches_boundary) {
  Rebuilds rebuilds = rebuilds_of(graph, seeds);
  RebuildCone cone;
  for (std::size_t i = 0; i < rebuilds.nodes.size(); ++i)
    if (rebuilds.because_of[i] == rebuilds.nodes[i]) cone.seeds.push_back(rebuilds.nodes[i]);
  cone.rebuilds = std::move(rebuilds.nodes);
  cone.because_of = std::move(rebuilds.because_of);
  cone.needed = needed_along(graph, cone.rebuilds);
  cone.rebuild_share = {derivations_of(graph, cone.rebuilds), graph.derivations};
  cone.needed_share = {derivations_of(graph, cone.needed), graph.root_derivations};
  cone.classes = class_shares(graph, cone.rebuilds);
  Bounds bounds = bounds_of(graph, cone.rebuilds, touches_boundary);
  cone.bound = bounds.bound;
  cone.bound_reasons = std::move(bounds.reasons);
  return cone;
}

std::vector<RootShare> roots_of_cone(const RebuildGraph& graph, const RebuildCone& cone) { return needed_of_roots(graph, cone.rebuilds); }

RebuildCone rebuild_cone(const RebuildGraph& graph, std::span<const NodeId> seeds, bool touches_boundary) {
  RebuildCone cone = cone_without_roots(graph, seeds, touches_boundary);
  cone.roots = roots_of_cone(graph, cone);
  return cone;
}

DenseMap<NodeId, std::uint64_t> all_cone_sizes(const RebuildGraph& graph) {
  const ConeOrder order(graph);
  const auto sums = sums_over_blocks(order, order.size(), [](const ConeBlocks& blocks, std::vector<std::uint64_t>& of_place) {
    for (std::size_t place = 0; place < blocks.end(); ++place)
      if (blocks.any(place)) of_place[place] += blocks.derivations(blocks.row(place));
  });
  DenseMap<NodeId, std::uint64_t> sizes(graph.nodes.size());
  for (std::size_t place = 0; place < sums.size(); ++place) sizes[order.node(place)] = sums[place];
  return sizes;
}

}  // namespace bgsnap
