#include "policy/small_snapshot.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>

namespace bgsnap::test {
namespace {

std::map<std::string, std::set<std::string>> parse(std::string_view edges) {
  std::map<std::string, std::set<std::string>> inputs;
  std::istringstream clauses{std::string(edges)};
  for (std::string clause; std::getline(clauses, clause, ';');) {
    std::istringstream words(clause);
    std::string user, arrow;
    words >> user >> arrow;
    inputs[user];
    for (std::string input; words >> input;) {
      inputs[user].insert(input);
      inputs[input];
    }
  }
  return inputs;
}

std::set<NodeId> closure_of(const Snapshot& snapshot, std::vector<NodeId> stack) {
  std::set<NodeId> reached;
  while (!stack.empty()) {
    const NodeId id = stack.back();
    stack.pop_back();
    if (!reached.insert(id).second) continue;
    const auto& inputs = snapshot.nodes[id].inputs;
    stack.insert(stack.end(), inputs.begin(), inputs.end());
  }
  return reached;
}

}  // namespace

/// `pairs` holds for snapshots without downloads, which end what they stand in.
void recount(Snapshot& snapshot) {
  for (SnapshotRoot& root : snapshot.roots) {
    const std::set<NodeId> reached = closure_of(snapshot, root.nodes);
    root.derivations = root.boundary = root.fixed = root.compiled = root.edges = root.pairs = 0;
    for (NodeId id : reached) {
      const SnapshotNode& node = snapshot.nodes[id];
      root.derivations += node.derivations;
      root.boundary += node.boundary ? node.derivations : 0;
      root.fixed += node.kind == DerivationKind::fixed ? node.derivations : 0;
      root.compiled += node.compiled ? node.derivations : 0;
      if (node.boundary) continue;
      root.edges += node.inputs.size();
      root.pairs += closure_of(snapshot, {id}).size() - 1;
    }
    root.logical_nodes = reached.size();
  }
}

Snapshot small_snapshot(std::string_view edges) {
  const auto inputs = parse(edges);
  Snapshot snapshot;
  snapshot.presets = {"nixpkgs"};
  snapshot.system = "x86_64-linux";
  const auto id_of = [&](const std::string& name) { return NodeId(static_cast<std::size_t>(std::distance(inputs.begin(), inputs.find(name)))); };
  std::set<std::string> needed;
  for (const auto& [name, below] : inputs) {
    SnapshotNode made;
    made.id = kept(snapshot, "build/" + name);
    made.key.pname = kept(snapshot, name);
    made.key.version = "1";
    made.key.class_name = "build";
    made.key.system = "x86_64-linux";
    made.compiled = true;
    std::vector<NodeId> ids;
    for (const std::string& input : below) ids.push_back(id_of(input));
    made.inputs = kept(snapshot, std::move(ids));
    needed.insert(below.begin(), below.end());
    snapshot.nodes.push_back(std::move(made));
  }
  for (const auto& [name, below] : inputs)
    if (!needed.contains(name)) {
      SnapshotRoot root;
      root.name = name;
      root.nodes = {id_of(name)};
      snapshot.roots.push_back(std::move(root));
    }
  recount(snapshot);
  return snapshot;
}

std::string_view kept(Snapshot& snapshot, std::string text) {
  const auto stored = std::make_shared<const std::string>(std::move(text));
  snapshot.storage.push_back(stored);
  return *stored;
}

std::span<const std::string_view> kept_names(Snapshot& snapshot, std::vector<std::string_view> names) { return kept(snapshot, std::move(names)); }

SnapshotNode& node(Snapshot& snapshot, std::string_view pname) {
  for (SnapshotNode& one : snapshot.nodes)
    if (one.key.pname == pname) return one;
  throw std::logic_error("no node is called " + std::string(pname));
}

}  // namespace bgsnap::test
