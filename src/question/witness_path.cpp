#include "bgsnap/rebuild_graph.hpp"

#include <algorithm>

namespace bgsnap {
namespace {

/// Breadth first from `to` upward, so that the walk down from the nearest start may take the smallest id at every step.
std::vector<NodeId> shortest(const RebuildGraph& graph, std::span<const NodeId> from, std::span<const NodeId> to, bool through_fixed) {
  constexpr std::uint32_t far = UINT32_MAX;
  DenseMap<NodeId, std::uint32_t> steps(graph.nodes.size(), far);
  std::vector<NodeId> queue;
  const auto reach = [&](NodeId id, std::uint32_t distance) {
    if (steps[id] != far) return;
    steps[id] = distance;
    queue.push_back(id);
  };
  for (const NodeId id : to) reach(id, 0);
  for (std::size_t at = 0; at < queue.size(); ++at) {
    const NodeId id = queue[at];
    for (const auto& edges : {graph.referrers[id], graph.drv_source_referrers[id]})
      for (const NodeId up : edges)
        if (through_fixed || !graph.is_fixed(up)) reach(up, steps[id] + 1);
  }
  const auto nearer = [&](NodeId a, NodeId b) { return std::pair(steps[a], a) < std::pair(steps[b], b); };
  const auto start = std::min_element(from.begin(), from.end(), nearer);
  if (start == from.end() || steps[*start] == far) return {};
  std::vector<NodeId> path{*start};
  while (steps[path.back()] != 0) {
    const std::uint32_t next = steps[path.back()] - 1;
    NodeId smallest(far);
    for (const auto& edges : {graph.inputs[path.back()], graph.drv_sources[path.back()]})
      for (const NodeId input : edges)
        if (steps[input] == next) smallest = std::min(smallest, input);
    path.push_back(smallest);
  }
  return path;
}

}  // namespace

std::vector<NodeId> witness_path(const RebuildGraph& graph, std::span<const NodeId> from, std::span<const NodeId> to) {
  std::vector<NodeId> path = shortest(graph, from, to, false);
  return path.empty() ? shortest(graph, from, to, true) : path;
}

std::optional<std::size_t> fetch_step(const RebuildGraph& graph, std::span<const NodeId> path) noexcept {
  for (std::size_t i = 0; i + 1 < path.size(); ++i)
    if (graph.is_fixed(path[i])) return i;
  return std::nullopt;
}

}  // namespace bgsnap
