#include "bgsnap/snapshot.hpp"
#include "graph/transitive_reduction.hpp"
#include "snapshot/item_graph.hpp"
#include "snapshot/line_figures.hpp"
#include "snapshot/line_order.hpp"
#include "snapshot/node_ids.hpp"
#include "snapshot/partition.hpp"
#include "snapshot/root_figures.hpp"
#include "snapshot/root_sets.hpp"
#include "snapshot/shown.hpp"

#include <algorithm>
#include <future>
#include <map>
#include <numeric>
#include <set>

namespace bgsnap {
namespace {

constexpr std::string_view toolchain_class = "toolchain";

/// Puts the pieces together: items, their division into lines, the lines' order and names, their edges.
class SnapshotTaker {
public:
  explicit SnapshotTaker(const IdentifiedGraph& graph)
      : graph_(graph),
        figures_(std::async(std::launch::async, [&graph] { return root_figures(graph); })),
        items_(item_graph(graph)),
        coming_table_(std::async(std::launch::async, [this] { return shown_table(graph_, items_); })),
        roots_(items_),
        table_(coming_table_.get()),
        partition_(partition(items_, roots_, table_.of_item)) {}

  Snapshot run(DenseMap<DerivationId, NodeId>* derivation_node) && {
    Snapshot snapshot;
    snapshot.presets = graph_.rules.presets;
    snapshot.own_rules = own_rules(graph_.rules);
    snapshot.system = graph_.identities.system();
    snapshot.incomplete = !graph_.graph.complete();
    number_lines();
    snapshot.nodes.reserve(partition_.size());
    for (const ClassId id : class_at_) snapshot.nodes.push_back(line(id));
    add_edges(snapshot);
    add_packages(snapshot);
    snapshot.roots = figures_.get();
    for (std::size_t root = 0; root < snapshot.roots.size(); ++root)
      for (ItemId item : items_.roots[root]) insert(snapshot.roots[root].nodes, node_of_[partition_.class_of[item]]);
    add_line_figures(snapshot);
    if (derivation_node) *derivation_node = nodes_of_derivations();
    return snapshot;
  }

private:
  [[nodiscard]] const Shown& shown(ClassId id) const { return table_.values[table_.of_item[partition_.member[id]]]; }

  static void insert(std::vector<NodeId>& list, NodeId id) {
    const auto at = std::lower_bound(list.begin(), list.end(), id);
    if (at == list.end() || *at != id) list.insert(at, id);
  }

  /// Lines stand in the file by their ids, as bytes.
  void number_lines() {
    const auto order = line_order(roots_, partition_, table_.of_item);
    std::vector<const Shown*> lines;
    for (ClassId id : order) lines.push_back(&shown(id));
    auto ids = node_ids(lines, graph_.identities.system(), graph_.boundary);
    std::vector<std::uint32_t> by_id(ids.size());
    std::iota(by_id.begin(), by_id.end(), 0U);
    std::sort(by_id.begin(), by_id.end(), [&](std::uint32_t a, std::uint32_t b) { return ids[a] < ids[b]; });
    node_of_ = DenseMap<ClassId, NodeId>(order.size());
    id_of_ = DenseMap<ClassId, std::string>(order.size());
    for (const std::uint32_t place : by_id) {
      node_of_[order[place]] = class_at_.push_back(order[place]);
      id_of_[order[place]] = std::move(ids[place]);
    }
  }

  [[nodiscard]] SnapshotNode line(ClassId id) {
    const Shown& from = shown(id);
    SnapshotNode node;
    node.id = std::move(id_of_[id]);
    node.derivations = partition_.derivations[id];
    if (from.group != 0) {
      node.boundary = true;
      node.class_name = toolchain_class;
      node.pname = node.id.substr(toolchain_class.size() + 1);
      node.system = graph_.identities.system();
      return node;
    }
    node.pname = from.pname;
    node.version = from.version;
    node.class_name = from.class_name;
    node.profile = from.profile;
    node.scope = from.scope;
    node.system = from.system;
    node.kind = from.kind;
    node.dynamic_inputs = from.dynamic_inputs;
    node.compiled = from.compiled;
    node.shows = from.shows;
    node.sources.assign(from.sources.begin(), from.sources.end());
    return node;
  }

  /// The classes' own reduction: members may reach through each other what no single derivation reaches twice.
  void add_edges(Snapshot& snapshot) const {
    std::vector<std::uint32_t> starts{0};
    std::vector<std::uint32_t> targets;
    std::vector<std::uint32_t> order;
    std::vector<std::uint8_t> fixed;
    for (std::size_t i = 0; i < partition_.size(); ++i) fixed.push_back(items_.fixed[partition_.member[ClassId(i)]]);
    for (std::size_t i = 0; i < partition_.size(); ++i) {
      for (ClassId input : partition_.inputs[ClassId(i)])
        if (!fixed[i] && !fixed[input.value]) targets.push_back(input.value);
      starts.push_back(static_cast<std::uint32_t>(targets.size()));
    }
    order.resize(partition_.size());
    std::iota(order.begin(), order.end(), 0U);  // classes are numbered inputs first
    const auto implied = implied_edges({starts, targets, order, fixed});
    std::size_t edge = 0;
    for (std::size_t i = 0; i < partition_.size(); ++i) {
      SnapshotNode& node = snapshot.nodes[node_of_[ClassId(i)]];
      for (ClassId input : partition_.inputs[ClassId(i)])
        if (fixed[i] || fixed[input.value] || !implied[edge++]) node.inputs.push_back(node_of_[input]);
      for (ClassId source : partition_.drv_sources[ClassId(i)]) node.drv_sources.push_back(node_of_[source]);
      std::sort(node.inputs.begin(), node.inputs.end());
      for (ClassId needed : partition_.built_inputs[ClassId(i)]) node.implied += std::binary_search(node.inputs.begin(), node.inputs.end(), node_of_[needed]) ? 0 : 1;
      std::sort(node.drv_sources.begin(), node.drv_sources.end());
    }
  }

  /// What a toolchain group holds, by name, so that a seed inside it is known to be inside.
  void add_packages(Snapshot& snapshot) const {
    struct Inside {
      std::set<std::string> packages;
      std::set<std::string> downloads;
      std::set<std::string> sources;
      std::map<std::string, std::uint32_t> classes;
    };
    DenseMap<ItemId, Inside> inside(items_.groups);
    for (std::size_t i = 0; items_.groups != 0 && i < graph_.graph.size(); ++i) {
      const DerivationId id(i);
      const ItemId item = items_.item_of[id];
      if (item.value >= items_.groups) continue;
      const LogicalKey& key = graph_.identities[id].key;
      const bool fixed = graph_.graph.is_fixed(id);
      ++inside[item].classes[std::string(key.class_name)];
      (fixed ? inside[item].downloads : inside[item].packages).insert(std::string(key.class_name) + "/" + std::string(key.pname));
      for (StorePath source : graph_.graph[id].sources)
        if (!fixed && !graph_.graph.is_drv_source(source)) inside[item].sources.emplace(source.name());
    }
    for (std::size_t i = 0; i < items_.groups; ++i) {
      SnapshotNode& node = snapshot.nodes[node_of_[partition_.class_of[ItemId(i)]]];
      const Inside& names = inside[ItemId(i)];
      node.classes.assign(names.classes.begin(), names.classes.end());
      node.packages.assign(names.packages.begin(), names.packages.end());
      node.downloads.assign(names.downloads.begin(), names.downloads.end());
      node.sources.assign(names.sources.begin(), names.sources.end());
    }
  }

  /// Figures that are the lines' own, counted as the reader will count them.
  static void add_line_figures(Snapshot& snapshot) {
    const CountedLines counted = count_lines(snapshot, inputs_first(snapshot));
    for (std::size_t root = 0; root < snapshot.roots.size(); ++root) {
      snapshot.roots[root].edges = counted.of_root[root].edges;
      snapshot.roots[root].pairs = counted.of_root[root].pairs;
    }
  }

  [[nodiscard]] DenseMap<DerivationId, NodeId> nodes_of_derivations() const {
    DenseMap<DerivationId, NodeId> nodes(graph_.graph.size(), NodeId(ItemGraph::out_of_scope));
    for (std::size_t i = 0; i < graph_.graph.size(); ++i) {
      const ItemId item = items_.item_of[DerivationId(i)];
      if (item.value != ItemGraph::out_of_scope) nodes[DerivationId(i)] = node_of_[partition_.class_of[item]];
    }
    return nodes;
  }

  const IdentifiedGraph& graph_;
  std::future<std::vector<SnapshotRoot>> figures_;  ///< nothing of the rest is needed for them: they are counted meanwhile
  ItemGraph items_;
  std::future<ShownTable> coming_table_;  ///< made beside `roots_`
  RootSets roots_;
  ShownTable table_;
  Partition partition_;
  DenseMap<ClassId, NodeId> node_of_;
  DenseMap<NodeId, ClassId> class_at_;
  DenseMap<ClassId, std::string> id_of_;
};

}  // namespace

IdentifiedGraph identified(BuildGraph graph, Rules rules) {
  IdentifiedGraph result{std::move(graph), std::move(rules), {}, {}};
  result.identities = identify(result.graph, result.rules);
  result.boundary = find_boundary(result.graph, result.identities, result.rules);
  return result;
}

Snapshot take_snapshot(const IdentifiedGraph& graph, DenseMap<DerivationId, NodeId>* derivation_node) {
  return SnapshotTaker(graph).run(derivation_node);
}

std::optional<NodeId> Snapshot::find(std::string_view id) const noexcept {
  const auto at = std::lower_bound(nodes.begin(), nodes.end(), id, [](const SnapshotNode& node, std::string_view wanted) { return node.id < wanted; });
  if (at == nodes.end() || at->id != id) return std::nullopt;
  return NodeId(static_cast<std::size_t>(at - nodes.begin()));
}

std::uint64_t Snapshot::derivations() const noexcept {
  return std::accumulate(nodes.begin(), nodes.end(), std::uint64_t{0}, [](std::uint64_t sum, const SnapshotNode& node) { return sum + node.derivations; });
}

}  // namespace bgsnap
