#include "question/reach.hpp"

#include "base/wide.hpp"
#include "graph/sources_first.hpp"
#include "graph/start_reach.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace bgsnap {
namespace {

using Flags = DenseMap<NodeId, std::uint8_t>;

/// Those whose .drv text changes with the seeds: plain reverse reachability, through fixed outputs too.
Flags changed_texts(const RebuildGraph& graph, std::span<const NodeId> seeds) {
  Flags seen(graph.nodes.size(), 0);
  std::vector<NodeId> stack(seeds.begin(), seeds.end());
  for (const NodeId seed : seeds) seen[seed] = 1;
  while (!stack.empty()) {
    const NodeId id = stack.back();
    stack.pop_back();
    for (const auto& edges : {graph.referrers[id], graph.drv_source_referrers[id]})
      for (const NodeId up : edges)
        if (!seen[up]) {
          seen[up] = 1;
          stack.push_back(up);
        }
  }
  return seen;
}

std::vector<NodeId> flagged(const Flags& flags) {
  std::vector<NodeId> nodes;
  for (std::size_t i = 0; i < flags.size(); ++i)
    if (flags[NodeId(i)]) nodes.push_back(NodeId(i));
  return nodes;
}

Flags flags_of(const RebuildGraph& graph, std::span<const NodeId> nodes) {
  Flags flags(graph.nodes.size(), 0);
  for (const NodeId id : nodes) flags[id] = 1;
  return flags;
}

BGSNAP_WIDE void add_to_each(const BitRow& columns, std::uint64_t amount, std::uint64_t* sums) {
  columns.for_each([&](std::size_t column) { sums[column] += amount; });
}

constexpr std::uint32_t outside = UINT32_MAX;

/// The part of a graph that a walk along certain edges stays in.
struct WalkedPart {
  std::vector<NodeId> nodes;            ///< ascending; below, each is its position here
  std::vector<std::uint32_t> position;  ///< of every node of the graph, or `outside`
  std::vector<std::uint32_t> begins{0};
  std::vector<std::uint32_t> targets;
  std::vector<std::uint32_t> order;  ///< before what the walk goes to from there
  std::size_t loose = 0;             ///< all of them when some stand in a circle
};

void put_in_order(WalkedPart& part) {
  part.order = sources_first(part.begins, part.targets);
  if (part.order.size() == part.nodes.size()) return;
  part.order.resize(part.nodes.size());
  std::iota(part.order.begin(), part.order.end(), 0U);
  part.loose = part.nodes.size();
}

/// Of the `members` (null: everywhere).
template <class Edges>
WalkedPart walked_part(const RebuildGraph& graph, const Flags* members, Edges&& edges) {
  WalkedPart part;
  part.position.assign(graph.nodes.size(), outside);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (members != nullptr && (*members)[NodeId(i)] == 0) continue;
    part.position[i] = static_cast<std::uint32_t>(part.nodes.size());
    part.nodes.push_back(NodeId(i));
  }
  for (const NodeId id : part.nodes) {
    edges(id, [&](NodeId other) {
      if (part.position[other.value] != outside) part.targets.push_back(part.position[other.value]);
    });
    part.begins.push_back(static_cast<std::uint32_t>(part.targets.size()));
  }
  put_in_order(part);
  return part;
}

/// For each of so many lists of starts, the derivations reached from it along `edges` within `members` (null: everywhere).
template <class ListOf, class Edges>
ReachedSizes reached_sizes(const RebuildGraph& graph, std::size_t count, ListOf&& list_of, const Flags* members, Edges&& edges) {
  const WalkedPart part = walked_part(graph, members, edges);
  StartLists lists;
  std::vector<std::uint32_t> starts;
  for (std::size_t i = 0; i < count; ++i) {
    starts.clear();
    for (const NodeId id : list_of(i))
      if (part.position[id.value] != outside) starts.push_back(part.position[id.value]);
    lists.push_back(starts);
  }
  const StartReach reach({part.begins, part.targets, part.order, part.loose}, lists);
  std::vector<std::uint64_t> carried(reach.carriers(), 0);
  for (std::uint32_t i = 0; i < part.nodes.size(); ++i)
    if (const auto carrier = reach.carrier(i); carrier != StartReach::nobody) carried[carrier] += graph.nodes[part.nodes[i]].derivations;
  ReachedSizes sizes{std::vector<std::uint64_t>(count, 0)};
  std::vector<std::uint8_t> counted(reach.carriers(), 0);
  reach.each_row([&](std::size_t first, std::uint32_t carrier, const BitRow& row) {
    add_to_each(row, carried[carrier], &sizes.each[first]);
    if (std::exchange(counted[carrier], 1) == 0) sizes.together += carried[carrier];
  });
  return sizes;
}

auto in(std::span<const std::vector<NodeId>> lists) {
  return [lists](std::size_t i) -> const std::vector<NodeId>& { return lists[i]; };
}

}  // namespace

TopologicalOrder inputs_first(const RebuildGraph& graph) {
  TopologicalOrder order;
  order.nodes.reserve(graph.nodes.size());
  DenseMap<NodeId, std::uint32_t> waits_for(graph.nodes.size(), 0);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    waits_for[NodeId(i)] = static_cast<std::uint32_t>(graph.inputs[NodeId(i)].size() + graph.drv_sources[NodeId(i)].size());
    if (waits_for[NodeId(i)] == 0) order.nodes.push_back(NodeId(i));
  }
  for (std::size_t at = 0; at < order.nodes.size(); ++at) {
    const NodeId id = order.nodes[at];
    for (const auto& edges : {graph.referrers[id], graph.drv_source_referrers[id]})
      for (const NodeId up : edges)
        if (--waits_for[up] == 0) order.nodes.push_back(up);
  }
  order.cyclic = order.nodes.size() != graph.nodes.size();
  for (std::size_t i = 0; order.cyclic && i < graph.nodes.size(); ++i)
    if (waits_for[NodeId(i)] != 0) order.nodes.push_back(NodeId(i));
  return order;
}

Rebuilds rebuilds_of(const RebuildGraph& graph, std::span<const NodeId> seeds) {
  Flags in(graph.nodes.size(), 0);
  DenseMap<NodeId, NodeId> because_of(graph.nodes.size());
  std::vector<NodeId> level(seeds.begin(), seeds.end());
  std::sort(level.begin(), level.end());
  level.erase(std::unique(level.begin(), level.end()), level.end());
  for (const NodeId id : level) {
    in[id] = 1;
    because_of[id] = id;
  }
  std::vector<NodeId> next;
  const auto enter = [&](NodeId id, NodeId because) {
    if (in[id] || graph.is_fixed(id)) return;
    in[id] = 1;
    because_of[id] = because;
    next.push_back(id);
  };
  const auto step = [&] {
    for (const NodeId id : level)
      for (const NodeId up : graph.referrers[id]) enter(up, id);
  };
  step();
  if (graph.drv_sources.edges() != 0) {
    const Flags changed = changed_texts(graph, seeds);
    for (std::size_t i = 0; i < changed.size(); ++i)
      if (changed[NodeId(i)])
        for (const NodeId user : graph.drv_source_referrers[NodeId(i)]) enter(user, NodeId(i));
  }
  while (!next.empty()) {
    std::sort(next.begin(), next.end());
    level.swap(next);
    next.clear();
    step();
  }
  Rebuilds rebuilds{flagged(in), {}};
  for (const NodeId id : rebuilds.nodes) rebuilds.because_of.push_back(because_of[id]);
  return rebuilds;
}

std::vector<NodeId> needed_along(const RebuildGraph& graph, std::span<const NodeId> members) {
  Flags open = flags_of(graph, members);
  Flags needed(graph.nodes.size(), 0);
  std::vector<NodeId> stack;
  const auto visit = [&](NodeId id) {
    if (!open[id]) return;
    open[id] = 0;
    needed[id] = 1;
    stack.push_back(id);
  };
  for (const auto& root : graph.roots)
    for (const NodeId id : root.nodes) visit(id);
  while (!stack.empty()) {
    const NodeId id = stack.back();
    stack.pop_back();
    for (const NodeId input : graph.inputs[id]) visit(input);
  }
  return flagged(needed);
}

std::vector<RootShare> needed_of_roots(const RebuildGraph& graph, std::span<const NodeId> members) {
  const Flags flags = flags_of(graph, members);
  std::vector<std::size_t> roots;  // a root that does not rebuild needs no walk
  for (std::size_t i = 0; i < graph.roots.size(); ++i)
    if (std::any_of(graph.roots[i].nodes.begin(), graph.roots[i].nodes.end(), [&](NodeId id) { return flags[id] != 0; })) roots.push_back(i);
  const auto starts_of = [&](std::size_t i) -> const std::vector<NodeId>& { return graph.roots[roots[i]].nodes; };
  const auto sizes = reached_sizes(graph, roots.size(), starts_of, &flags, [&](NodeId id, auto&& visit) {
                       for (const NodeId input : graph.inputs[id]) visit(input);
                     }).each;
  std::vector<RootShare> shares;
  for (const auto& root : graph.roots) shares.push_back({std::string(root.name), {0, root.derivations}});
  for (std::size_t i = 0; i < roots.size(); ++i) shares[roots[i]].needed.count = sizes[i];
  return shares;
}

ReachedSizes closure_sizes(const RebuildGraph& graph, std::span<const std::vector<NodeId>> starts) {
  return reached_sizes(graph, starts.size(), in(starts), nullptr, [&](NodeId id, auto&& visit) {
    for (const NodeId input : graph.inputs[id]) visit(input);
    for (const NodeId source : graph.drv_sources[id]) visit(source);
  });
}

std::vector<std::uint64_t> cone_sizes_within(const RebuildGraph& graph, std::span<const std::vector<NodeId>> seeds, std::span<const NodeId> members) {
  const Flags flags = flags_of(graph, members);
  return reached_sizes(graph, seeds.size(), in(seeds), &flags,
                       [&](NodeId id, auto&& visit) {
                         for (const auto& edges : {graph.referrers[id], graph.drv_source_referrers[id]})
                           for (const NodeId up : edges)
                             if (!graph.is_fixed(up)) visit(up);
                       })
      .each;
}

std::vector<std::uint64_t> sizes_reached_alone(const RebuildGraph& graph, std::span<const std::vector<NodeId>> seeds,
                                               std::span<const NodeId> members) {
  constexpr std::uint32_t none = UINT32_MAX;
  constexpr std::uint32_t several = none - 1;
  const auto both = [](std::uint32_t a, std::uint32_t b) { return a == none || a == b ? b : b == none ? a : several; };
  const Flags flags = flags_of(graph, members);
  DenseMap<NodeId, std::uint32_t> reached_by(graph.nodes.size(), none);
  for (std::size_t i = 0; i < seeds.size(); ++i)
    for (const NodeId seed : seeds[i])
      if (flags[seed]) reached_by[seed] = both(reached_by[seed], static_cast<std::uint32_t>(i));
  std::vector<std::uint64_t> sizes(seeds.size(), 0);
  for (const NodeId id : inputs_first(graph).nodes) {
    if (!flags[id]) continue;
    if (!graph.is_fixed(id))
      for (const auto& edges : {graph.inputs[id], graph.drv_sources[id]})
        for (const NodeId input : edges)
          if (flags[input]) reached_by[id] = both(reached_by[id], reached_by[input]);
    if (reached_by[id] < several) sizes[reached_by[id]] += graph.nodes[id].derivations;
  }
  return sizes;
}

std::uint64_t derivations_of(const RebuildGraph& graph, std::span<const NodeId> nodes) noexcept {
  std::uint64_t sum = 0;
  for (const NodeId id : nodes) sum += graph.nodes[id].derivations;
  return sum;
}

}  // namespace bgsnap
