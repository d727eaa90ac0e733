#include "diff/compared.hpp"

#include "identity/implied_inputs.hpp"

namespace bgsnap {
namespace {

DenseMap<NodeId, Fingerprint> by_node(const DenseMap<DerivationId, Fingerprint>& prints) {
  DenseMap<NodeId, Fingerprint> result;
  result.reserve(prints.size());
  for (const Fingerprint& print : prints) result.push_back(print);
  return result;
}

Adjacency<NodeId, NodeId> direct_inputs(const BuildGraph& graph, const Adjacency<DerivationId, std::uint8_t>& implied) {
  Adjacency<NodeId, NodeId> direct;
  std::vector<NodeId> list;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    const auto inputs = graph.inputs(DerivationId(i));
    list.clear();
    for (std::size_t k = 0; k < inputs.size(); ++k)
      if (!implied[DerivationId(i)][k]) list.push_back(NodeId(inputs[k].value));
    direct.push_back(list);
  }
  return direct;
}

}  // namespace

ComparedRecipes compared_recipes(const IdentifiedGraph& graph) {
  Adjacency<DerivationId, std::uint8_t> implied = implied_inputs(graph.graph);
  const Fingerprints prints = fingerprints(graph.graph, implied);
  Compared compared{rebuild_graph(graph), by_node(prints.own), by_node(prints.closure), direct_inputs(graph.graph, implied)};
  return {std::move(compared), std::move(implied)};
}

}  // namespace bgsnap
