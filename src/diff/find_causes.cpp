#include "diff/causes.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace bgsnap {
namespace {

class CauseFinder {
public:
  CauseFinder(const Compared& before, const Compared& now, const Pairing& pairing, std::span<const NodeId> rebuilds, const FieldComparison& fields)
      : before_(before), now_(now), pairing_(pairing), fields_(fields), rebuilds_(now.graph.nodes.size(), 0) {
    for (const NodeId id : rebuilds) rebuilds_[id] = 1;
    for (const RebuildNode& node : before.graph.nodes) versions_before_[node.key.pname].insert(node.key.version);
  }

  /// Empty: a consequence.
  [[nodiscard]] std::vector<std::string> reasons(NodeId id) const {
    const auto pair = pairing_.before_of[id];
    if (!pair) return {novelty(id)};
    std::set<std::string> reasons;
    if (before_.own[*pair] != now_.own[id]) {
      const std::vector<std::string> fields = fields_(*pair, id);
      reasons.insert(fields.begin(), fields.end());
      if (reasons.empty()) reasons.insert("recipe");
    }
    if (now_.graph.is_fixed(id))
      reasons.insert("source");
    else if (has_swapped_input(*pair, id) || shows_other_inputs(*pair, id))
      reasons.insert("inputs");
    if (reasons.empty() && !has_rebuilt_input(id)) reasons.insert(has_same_inputs(*pair, id) ? "recipe" : "inputs");
    return {reasons.begin(), reasons.end()};
  }

private:
  [[nodiscard]] std::string novelty(NodeId id) const {
    const LogicalKey& key = now_.graph.nodes[id].key;
    const auto same_name = versions_before_.find(key.pname);
    if (same_name == versions_before_.end()) return "new";
    return same_name->second.contains(key.version) ? "new variant" : "new version";
  }

  /// An input that both sides have, but that this node did not have before, not even as another derivation of the same content.
  [[nodiscard]] bool has_swapped_input(NodeId before, NodeId now) const {
    const auto was = before_.graph.inputs[before];
    const auto had = [&](NodeId input, NodeId pair) {
      return std::any_of(was.begin(), was.end(), [&](NodeId old) { return old == pair || before_.closure[old] == now_.closure[input]; });
    };
    return std::any_of(now_.direct[now].begin(), now_.direct[now].end(), [&](NodeId input) {
      const auto pair = pairing_.before_of[input];
      return pair && !had(input, *pair) && !(lines() && reaches(before_.graph, before, *pair));
    });
  }

  /// One for one, those that others imply included.
  [[nodiscard]] bool has_same_inputs(NodeId before, NodeId now) const {
    const auto was = before_.graph.inputs[before];
    const auto is = now_.graph.inputs[now];
    return was.size() == is.size() && std::all_of(is.begin(), is.end(), [&](NodeId input) {
             const auto pair = pairing_.before_of[input];
             return pair && std::binary_search(was.begin(), was.end(), *pair);
           });
  }

  /// Lines show reduced edges, where an input comes to sight or goes when another begins or ends to imply it: what counts is whether
  /// it is reached. (What a recipe has gained or lost is in its own fingerprint.)
  [[nodiscard]] bool shows_other_inputs(NodeId before, NodeId now) const {
    if (!lines()) return false;
    const auto gained = [&](NodeId input) { return !pairing_.before_of[input]; };
    const auto lost = [&](NodeId input) { return !pairing_.now_of[input] || !reaches(now_.graph, now, *pairing_.now_of[input]); };
    return std::any_of(now_.direct[now].begin(), now_.direct[now].end(), gained) ||
           std::any_of(before_.direct[before].begin(), before_.direct[before].end(), lost);
  }

  [[nodiscard]] bool lines() const noexcept { return now_.graph.unit == Unit::logical_nodes; }

  [[nodiscard]] static bool reaches(const RebuildGraph& graph, NodeId from, NodeId to) {
    return !witness_path(graph, std::span(&from, 1), std::span(&to, 1)).empty();
  }

  [[nodiscard]] bool has_rebuilt_input(NodeId id) const {
    const auto rebuilt = [&](NodeId input) { return rebuilds_[input] != 0; };
    const auto inputs = now_.graph.inputs[id];
    const auto files = now_.graph.drv_sources[id];
    return std::any_of(inputs.begin(), inputs.end(), rebuilt) || std::any_of(files.begin(), files.end(), rebuilt);
  }

  const Compared& before_;
  const Compared& now_;
  const Pairing& pairing_;
  const FieldComparison& fields_;
  DenseMap<NodeId, std::uint8_t> rebuilds_;
  std::map<std::string_view, std::set<std::string_view>> versions_before_;
};

}  // namespace

std::vector<NodeCause> find_causes(const Compared& before, const Compared& now, const Pairing& pairing, std::span<const NodeId> rebuilds,
                                   const FieldComparison& fields) {
  const CauseFinder finder(before, now, pairing, rebuilds, fields);
  std::vector<NodeCause> causes;
  for (const NodeId id : rebuilds)
    if (auto reasons = finder.reasons(id); !reasons.empty()) causes.push_back({id, std::move(reasons)});
  return causes;
}

}  // namespace bgsnap
