#include "bgsnap/rebuild_graph.hpp"

#include "base/side_by_side.hpp"
#include "base/text_numbers.hpp"
#include "question/reach.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace bgsnap {
namespace {

/// Names of sources, by first appearance, and who uses them.
struct SourceUsers {
  TextNumbers numbers;
  std::vector<std::pair<std::string_view, std::vector<NodeId>>> list;
};

Adjacency<NodeId, NodeId> as_nodes(std::size_t size, std::size_t count, auto&& list_of) {
  Adjacency<NodeId, NodeId> edges;
  edges.reserve(size, count);
  std::vector<NodeId> list;
  for (std::size_t i = 0; i < size; ++i) {
    list.clear();
    for (const auto id : list_of(i)) list.push_back(NodeId(id.value));
    edges.push_back(list);
  }
  return edges;
}

void reverse_edges(RebuildGraph& graph) {
  graph.referrers = reversed(graph.inputs, graph.nodes.size());
  graph.drv_source_referrers = reversed(graph.drv_sources, graph.nodes.size());
}

/// One user at most once for each name, though a source may be named by several store paths.
void use_source(SourceUsers& users, std::string_view name, NodeId user, bool fixed) {
  const std::uint32_t number = users.numbers.number(name);
  if (number == users.list.size()) users.list.emplace_back(name, std::vector<NodeId>());
  std::vector<NodeId>& list = users.list[number].second;
  if (!fixed && (list.empty() || list.back() != user)) list.push_back(user);
}

std::vector<std::pair<std::string_view, std::vector<NodeId>>> listed(SourceUsers users) {
  std::sort(users.list.begin(), users.list.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return std::move(users.list);
}

RebuildNode node_of(const IdentifiedGraph& graph, DerivationId id) {
  const Identity& identity = graph.identities[id];
  return {
      .label = graph.graph[id].path.base,
      .name = graph.graph[id].name,
      .key = identity.key,
      .shows = identity.shows,
      .kind = graph.graph.kind(id),
      .compiled = identity.compiled,
      .dynamic_inputs = graph.graph.has_dynamic_inputs(id),
      .boundary = graph.boundary.contains(id),
  };
}

RebuildNode node_of(const SnapshotNode& line) {
  return {
      .label = line.id,
      .name = line.key.pname,
      .key = line.key,
      .shows = line.shows,
      .derivations = line.derivations,
      .kind = line.kind,
      .compiled = line.compiled,
      .dynamic_inputs = line.dynamic_inputs,
      .boundary = line.boundary,
  };
}

/// Classes of what is built outside the toolchain under a pname, for the pnames that are asked for.
struct BuiltOutside {
  TextNumbers numbers;
  std::vector<std::set<std::string_view>> classes;

  void ask(std::string_view pname) {
    if (numbers.number(pname) == classes.size()) classes.emplace_back();
  }
};

void add_built_outside(const RebuildGraph& graph, BuiltOutside& outside) {
  for (const RebuildNode& node : graph.nodes)
    if (!node.boundary && node.kind != DerivationKind::fixed)
      if (const auto asked = outside.numbers.find(node.key.pname)) outside.classes[*asked].insert(node.key.class_name);
}

void mark_shadowed(RebuildGraph& graph) {
  BuiltOutside outside;
  if (graph.unit == Unit::derivations)
    for (const RebuildNode& node : graph.nodes)
      if (node.boundary) outside.ask(node.key.pname);
  for (const RebuildGraph::BoundaryPackage& package : graph.boundary_packages) outside.ask(package.pname);
  add_built_outside(graph, outside);
  const auto shadowed = [&](std::string_view pname, std::string_view class_name) {
    const auto& classes = outside.classes[outside.numbers.number(pname)];
    return !classes.empty() && !classes.contains(class_name);
  };
  for (RebuildNode& node : graph.nodes)
    if (graph.unit == Unit::derivations && node.boundary) node.shadowed = shadowed(node.key.pname, node.key.class_name);
  for (RebuildGraph::BoundaryPackage& package : graph.boundary_packages) package.shadowed = shadowed(package.pname, package.class_name);
}

/// What a snapshot's toolchain groups hold: counts by class, and "CLASS/PNAME" of every group; a pname may hold a '/', a class does not.
class BoundaryContents {
public:
  void add(NodeId id, const SnapshotNode& line) {
    for (const auto& [name, count] : line.classes) classes_.push_back({id, name, count});
    for (const std::string_view name : line.packages) groups_[{name, false}].push_back(id);
    for (const std::string_view name : line.downloads) groups_[{name, true}].push_back(id);
  }

  void list(RebuildGraph& graph) && {
    graph.boundary_classes = std::move(classes_);
    for (auto& [name, nodes] : groups_) {
      const std::size_t slash = name.first.find('/');
      if (slash == std::string_view::npos) continue;
      graph.boundary_packages.push_back({name.first.substr(0, slash), name.first.substr(slash + 1), name.second, false, std::move(nodes)});
    }
  }

private:
  std::vector<RebuildGraph::BoundaryClass> classes_;
  std::map<std::pair<std::string_view, bool>, std::vector<NodeId>> groups_;
};

void measure_roots(RebuildGraph& graph) {
  std::vector<std::vector<NodeId>> starts;
  for (const auto& root : graph.roots) starts.push_back(root.nodes);
  const ReachedSizes sizes = closure_sizes(graph, starts);
  for (std::size_t i = 0; i < starts.size(); ++i) graph.roots[i].derivations = sizes.each[i];
  graph.root_derivations = sizes.together;
}

}  // namespace

namespace {

/// Nodes, and the sources that they use.
void add_derivations(const IdentifiedGraph& identified, RebuildGraph& graph) {
  const BuildGraph& from = identified.graph;
  graph.nodes.reserve(from.size());
  SourceUsers sources;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const DerivationId id(i);
    graph.nodes.push_back(node_of(identified, id));
    for (const StorePath& source : from[id].sources)
      if (!from.is_drv_source(source)) use_source(sources, source.name(), NodeId(i), from.is_fixed(id));
  }
  graph.sources = listed(std::move(sources));
}

void add_edges(const BuildGraph& from, RebuildGraph& graph) {
  graph.inputs = as_nodes(from.size(), from.edges(), [&](std::size_t i) { return from.inputs(DerivationId(i)); });
  graph.referrers = as_nodes(from.size(), from.edges(), [&](std::size_t i) { return from.referrers(DerivationId(i)); });
  graph.drv_sources = as_nodes(from.size(), 0, [&](std::size_t i) { return from.drv_sources(DerivationId(i)); });
  graph.drv_source_referrers = reversed(graph.drv_sources, from.size());
  for (const Root& root : from.roots()) {
    RebuildGraph::RootNodes nodes{root.name, {}, 0};
    for (const DerivationId id : root.derivations) nodes.nodes.push_back(NodeId(id.value));
    graph.roots.push_back(std::move(nodes));
  }
}

}  // namespace

RebuildGraph rebuild_graph(const IdentifiedGraph& identified) {
  const BuildGraph& from = identified.graph;
  const bool worth = from.size() >= nodes_worth_a_thread;
  RebuildGraph graph;
  graph.derivations = from.size();
  side_by_side(
      worth, [&] { add_derivations(identified, graph); }, [&] { add_edges(from, graph); });
  side_by_side(
      worth, [&] { mark_shadowed(graph); }, [&] { measure_roots(graph); });
  return graph;
}

/// In one pass: a line is larger than what is taken from it.
RebuildGraph rebuild_graph(const Snapshot& snapshot) {
  const std::size_t size = snapshot.nodes.size();
  RebuildGraph graph;
  graph.unit = Unit::logical_nodes;
  graph.nodes.reserve(size);
  graph.inputs.reserve(size, 2 * size);
  graph.drv_sources.reserve(size, 0);
  SourceUsers sources;
  BoundaryContents contents;
  for (std::size_t i = 0; i < size; ++i) {
    const NodeId id(i);
    const SnapshotNode& line = snapshot.nodes[id];
    graph.nodes.push_back(node_of(line));
    graph.inputs.push_back(line.inputs);
    graph.drv_sources.push_back(line.drv_sources);
    graph.derivations += line.derivations;
    for (const std::string_view source : line.sources) use_source(sources, source, id, line.kind == DerivationKind::fixed);
    contents.add(id, line);
  }
  graph.root_derivations = graph.derivations;
  graph.sources = listed(std::move(sources));
  std::move(contents).list(graph);
  reverse_edges(graph);
  for (const SnapshotRoot& root : snapshot.roots) graph.roots.push_back({root.name, root.nodes, root.derivations});
  mark_shadowed(graph);
  return graph;
}

}  // namespace bgsnap
