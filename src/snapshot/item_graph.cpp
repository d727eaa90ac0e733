#include "snapshot/item_graph.hpp"

#include "graph/transitive_reduction.hpp"

#include <algorithm>

namespace bgsnap {
namespace {

constexpr ItemId nothing{ItemGraph::out_of_scope};

void sort_distinct(std::vector<ItemId>& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

DenseMap<DerivationId, std::uint8_t> reached_from_roots(const BuildGraph& graph) {
  DenseMap<DerivationId, std::uint8_t> reached(graph.size());
  std::vector<DerivationId> stack;
  const auto visit = [&](DerivationId id) {
    if (!std::exchange(reached[id], std::uint8_t{1})) stack.push_back(id);
  };
  for (const Root& root : graph.roots())
    for (DerivationId id : root.derivations) visit(id);
  while (!stack.empty()) {
    const DerivationId id = stack.back();
    stack.pop_back();
    for (DerivationId input : graph.inputs(id)) visit(input);
    for (DerivationId source : graph.drv_sources(id)) visit(source);
  }
  return reached;
}

/// Groups that the roots reach are numbered first, in the boundary's order; then the derivations outside, ascending.
void number_items(const IdentifiedGraph& graph, ItemGraph& items) {
  const auto reached = reached_from_roots(graph.graph);
  items.item_of = DenseMap<DerivationId, ItemId>(graph.graph.size(), nothing);
  std::vector<ItemId> group_item(graph.boundary.groups.size(), nothing);
  for (std::size_t i = 0; i < graph.graph.size(); ++i)
    if (reached[DerivationId(i)] && graph.boundary.contains(DerivationId(i))) group_item[graph.boundary.group_of[DerivationId(i)] - 1] = ItemId(0);
  for (ItemId& item : group_item)
    if (item != nothing) {
      item = items.derivation.push_back(DerivationId(0));
      items.derivations.push_back(0);
      items.fixed.push_back(0);
    }
  items.groups = items.derivation.size();
  for (std::size_t i = 0; i < graph.graph.size(); ++i) {
    const DerivationId id(i);
    if (!reached[id]) continue;
    if (graph.boundary.contains(id)) {
      items.item_of[id] = group_item[graph.boundary.group_of[id] - 1];
      if (items.derivations[items.item_of[id]]++ == 0) items.derivation[items.item_of[id]] = id;
    } else {
      items.item_of[id] = items.derivation.push_back(id);
      items.derivations.push_back(1);
      items.fixed.push_back(graph.graph.is_fixed(id) ? 1 : 0);
    }
  }
}

/// A group's inputs are the groups below its members; the toolchain is downward closed.
template <class Edges>
Adjacency<ItemId, ItemId> edges_between(const BuildGraph& graph, const ItemGraph& items, Edges&& edges) {
  std::vector<std::vector<ItemId>> of_group(items.groups);
  if (items.groups != 0)
    for (std::size_t i = 0; i < graph.size(); ++i) {
      const ItemId item = items.item_of[DerivationId(i)];
      if (item == nothing || !items.is_group(item)) continue;
      for (DerivationId input : edges(DerivationId(i)))
        if (items.item_of[input] != item) of_group[item.value].push_back(items.item_of[input]);
      if (of_group[item.value].size() > 4096) sort_distinct(of_group[item.value]);
    }
  Adjacency<ItemId, ItemId> result;
  std::vector<ItemId> list;
  for (std::size_t i = 0; i < items.size(); ++i) {
    list.clear();
    if (i < items.groups)
      list = of_group[i];
    else
      for (DerivationId input : edges(items.derivation[ItemId(i)])) list.push_back(items.item_of[input]);
    sort_distinct(list);
    result.push_back(list);
  }
  return result;
}

/// Groups with more tops lie below those with fewer; every group lies below what is outside.
std::vector<ItemId> order_of(const IdentifiedGraph& graph, const ItemGraph& items) {
  std::vector<ItemId> order;
  for (std::size_t i = 0; i < items.groups; ++i) order.push_back(ItemId(i));
  const auto tops = [&](ItemId item) { return graph.boundary.groups[graph.boundary.group_of[items.derivation[item]] - 1].tops.size(); };
  std::stable_sort(order.begin(), order.end(), [&](ItemId a, ItemId b) { return tops(a) > tops(b); });
  for (DerivationId id : graph.graph.inputs_first())
    if (items.item_of[id] != nothing && !items.is_group(items.item_of[id])) order.push_back(items.item_of[id]);
  return order;
}

/// Edges to downloads are all kept, and imply nothing: they are not asked for.
Adjacency<ItemId, std::uint8_t> implied(const ItemGraph& items) {
  std::vector<std::uint32_t> starts{0};
  std::vector<std::uint32_t> targets;
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (ItemId input : items.inputs[ItemId(i)])
      if (!items.fixed[input] && !items.fixed[ItemId(i)]) targets.push_back(input.value);
    starts.push_back(static_cast<std::uint32_t>(targets.size()));
  }
  std::vector<std::uint32_t> order;
  for (ItemId id : items.inputs_first) order.push_back(id.value);
  const auto edges = implied_edges({starts, targets, order, items.fixed.values()});
  Adjacency<ItemId, std::uint8_t> flags;
  std::vector<std::uint8_t> list;
  std::size_t edge = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    list.clear();
    for (ItemId input : items.inputs[ItemId(i)]) list.push_back(!items.fixed[input] && !items.fixed[ItemId(i)] ? edges[edge++] : std::uint8_t{0});
    flags.push_back(list);
  }
  return flags;
}

}  // namespace

ItemGraph item_graph(const IdentifiedGraph& graph) {
  ItemGraph items;
  number_items(graph, items);
  items.inputs = edges_between(graph.graph, items, [&](DerivationId id) { return graph.graph.inputs(id); });
  items.drv_sources = edges_between(graph.graph, items, [&](DerivationId id) { return graph.graph.drv_sources(id); });
  items.referrers = reversed(items.inputs, items.size());
  items.inputs_first = order_of(graph, items);
  items.implied = implied(items);
  for (const Root& root : graph.graph.roots()) {
    std::vector<ItemId> list;
    for (DerivationId id : root.derivations) list.push_back(items.item_of[id]);
    sort_distinct(list);
    items.roots.push_back(std::move(list));
  }
  return items;
}

}  // namespace bgsnap
