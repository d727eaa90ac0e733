#include "diff/causes.hpp"

#include "identity/name_and_version.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>

namespace bgsnap {
namespace {

class CauseFinder {
public:
  CauseFinder(const Compared& before, const Compared& now, const Moves& moves, const Reading& reading)
      : before_(before),
        now_(now),
        moves_(moves),
        reading_(reading),
        inputs_(before, now, moves, reading.names),
        of_key_(nodes_by(before.numbers.key, before.numbers.keys)) {
    for (std::size_t i = 0; i < now.graph.nodes.size(); ++i)
      if (!is_paired(NodeId(i))) versions_before_.try_emplace(now.graph.nodes[NodeId(i)].key.pname);
    if (versions_before_.empty()) return;
    for (const RebuildNode& node : before.graph.nodes)
      if (const auto asked = versions_before_.find(node.key.pname); asked != versions_before_.end()) asked->second.insert(node.key.version);
  }

  /// Nothing in it: a consequence.
  [[nodiscard]] NodeCause cause(NodeId id) const {
    NodeCause cause{id, {}, {}};
    const auto pair = compared_with(id);
    if (!pair) {
      cause.changes.push_back(novelty(id));
      return cause;
    }
    if (before_.own[*pair] != now_.own[id]) cause.changes = reading_.fields(*pair, id, moves_, Hashes::blanked);
    if (now_.graph.is_fixed(id)) {
      if (cause.changes.empty()) cause.changes.push_back({"source", {}, {}});
      return cause;
    }
    std::vector<InputChange> changed = inputs_.changes(*pair, id);
    const bool rebuilt_input = has_rebuilt_input(id);
    if (cause.changes.empty() && changed.empty() && !rebuilt_input) changed = inputs_.all_changes(*pair, id);
    const auto has = [&](std::string_view field) {
      return std::any_of(cause.changes.begin(), cause.changes.end(), [&](const FieldChange& change) { return change.field == field; });
    };
    const bool bumped = has("version");  // then its inputs' versions are no choice of their own
    const bool told = has("inputs");     // which came and went
    for (const InputChange& one : changed) {
      if (one.variant)
        cause.variants.push_back(one);
      else if (!(one.bumped && bumped) && !(!one.before && told))
        add_input(cause, one);
    }
    if (cause.changes.empty() && shows_other_inputs(*pair, id)) cause.changes.push_back({"inputs", {}, {}});
    if (cause.changes.empty() && cause.variants.empty() && !rebuilt_input) {
      if (is_paired(id))
        cause.changes = nothing_below_tells(*pair, id);
      else
        cause.changes.push_back(novelty(id));
    }
    if (!cause.changes.empty()) cause.variants.clear();
    std::stable_sort(cause.changes.begin(), cause.changes.end(), [](const FieldChange& a, const FieldChange& b) { return a.field < b.field; });
    return cause;
  }

private:
  [[nodiscard]] bool is_paired(NodeId id) const { return moves_.pairing.before_of[id].has_value(); }

  /// Its pair; for one more variant, one that is the same in itself, so that only the inputs can have made two of it.
  [[nodiscard]] std::optional<NodeId> compared_with(NodeId id) const {
    if (is_paired(id) || now_.graph.is_fixed(id)) return moves_.pairing.before_of[id];
    const auto same_key = of_key_[now_.numbers.key[id]];
    const auto like = std::find_if(same_key.begin(), same_key.end(), [&](NodeId old) { return before_.own[old] == now_.own[id]; });
    return like == same_key.end() ? std::nullopt : std::optional(*like);
  }

  [[nodiscard]] FieldChange novelty(NodeId id) const {
    const LogicalKey& key = now_.graph.nodes[id].key;
    const auto same_name = versions_before_.find(key.pname);
    if (same_name == versions_before_.end() || same_name->second.empty()) return {"new", {}, {}};
    return {same_name->second.contains(key.version) ? "new variant" : "new version", {}, {}};
  }

  /// Swapped inputs share one field with those that came and went.
  void add_input(NodeCause& cause, const InputChange& one) const {
    const std::string field = now_.graph.is_fixed(one.now) ? "source" : "inputs";
    auto at = std::find_if(cause.changes.begin(), cause.changes.end(), [&](const FieldChange& change) { return change.field == field; });
    if (at == cause.changes.end()) at = cause.changes.insert(at, {field, {}, {}});
    const auto add = [](std::optional<std::string>& text, const std::string& words) { text = text && !text->empty() ? *text + ", " + words : words; };
    if (one.before) add(at->before, name_and_version(before_.graph.nodes[*one.before].key));
    add(at->now, name_and_version(now_.graph.nodes[one.now].key));
  }

  /// It rebuilds, nothing below it does, and no field of it that is its own for certain tells: so what looks like an input's hash is.
  [[nodiscard]] std::vector<FieldChange> nothing_below_tells(NodeId before, NodeId now) const {
    if (!now_.graph.drv_sources[now].empty()) return {{"source", {}, {}}};
    if (!has_same_inputs(before, now)) return {{"inputs", {}, {}}};
    std::vector<FieldChange> changes = reading_.fields(before, now, moves_, Hashes::told);
    if (changes.empty()) changes.push_back({"recipe", {}, {}});
    return changes;
  }

  /// One for one, those that others imply included.
  [[nodiscard]] bool has_same_inputs(NodeId before, NodeId now) const {
    const auto was = before_.graph.inputs[before];
    const auto is = now_.graph.inputs[now];
    return was.size() == is.size() && std::all_of(is.begin(), is.end(), [&](NodeId input) {
             const auto pair = moves_.pairing.before_of[input];
             return pair && std::binary_search(was.begin(), was.end(), *pair);
           });
  }

  /// Lines show reduced edges, where an input comes to sight or goes when another begins or ends to imply it: what counts is whether
  /// it is reached. (What a recipe has gained or lost is in its own fingerprint.)
  [[nodiscard]] bool shows_other_inputs(NodeId before, NodeId now) const {
    if (now_.graph.unit != Unit::logical_nodes) return false;
    const auto reached = [&](NodeId input) { return !witness_path(now_.graph, std::span(&now, 1), std::span(&input, 1)).empty(); };
    const auto gained = [&](NodeId input) { return !moves_.pairing.before_of[input]; };
    const auto lost = [&](NodeId input) { return !moves_.pairing.now_of[input] || !reached(*moves_.pairing.now_of[input]); };
    return std::any_of(now_.direct[now].begin(), now_.direct[now].end(), gained) ||
           std::any_of(before_.direct[before].begin(), before_.direct[before].end(), lost);
  }

  [[nodiscard]] bool has_rebuilt_input(NodeId id) const {
    const auto rebuilt = [&](NodeId input) { return moves_.rebuilds[input] != 0; };
    const auto inputs = now_.graph.inputs[id];
    const auto files = now_.graph.drv_sources[id];
    return std::any_of(inputs.begin(), inputs.end(), rebuilt) || std::any_of(files.begin(), files.end(), rebuilt);
  }

  const Compared& before_;
  const Compared& now_;
  const Moves& moves_;
  const Reading& reading_;
  InputComparison inputs_;
  Adjacency<KeyId, NodeId> of_key_;                                                   ///< of before
  std::unordered_map<std::string_view, std::set<std::string_view>> versions_before_;  ///< of the names of what has no pair
};

}  // namespace

std::vector<NodeCause> find_causes(const Compared& before, const Compared& now, const Moves& moves, const Reading& reading,
                                   std::span<const NodeId> rebuilds) {
  const CauseFinder finder(before, now, moves, reading);
  std::vector<NodeCause> causes;
  for (const NodeId id : rebuilds)
    if (NodeCause cause = finder.cause(id); !cause.changes.empty() || !cause.variants.empty()) causes.push_back(std::move(cause));
  return causes;
}

}  // namespace bgsnap
