#include "bgsnap/diff.hpp"

#include "graph/transitive_reduction.hpp"
#include "question/reach.hpp"

#include <algorithm>
#include <set>

namespace bgsnap {
namespace {

constexpr std::uint32_t nowhere = UINT32_MAX;

/// The causes, in the diff's order, that each node is a changed or moved derivation of.
DenseMap<NodeId, std::vector<std::uint32_t>> causes_at(const RebuildGraph& now, const GraphDiff& diff) {
  DenseMap<NodeId, std::vector<std::uint32_t>> causes(now.nodes.size());
  for (std::uint32_t i = 0; i < diff.causes.size(); ++i)
    for (const auto* nodes : {&diff.causes[i].derivations, &diff.causes[i].moved})
      for (const NodeId id : *nodes)
        if (causes[id].empty() || causes[id].back() != i) causes[id].push_back(i);
  return causes;
}

/// Along which rebuilds travel, without those that others imply: where a recipe lists all that is below it, these are the real steps.
Adjacency<NodeId, NodeId> rebuilding_inputs(const RebuildGraph& now, std::span<const NodeId> rebuilds) {
  DenseMap<NodeId, std::uint8_t> member(now.nodes.size(), 0);
  for (const NodeId id : rebuilds) member[id] = 1;
  std::vector<std::uint32_t> starts{0};
  std::vector<std::uint32_t> targets;
  for (std::size_t i = 0; i < now.nodes.size(); ++i) {
    const std::size_t first = targets.size();
    if (member[NodeId(i)] && !now.is_fixed(NodeId(i)))
      for (const auto& edges : {now.inputs[NodeId(i)], now.drv_sources[NodeId(i)]})
        for (const NodeId input : edges)
          if (member[input]) targets.push_back(input.value);
    std::sort(targets.begin() + static_cast<std::ptrdiff_t>(first), targets.end());
    targets.erase(std::unique(targets.begin() + static_cast<std::ptrdiff_t>(first), targets.end()), targets.end());
    starts.push_back(static_cast<std::uint32_t>(targets.size()));
  }
  std::vector<std::uint32_t> order;
  for (const NodeId id : inputs_first(now).nodes) order.push_back(id.value);
  const std::vector<std::uint8_t> opaque(now.nodes.size(), 0);
  const std::vector<std::uint8_t> implied = implied_edges({starts, targets, order, opaque});
  Adjacency<NodeId, NodeId> direct;
  std::vector<NodeId> list;
  for (std::size_t i = 0; i < now.nodes.size(); ++i) {
    list.clear();
    for (std::uint32_t edge = starts[i]; edge < starts[i + 1]; ++edge)
      if (!implied[edge]) list.push_back(NodeId(targets[edge]));
    direct.push_back(list);
  }
  return direct;
}

}  // namespace

std::optional<RebuildWitness> rebuild_witness(const RebuildGraph& now, const GraphDiff& diff, std::span<const NodeId> targets) {
  const DenseMap<NodeId, std::vector<std::uint32_t>> causes_of = causes_at(now, diff);
  const Adjacency<NodeId, NodeId> inputs = rebuilding_inputs(now, diff.rebuilds);
  DenseMap<NodeId, std::uint8_t> open(now.nodes.size(), 0);  // rebuilds, and not yet met
  for (const NodeId id : diff.rebuilds) open[id] = 1;
  DenseMap<NodeId, std::uint32_t> came_from(now.nodes.size(), nowhere);
  std::vector<NodeId> queue;
  const auto meet = [&](NodeId id, std::uint32_t from) {
    if (!open[id]) return;
    open[id] = 0;
    came_from[id] = from;
    queue.push_back(id);
  };
  for (const NodeId id : targets) meet(id, nowhere);
  std::optional<RebuildWitness> witness;
  std::set<std::uint32_t> met;
  for (std::size_t at = 0; at < queue.size(); ++at) {
    const NodeId id = queue[at];
    for (const NodeId input : inputs[id]) meet(input, id.value);
    met.insert(causes_of[id].begin(), causes_of[id].end());
    if (witness || causes_of[id].empty()) continue;
    witness = RebuildWitness{{id}, causes_of[id].front()};
    while (came_from[witness->path.back()] != nowhere) witness->path.push_back(NodeId(came_from[witness->path.back()]));
    std::reverse(witness->path.begin(), witness->path.end());
  }
  if (witness) witness->other_causes = met.size() - 1;
  return witness;
}

std::optional<std::size_t> cause_by_variant(const RebuildGraph& now, const GraphDiff& diff, std::span<const NodeId> targets) {
  for (std::size_t i = 0; i < diff.causes.size(); ++i) {
    const DiffCause& cause = diff.causes[i];
    const auto is_of_it = [&](NodeId id) { return now.nodes[id].key.pname == cause.name; };
    if (!cause.moved.empty() && std::any_of(targets.begin(), targets.end(), is_of_it)) return i;
  }
  return std::nullopt;
}

}  // namespace bgsnap
