#include "diff/causes.hpp"

#include <algorithm>
#include <set>

namespace bgsnap {
namespace {

class CauseFinder {
public:
  CauseFinder(const Compared& before, const Compared& now, const Pairing& pairing, std::span<const NodeId> rebuilds, const FieldComparison& fields)
      : before_(before), now_(now), pairing_(pairing), fields_(fields), rebuilds_(now.graph.nodes.size(), 0) {
    for (const NodeId id : rebuilds) rebuilds_[id] = 1;
    for (const RebuildNode& node : before.graph.nodes) {
      pnames_before_.insert(node.key.pname);
      keys_before_.insert(node.key);
    }
  }

  /// Empty: a consequence.
  [[nodiscard]] std::vector<std::string> reasons(NodeId id) const {
    const auto pair = pairing_.before_of[id];
    if (!pair) return {novelty(id)};
    if (before_.own[*pair] != now_.own[id]) {
      std::vector<std::string> fields = fields_(*pair, id);
      return fields.empty() ? std::vector<std::string>{"recipe"} : fields;
    }
    if (now_.graph.is_fixed(id)) return {"source"};
    if (has_swapped_input(*pair, id)) return {"inputs"};
    return has_rebuilt_input(id) ? std::vector<std::string>{} : std::vector<std::string>{"recipe"};
  }

private:
  [[nodiscard]] std::string novelty(NodeId id) const {
    const LogicalKey& key = now_.graph.nodes[id].key;
    if (!pnames_before_.contains(key.pname)) return "new";
    return keys_before_.contains(key) ? "new variant" : "new version";
  }

  /// An input that both sides have, but that this node did not have before, not even as another derivation of the same content.
  [[nodiscard]] bool has_swapped_input(NodeId before, NodeId now) const {
    const auto was = before_.graph.inputs[before];
    const auto had = [&](NodeId input, NodeId pair) {
      return std::any_of(was.begin(), was.end(), [&](NodeId old) { return old == pair || before_.closure[old] == now_.closure[input]; });
    };
    return std::any_of(now_.direct[now].begin(), now_.direct[now].end(), [&](NodeId input) {
      const auto pair = pairing_.before_of[input];
      return pair && !had(input, *pair) && !reached_before(before, *pair);
    });
  }

  /// Lines show reduced edges: an input that shows up may have been implied before.
  [[nodiscard]] bool reached_before(NodeId from, NodeId to) const {
    if (before_.graph.unit == Unit::derivations) return false;
    return !witness_path(before_.graph, std::span(&from, 1), std::span(&to, 1)).empty();
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
  std::set<std::string_view> pnames_before_;
  std::set<LogicalKey> keys_before_;
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
