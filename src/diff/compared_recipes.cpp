#include "diff/compared.hpp"

#include "base/side_by_side.hpp"
#include "identity/implied_inputs.hpp"

#include <algorithm>
#include <future>
#include <map>

namespace bgsnap {
namespace {

using Keys = DenseMap<KeyId, std::uint8_t>;

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

/// All but the own fingerprints.
ComparedRecipes read_recipes(const ReadyGraph& side) {
  return {{side.question, {}, by_node(side.prints.closures), direct_inputs(side.graph.graph, side.prints.implied)},
          side.prints.implied,
          side.prints.paths};
}

/// 1 for keys of what stands on one side only.
Keys keys_that_move(const Numbers& before, const Numbers& now) {
  Keys keys(before.keys, 0);
  const auto mark = [&keys](const Numbers& side, const Numbers& other) {
    const auto there = present(other.content, other.contents);
    for (std::size_t i = 0; i < side.content.size(); ++i)
      if (!there[side.content[NodeId(i)]]) keys[side.key[NodeId(i)]] = 1;
  };
  mark(before, now);
  mark(now, before);
  return keys;
}

void add_own(const BuildGraph& graph, ComparedRecipes& side, const Keys& keys) {
  DenseMap<DerivationId, std::uint8_t> wanted(graph.size(), 0);
  for (std::size_t i = 0; i < wanted.size(); ++i) wanted[DerivationId(i)] = keys[side.compared.numbers.key[NodeId(i)]];
  side.compared.own = by_node(own_fingerprints(graph, side.implied, wanted, side.paths));
}

/// Every output path, if all are known: equal exactly when the outputs are, and there though an input's record is missing.
std::string output_paths(const RawDerivation& derivation) {
  std::string text;
  for (const RawOutput& output : derivation.outputs) {
    if (output.path.base.empty()) return {};
    text.append(output.name).append(" ").append(output.path.base).append("\n");
  }
  return text;
}

/// A closure with a hole in it is no identity. Downloads are what they declare, whatever is missing below.
void compare_by_output_paths(const BuildGraph& graph, std::map<std::string, std::uint64_t>& numbers, Compared& side) {
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (graph.is_fixed(DerivationId(i))) continue;
    const std::string paths = output_paths(graph[DerivationId(i)]);
    if (!paths.empty()) side.closure[NodeId(i)] = {0, numbers.emplace(paths, numbers.size() + 1).first->second};
  }
}

}  // namespace

GraphPrints graph_prints(const BuildGraph& graph) {
  auto paths = std::make_shared<const OutputPaths>(graph);
  return {closure_fingerprints(graph, paths), implied_inputs(graph), paths};
}

ReadyGraph ready(const IdentifiedGraph& graph) { return {graph, rebuild_graph(graph), graph_prints(graph.graph)}; }

std::pair<ComparedRecipes, ComparedRecipes> compared_recipes(const ReadyGraph& before, const ReadyGraph& now) {
  auto reading = meanwhile(true, [&before] { return read_recipes(before); });
  ComparedRecipes is = read_recipes(now);
  ComparedRecipes was = reading.get();
  const BuildGraph& old_graph = before.graph.graph;
  const BuildGraph& new_graph = now.graph.graph;
  if (!old_graph.complete() || !new_graph.complete()) {
    std::map<std::string, std::uint64_t> numbers;
    compare_by_output_paths(old_graph, numbers, was.compared);
    compare_by_output_paths(new_graph, numbers, is.compared);
  }
  number(was.compared, is.compared);
  const Keys keys = keys_that_move(was.compared.numbers, is.compared.numbers);
  side_by_side(
      true, [&] { add_own(new_graph, is, keys); }, [&] { add_own(old_graph, was, keys); });
  return {std::move(was), std::move(is)};
}

}  // namespace bgsnap
