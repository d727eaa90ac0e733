#include "diff/input_changes.hpp"

#include <algorithm>
#include <iterator>

namespace bgsnap {
namespace {

std::string_view name_line(const RebuildNode& node) { return name_without_version(node.name, node.key.version); }

bool has_input(const RebuildGraph& graph, NodeId user, NodeId input) {
  const auto inputs = graph.inputs[user];
  return std::binary_search(inputs.begin(), inputs.end(), input);
}

}  // namespace

InputComparison::InputComparison(const Compared& before, const Compared& now, const Moves& moves, const Changed<NamedInputs>& names)
    : before_(before),
      now_(now),
      moves_(moves),
      names_(names),
      members_{nodes_by(before.numbers.line, before.numbers.lines), nodes_by(now.numbers.line, now.numbers.lines)} {}

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
  std::optional<NodeId> place;
  for (const NodeId old : before_.graph.inputs[before]) {
    if (before_.numbers.line[old] != now_.numbers.line[input]) continue;
    if (const auto pair = moves_.pairing.now_of[old]; pair && has_input(now_.graph, now, *pair)) continue;
    if (!place || (same_version(old, input) && !same_version(*place, input))) place = old;
  }
  return place;
}

/// Itself, or another derivation of the same content. Lines show reduced edges, so there it is enough that it was reached.
bool InputComparison::had(NodeId before, NodeId input, NodeId pair) const {
  if (has_input(before_.graph, before, pair)) return true;
  const auto was = before_.graph.inputs[before];
  if (std::any_of(was.begin(), was.end(), [&](NodeId old) { return before_.numbers.content[old] == now_.numbers.content[input]; })) return true;
  return now_.graph.unit == Unit::logical_nodes && !witness_path(before_.graph, std::span(&before, 1), std::span(&pair, 1)).empty();
}

bool InputComparison::same_version(NodeId before, NodeId now) const {
  const RebuildNode& old_node = before_.graph.nodes[before];
  const RebuildNode& new_node = now_.graph.nodes[now];
  if (old_node.key.version == new_node.key.version) return true;
  const Versions& versions = versions_of_line(now);
  return versions.gone.size() == versions.fresh.size() && versions.gone.contains(old_node.key.version) &&
         versions.fresh.contains(new_node.key.version);
}

const InputComparison::Versions& InputComparison::versions_of_line(NodeId now) const {
  const LineId line = now_.numbers.line[now];
  const std::string_view name = name_line(now_.graph.nodes[now]);
  const auto [at, fresh] = versions_.try_emplace({line, name});
  Versions& versions = at->second;
  if (!fresh) return versions;
  const auto collect = [&](const RebuildGraph& graph, std::span<const NodeId> members, std::set<std::string_view>& into) {
    for (const NodeId id : members)
      if (name_line(graph.nodes[id]) == name) into.insert(graph.nodes[id].key.version);
  };
  collect(before_.graph, members_.before[line], versions.before);
  collect(now_.graph, members_.now[line], versions.now);
  const auto difference = [](const auto& of, const auto& without, auto& into) {
    std::set_difference(of.begin(), of.end(), without.begin(), without.end(), std::inserter(into, into.end()));
  };
  difference(versions.before, versions.now, versions.gone);
  difference(versions.now, versions.before, versions.fresh);
  return versions;
}

}  // namespace bgsnap
