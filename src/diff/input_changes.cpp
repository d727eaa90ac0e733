#include "diff/input_changes.hpp"

#include <algorithm>
#include <iterator>

namespace bgsnap {
namespace {

LogicalKey without_version(LogicalKey key) noexcept {
  key.version = {};
  return key;
}

std::pair<LogicalKey, std::string_view> line_of(const RebuildNode& node) {
  return {without_version(node.key), name_without_version(node.name, node.key.version)};
}

bool has_input(const RebuildGraph& graph, NodeId user, NodeId input) {
  const auto inputs = graph.inputs[user];
  return std::binary_search(inputs.begin(), inputs.end(), input);
}

}  // namespace

InputComparison::InputComparison(const Compared& before, const Compared& now, const Moves& moves, const Changed<NamedInputs>& names)
    : before_(before), now_(now), moves_(moves), names_(names) {
  for (const RebuildNode& node : before.graph.nodes) versions_[line_of(node)].before.insert(node.key.version);
  for (const RebuildNode& node : now.graph.nodes) versions_[line_of(node)].now.insert(node.key.version);
  for (auto& [key, versions] : versions_) {
    const auto difference = [](const auto& of, const auto& without, auto& into) {
      std::set_difference(of.begin(), of.end(), without.begin(), without.end(), std::inserter(into, into.end()));
    };
    difference(versions.before, versions.now, versions.gone);
    difference(versions.now, versions.before, versions.fresh);
  }
}

std::vector<InputChange> InputComparison::changes(NodeId before, NodeId now) const {
  std::vector<InputChange> named = all_changes(before, now);
  std::erase_if(named, [&](const InputChange& one) { return !names_.now(now, one.now); });
  return named;
}

std::vector<InputChange> InputComparison::all_changes(NodeId before, NodeId now) const {
  std::vector<InputChange> changes;
  for (const NodeId input : now_.graph.inputs[now])
    if (auto one = change(before, now, input)) changes.push_back(*one);
  return changes;
}

std::optional<InputChange> InputComparison::change(NodeId before, NodeId now, NodeId input) const {
  const auto pair = moves_.pairing.before_of[input];
  if (pair && had(before, input, *pair)) {
    if (now_.graph.is_fixed(input) || same_version(*pair, input)) return std::nullopt;
    return InputChange{pair, input, true, false};
  }
  if (now_.graph.is_fixed(input) && moves_.rebuilds[input]) return std::nullopt;  // its new content is a cause itself
  const auto old = place_of(before, now, input);
  // What is new is a cause itself; that it was added shows in the user's own fingerprint.
  if (!old) return pair ? std::optional(InputChange{std::nullopt, input, false, false}) : std::nullopt;
  const bool variant = same_version(*old, input);
  if (variant && moves_.rebuilds[input]) return std::nullopt;  // reached from whatever rebuilds the input
  return InputChange{old, input, false, variant && !now_.graph.is_fixed(input)};
}

/// The input that went where this one came, one of the same version rather than another.
std::optional<NodeId> InputComparison::place_of(NodeId before, NodeId now, NodeId input) const {
  const LogicalKey& key = now_.graph.nodes[input].key;
  std::optional<NodeId> place;
  for (const NodeId old : before_.graph.inputs[before]) {
    const LogicalKey& old_key = before_.graph.nodes[old].key;
    if (without_version(old_key) != without_version(key)) continue;
    if (const auto pair = moves_.pairing.now_of[old]; pair && has_input(now_.graph, now, *pair)) continue;
    if (!place || (same_version(old, input) && !same_version(*place, input))) place = old;
  }
  return place;
}

/// Itself, or another derivation of the same content. Lines show reduced edges, so there it is enough that it was reached.
bool InputComparison::had(NodeId before, NodeId input, NodeId pair) const {
  if (has_input(before_.graph, before, pair)) return true;
  const auto was = before_.graph.inputs[before];
  if (std::any_of(was.begin(), was.end(), [&](NodeId old) { return before_.closure[old] == now_.closure[input]; })) return true;
  return now_.graph.unit == Unit::logical_nodes && !witness_path(before_.graph, std::span(&before, 1), std::span(&pair, 1)).empty();
}

bool InputComparison::same_version(NodeId before, NodeId now) const {
  const RebuildNode& old_node = before_.graph.nodes[before];
  const RebuildNode& new_node = now_.graph.nodes[now];
  if (old_node.key.version == new_node.key.version) return true;
  const auto at = versions_.find(line_of(new_node));
  if (at == versions_.end()) return false;
  const Versions& versions = at->second;
  return versions.gone.size() == versions.fresh.size() && versions.gone.contains(old_node.key.version) &&
         versions.fresh.contains(new_node.key.version);
}

}  // namespace bgsnap
