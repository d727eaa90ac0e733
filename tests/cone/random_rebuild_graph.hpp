#pragma once

#include "bgsnap/rebuild_graph.hpp"

#include <algorithm>
#include <deque>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace bgsnap {

/// What a random graph may hold beside plain builds and downloads.
struct Shape {
  std::size_t nodes = 40;
  bool drv_sources = false;
  bool weights = false;  ///< nodes that stand for several derivations
  bool cycles = false;
};

/// A graph as questions see it, made without reading anything: nodes are numbered against the order of their edges, so that no walk
/// can profit from ascending ids.
struct RandomGraph {
  std::deque<std::string> texts;
  std::deque<LogicalKey> keys;
  RebuildGraph graph;
};

inline RandomGraph random_rebuild_graph(std::mt19937& random, const Shape& shape) {
  RandomGraph made;
  RebuildGraph& graph = made.graph;
  std::vector<std::size_t> number(shape.nodes);  // of each place in the order of edges
  for (std::size_t i = 0; i < shape.nodes; ++i) number[i] = i;
  std::shuffle(number.begin(), number.end(), random);
  std::vector<std::set<NodeId>> inputs(shape.nodes);
  std::vector<std::set<NodeId>> files(shape.nodes);
  for (std::size_t place = 1; place < shape.nodes; ++place) {
    const std::size_t below = shape.cycles && random() % 10 == 0 ? shape.nodes : place;
    for (auto edges = random() % 5; edges != 0; --edges) inputs[number[place]].insert(NodeId(number[random() % below]));
    if (shape.drv_sources && random() % 5 == 0) files[number[place]].insert(NodeId(number[random() % place]));
  }
  for (std::size_t i = 0; i < shape.nodes; ++i) {
    LogicalKey& key = made.keys.emplace_back();
    key.pname = made.texts.emplace_back("package" + std::to_string(random() % (shape.nodes / 2)));
    key.class_name = random() % 2 == 0 ? "even" : "odd";
    const std::string_view label = made.texts.emplace_back("node" + std::to_string(i));
    RebuildNode node{.label = label, .name = label, .key = key};
    node.kind = random() % 4 == 0 ? DerivationKind::fixed : DerivationKind::input_addressed;
    node.derivations = shape.weights ? 1 + static_cast<std::uint32_t>(random() % 4) : 1;
    graph.derivations += node.derivations;
    graph.nodes.push_back(node);
    graph.inputs.push_back(std::vector(inputs[i].begin(), inputs[i].end()));
    graph.drv_sources.push_back(std::vector(files[i].begin(), files[i].end()));
  }
  graph.root_derivations = graph.derivations;
  graph.referrers = reversed(graph.inputs, shape.nodes);
  graph.drv_source_referrers = reversed(graph.drv_sources, shape.nodes);
  for (std::size_t root = 0; root < 3; ++root)
    graph.roots.push_back({made.texts.emplace_back("root" + std::to_string(root)), {NodeId(random() % shape.nodes)}, 0});
  return made;
}

}  // namespace bgsnap
