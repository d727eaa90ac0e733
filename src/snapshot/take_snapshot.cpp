#include "bgsnap/snapshot.hpp"

#include "base/side_by_side.hpp"
#include "base/text_order.hpp"
#include "formats/text_arena.hpp"
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
#include <memory>
#include <numeric>
#include <set>

namespace bgsnap {
namespace {

constexpr std::string_view toolchain_class = "toolchain";

/// Copies of texts that come in their order: what many lines in a row say is copied once.
class Repeated {
public:
  explicit Repeated(TextArena& texts) : texts_(&texts) {}
  [[nodiscard]] std::string_view of(std::string_view text) {
    if (text != last_) last_ = texts_->copy(text);
    return last_;
  }

private:
  TextArena* texts_;
  std::string_view last_;
};

/// Puts the pieces together: items, their division into lines, the lines' order and names, their edges.
class SnapshotTaker {
public:
  explicit SnapshotTaker(const IdentifiedGraph& graph)
      : graph_(graph),
        figures_(meanwhile(true, [&graph] { return root_figures(graph); })),
        items_(item_graph(graph)),
        coming_table_(meanwhile(true, [this] { return shown_table(graph_, items_); })),
        roots_(items_),
        table_(coming_table_.get()),
        partition_(partition(items_, roots_, table_.rank)) {}

  Snapshot run(DenseMap<DerivationId, NodeId>* derivation_node) && {
    Snapshot snapshot;
    snapshot.presets = graph_.rules.presets;
    snapshot.own_rules = own_rules(graph_.rules);
    snapshot.system = graph_.identities.system();
    snapshot.incomplete = !graph_.graph.complete();
    std::vector<std::uint8_t> implied;
    const bool worth = partition_.size() >= nodes_worth_a_thread;
    side_by_side(
        worth, [&] { number_lines(); }, [&] { implied = implied_inputs(); });
    snapshot.nodes = DenseMap<NodeId, SnapshotNode>(partition_.size());
    side_by_side(
        worth, [&] { describe_lines(snapshot); }, [&] { add_edges(implied, snapshot); });
    add_packages(snapshot);
    snapshot.roots = figures_.get();
    for (std::size_t root = 0; root < snapshot.roots.size(); ++root)
      for (ItemId item : items_.roots[root]) insert(snapshot.roots[root].nodes, node_of_[partition_.class_of[item]]);
    add_line_figures(snapshot);
    snapshot.storage = {texts_, lists_};
    if (derivation_node) *derivation_node = nodes_of_derivations();
    return snapshot;
  }

private:
  [[nodiscard]] const Shown& shown(ClassId id) const { return table_.shown[partition_.member[id]]; }

  static void insert(std::vector<NodeId>& list, NodeId id) {
    const auto at = std::lower_bound(list.begin(), list.end(), id);
    if (at == list.end() || *at != id) list.insert(at, id);
  }

  /// Lines stand in the file by their ids, as bytes.
  void number_lines() {
    const auto order = line_order(roots_, partition_, table_.rank);
    std::vector<const Shown*> lines;
    lines.reserve(order.size());
    for (ClassId id : order) lines.push_back(&shown(id));
    const auto ids = node_ids(lines, graph_.identities.system(), graph_.boundary, *texts_);
    node_of_ = DenseMap<ClassId, NodeId>(order.size());
    class_at_.reserve(order.size());
    for (const std::uint32_t place : ascending(ids)) {
      node_of_[order[place]] = class_at_.push_back(order[place]);
      id_at_.push_back(ids[place]);
    }
  }

  void describe_lines(Snapshot& snapshot) {
    Repeated system(*texts_), class_name(*texts_), pname(*texts_), version(*texts_), profile(*texts_), scope(*texts_);
    const std::string_view own_system = system.of(graph_.identities.system());
    for (std::size_t i = 0; i < snapshot.nodes.size(); ++i) {
      const ClassId id = class_at_[NodeId(i)];
      const Shown& from = shown(id);
      SnapshotNode& node = snapshot.nodes[NodeId(i)];
      node.id = id_at_[NodeId(i)];
      node.derivations = partition_.derivations[id];
      if (from.group != 0) {
        node.boundary = true;
        node.key.class_name = toolchain_class;
        node.key.pname = node.id.substr(toolchain_class.size() + 1);
        node.key.system = own_system;
        continue;
      }
      node.key.pname = pname.of(from.pname);
      node.key.version = version.of(from.version);
      node.key.class_name = class_name.of(from.class_name);
      node.key.profile = profile.of(from.profile);
      node.key.scope = scope.of(from.scope);
      node.key.system = system.of(from.system);
      node.kind = from.kind;
      node.dynamic_inputs = from.dynamic_inputs;
      node.compiled = from.compiled;
      node.shows = texts_->copy(from.shows);
      node.sources = copied(from.sources);
    }
  }

  /// The list, and its texts.
  template <class Texts>
  [[nodiscard]] std::span<const std::string_view> copied(const Texts& list) {
    std::vector<std::string_view> copies;
    for (const std::string_view text : list) copies.push_back(texts_->copy(text));
    return texts_->copy(copies);
  }

  /// Whether others imply it, for each input of each class that is no fixed output's and no fixed output. The classes' own reduction:
  /// members may reach through each other what no single derivation reaches twice.
  [[nodiscard]] std::vector<std::uint8_t> implied_inputs() const {
    std::vector<std::uint32_t> starts{0};
    std::vector<std::uint32_t> targets;
    std::vector<std::uint32_t> order(partition_.size());
    std::vector<std::uint8_t> fixed;
    for (std::size_t i = 0; i < partition_.size(); ++i) fixed.push_back(is_fixed(ClassId(i)));
    for (std::size_t i = 0; i < partition_.size(); ++i) {
      for (ClassId input : partition_.inputs[ClassId(i)])
        if (!fixed[i] && !fixed[input.value]) targets.push_back(input.value);
      starts.push_back(static_cast<std::uint32_t>(targets.size()));
    }
    std::iota(order.begin(), order.end(), 0U);  // classes are numbered inputs first
    return implied_edges({starts, targets, order, fixed});
  }

  [[nodiscard]] std::uint8_t is_fixed(ClassId id) const { return items_.fixed[partition_.member[id]]; }

  /// `implied` as implied_inputs().
  void add_edges(const std::vector<std::uint8_t>& implied, Snapshot& snapshot) {
    std::size_t edge = 0;
    std::vector<NodeId> list;
    const auto close = [&] {
      std::sort(list.begin(), list.end());
      const std::span<const NodeId> kept = lists_->copy(list);
      list.clear();
      return kept;
    };
    for (std::size_t i = 0; i < partition_.size(); ++i) {
      const ClassId id(i);
      SnapshotNode& node = snapshot.nodes[node_of_[id]];
      for (ClassId input : partition_.inputs[id])
        if (is_fixed(id) || is_fixed(input) || !implied[edge++]) list.push_back(node_of_[input]);
      node.inputs = close();
      for (ClassId source : partition_.drv_sources[id]) list.push_back(node_of_[source]);
      node.drv_sources = close();
      for (ClassId needed : partition_.built_inputs[id])
        node.implied += std::binary_search(node.inputs.begin(), node.inputs.end(), node_of_[needed]) ? 0 : 1;
    }
  }

  /// What a toolchain group holds, by name, so that a seed inside it is known to be inside.
  void add_packages(Snapshot& snapshot) {
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
      std::vector<ClassCount> classes;
      for (const auto& [name, derivations] : names.classes) classes.push_back({texts_->copy(name), derivations});
      node.classes = texts_->copy(classes);
      node.packages = copied(names.packages);
      node.downloads = copied(names.downloads);
      node.sources = copied(names.sources);
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
  std::shared_ptr<TextArena> texts_ = std::make_shared<TextArena>();  ///< of the snapshot
  std::shared_ptr<TextArena> lists_ = std::make_shared<TextArena>();  ///< of the snapshot: its edges
  DenseMap<ClassId, NodeId> node_of_;
  DenseMap<NodeId, ClassId> class_at_;
  DenseMap<NodeId, std::string_view> id_at_;
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
  const auto at =
      std::lower_bound(nodes.begin(), nodes.end(), id, [](const SnapshotNode& node, std::string_view wanted) { return node.id < wanted; });
  if (at == nodes.end() || at->id != id) return std::nullopt;
  return NodeId(static_cast<std::size_t>(at - nodes.begin()));
}

std::uint64_t Snapshot::derivations() const noexcept {
  return std::accumulate(nodes.begin(), nodes.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const SnapshotNode& node) { return sum + node.derivations; });
}

}  // namespace bgsnap
