#include "policy/measures.hpp"

#include "bgsnap/error.hpp"
#include "identity/compiled_glob.hpp"

#include <algorithm>
#include <cmath>

namespace bgsnap {

std::optional<std::uint64_t> largest_figure(const Snapshot& snapshot, const std::string& glob, std::uint64_t SnapshotRoot::*count) {
  std::optional<std::uint64_t> largest;
  for (const SnapshotRoot& root : snapshot.roots)
    if (glob_matches(glob, root.name)) largest = std::max(largest.value_or(0), root.*count);
  return largest;
}

std::map<std::string, CompiledPackage> compiled_packages(const Snapshot& snapshot) {
  std::map<std::string, CompiledPackage> packages;
  for (std::size_t i = 0; i < snapshot.nodes.size(); ++i) {
    const SnapshotNode& node = snapshot.nodes[NodeId(i)];
    if (!node.compiled || node.boundary) continue;
    CompiledPackage& package = packages[std::string(node.key.pname)];
    package.derivations += node.derivations;
    package.nodes.push_back(NodeId(i));
  }
  return packages;
}

std::uint64_t largest_package(const std::map<std::string, CompiledPackage>& packages, const std::string& glob) {
  const CompiledGlob matching(glob);
  std::uint64_t largest = 0;
  for (const auto& [name, package] : packages)
    if (matching.matches(name)) largest = std::max(largest, package.derivations);
  return largest;
}

RebuildCone cone_of(const RebuildGraph& graph, const std::string& selector) {
  const std::string selectors[] = {selector};
  const Selection seeds = bump(graph, selectors);
  return cone_without_roots(graph, seeds.nodes, seeds.touches_boundary);
}

RebuildCone cone_of(const Judged& judged, const std::string& selector) {
  const std::string selectors[] = {selector};
  const Selection seeds = bump(judged.graph(), selectors);
  const LiveGraph* live = seeds.touches_boundary ? judged.live() : nullptr;
  // Derivations that no root needs stand in the graph and not in the snapshot: the two would not count alike.
  if (live == nullptr || live->graph.derivations != judged.graph().derivations)
    return cone_without_roots(judged.graph(), seeds.nodes, seeds.touches_boundary);
  RebuildCone cone = rebuild_cone(live->graph, live_bump(judged, selector));
  for (std::vector<NodeId>* nodes : {&cone.seeds, &cone.rebuilds}) {
    for (NodeId& id : *nodes) id = live->line[id];
    std::sort(nodes->begin(), nodes->end());
    nodes->erase(std::unique(nodes->begin(), nodes->end()), nodes->end());
  }
  return cone;
}

std::vector<NodeId> live_nodes_of(const Judged& judged, std::span<const NodeId> lines) {
  const LiveGraph& live = *judged.live();
  DenseMap<NodeId, std::uint8_t> wanted(judged.graph().nodes.size());
  for (const NodeId line : lines) wanted[line] = 1;
  std::vector<NodeId> nodes;
  for (std::size_t i = 0; i < live.graph.nodes.size(); ++i)
    if (const NodeId line = live.line[NodeId(i)]; line.value < wanted.size() && wanted[line] != 0) nodes.push_back(NodeId(i));
  return nodes;
}

std::vector<NodeId> live_selection(const Judged& judged, const std::string& selector) {
  try {
    return select(judged.live()->graph, selector).nodes;
  } catch (const Error&) {  // thrown for a selector without a match
    return live_nodes_of(judged, select(judged.graph(), selector).nodes);
  }
}

std::vector<NodeId> live_bump(const Judged& judged, const std::string& selector) {
  const std::string selectors[] = {selector};
  try {
    return bump(judged.live()->graph, selectors).nodes;
  } catch (const Error&) {  // thrown for a selector without a match
    return live_nodes_of(judged, bump(judged.graph(), selectors).nodes);
  }
}

double percent_of_all(const RebuildCone& cone) noexcept {
  const auto& [count, total] = cone.rebuild_share;
  return total == 0 ? 0 : 100 * static_cast<double>(count) / static_cast<double>(total);
}

double rounded_up(double percent) noexcept { return std::min(100.0, std::ceil(percent * 10 - 1e-9) / 10); }

std::vector<NodeId> vendored_nodes(const Snapshot& snapshot, const VendorCeiling& ceiling) {
  std::vector<NodeId> nodes;
  for (std::size_t i = 0; i < snapshot.nodes.size(); ++i) {
    const SnapshotNode& node = snapshot.nodes[NodeId(i)];
    if (!node.boundary &&
        std::any_of(ceiling.classes.begin(), ceiling.classes.end(), [&](const std::string& glob) { return glob_matches(glob, node.key.class_name); }))
      nodes.push_back(NodeId(i));
  }
  return nodes;
}

std::uint64_t derivations_of(const Snapshot& snapshot, std::span<const NodeId> nodes) noexcept {
  std::uint64_t count = 0;
  for (const NodeId id : nodes) count += snapshot.nodes[id].derivations;
  return count;
}

void require_whole(const Snapshot& snapshot) {
  if (snapshot.incomplete) throw Error("the snapshot was made of an incomplete graph: its counts are too small to hold anybody to");
  if (snapshot.provisional)
    throw Error("the snapshot was merged by lines: its counts may be too small to hold anybody to", {}, "make it anew from the graph");
}

}  // namespace bgsnap
