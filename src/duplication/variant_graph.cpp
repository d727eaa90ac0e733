#include "duplication/variant_graph.hpp"

#include "bgsnap/fingerprint.hpp"
#include "graph/transitive_reduction.hpp"
#include "question/reach.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace bgsnap {
namespace {

auto family_key(const LogicalKey& key) noexcept { return std::tie(key.pname, key.class_name, key.profile, key.scope, key.system); }

struct InFamilyOrder {
  bool operator()(const LogicalKey& a, const LogicalKey& b) const noexcept { return family_key(a) < family_key(b); }
};

void find_families(const RebuildGraph& graph, VariantGraph& variants) {
  std::map<LogicalKey, FamilyId, InFamilyOrder> families;
  for (const RebuildNode& node : graph.nodes) families.emplace(node.key, FamilyId());
  std::size_t next = 0;
  for (auto& [key, id] : families) id = FamilyId(next++);
  variants.members = DenseMap<FamilyId, std::vector<NodeId>>(families.size());
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const FamilyId family = families.find(graph.nodes[NodeId(i)].key)->second;
    variants.family_of.push_back(family);
    variants.members[family].push_back(NodeId(i));
  }
}

void find_needs(const RebuildGraph& graph, VariantGraph& variants) {
  std::vector<std::uint32_t> starts{0}, targets, order;
  std::vector<std::uint8_t> opaque;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    for (const NodeId input : graph.inputs[NodeId(i)]) targets.push_back(input.value);
    starts.push_back(static_cast<std::uint32_t>(targets.size()));
    opaque.push_back(graph.is_fixed(NodeId(i)) ? 1 : 0);
  }
  variants.inputs_first = inputs_first(graph).nodes;
  variants.rank = DenseMap<NodeId, std::uint32_t>(graph.nodes.size());
  for (const NodeId id : variants.inputs_first) {
    variants.rank[id] = static_cast<std::uint32_t>(order.size());
    order.push_back(id.value);
  }
  const auto implied = implied_edges({starts, targets, order, opaque});
  std::vector<NodeId> list;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    list.clear();
    if (!opaque[i] && !graph.nodes[NodeId(i)].boundary)
      for (std::uint32_t edge = starts[i]; edge < starts[i + 1]; ++edge)
        if (!implied[edge] || opaque[targets[edge]]) list.emplace_back(targets[edge]);
    variants.needs.push_back(list);
  }
  variants.needed_by = reversed(variants.needs, graph.nodes.size());
}

std::string content_of(const RawDerivation& download) {
  std::string text(download.name);
  for (const RawOutput& output : download.outputs)
    for (const std::string_view part : {output.name, output.method, output.algorithm, output.hash}) text.append("\n").append(part);
  return text;
}

/// What one member says for itself, as text that is compared within its family.
class OwnWords {
public:
  OwnWords(const RebuildGraph& graph, const BuildGraph* recipes, const VariantGraph& variants)
      : graph_(graph), recipes_(recipes), variants_(variants) {
    if (recipes) prints_ = fingerprints(*recipes);
  }

  /// Equal exactly when two nodes are the same thing: derivations of the same output paths; a line of a snapshot stands for itself.
  [[nodiscard]] std::string identity(NodeId id) const { return recipes_ ? prints_.closure[DerivationId(id.value)].hex() : std::to_string(id.value); }

  [[nodiscard]] std::string of(NodeId id) const {
    const RebuildNode& node = graph_.nodes[id];
    if (node.boundary) return "an instance of the toolchain " + std::to_string(id.value);
    if (graph_.is_fixed(id)) return recipes_ ? content_of((*recipes_)[DerivationId(id.value)]) : "a download " + std::to_string(id.value);
    std::string text = std::string(node.key.version) + "\n" + (recipes_ ? prints_.own[DerivationId(id.value)].hex() : shown(id));
    std::vector<std::uint32_t> families;
    for (const NodeId input : variants_.needs[id]) families.push_back(variants_.family_of[input].value);
    std::sort(families.begin(), families.end());
    families.erase(std::unique(families.begin(), families.end()), families.end());
    for (const std::uint32_t family : families) text.append("\n").append(std::to_string(family));
    return text;
  }

private:
  [[nodiscard]] std::string shown(NodeId id) const {
    const RebuildNode& node = graph_.nodes[id];
    return std::string(node.shows);
  }

  const RebuildGraph& graph_;
  const BuildGraph* recipes_;
  const VariantGraph& variants_;
  Fingerprints prints_;
};

void find_own(const RebuildGraph& graph, const OwnWords& words, VariantGraph& variants) {
  variants.own = DenseMap<NodeId, std::uint32_t>(graph.nodes.size(), 0);
  for (const auto& members : variants.members) {
    if (members.size() < 2) continue;
    std::map<std::string, std::uint32_t> numbers;
    for (const NodeId id : members) variants.own[id] = numbers.emplace(words.of(id), static_cast<std::uint32_t>(numbers.size())).first->second;
  }
}

/// Family, own, and the labels of what is needed.
template <class LabelOf>
std::u32string label_text(const VariantGraph& variants, NodeId id, LabelOf&& label_of) {
  std::u32string text{static_cast<char32_t>(variants.family_of[id].value), static_cast<char32_t>(variants.own[id])};
  for (const NodeId input : variants.needs[id]) text.push_back(static_cast<char32_t>(label_of(input)));
  std::sort(text.begin() + 2, text.end());
  text.erase(std::unique(text.begin() + 2, text.end()), text.end());
  return text;
}

/// Two things that say the same and need the same are still two: something that is blanked or implied tells them apart, here and not below.
void tell_apart(const OwnWords& words, VariantGraph& variants) {
  std::unordered_map<std::u32string, std::pair<std::uint32_t, std::string>> known;  // label and identity by text
  DenseMap<NodeId, std::uint32_t> labels(variants.own.size(), 0);
  std::uint32_t next = 0;
  std::uint32_t fresh = static_cast<std::uint32_t>(variants.own.size()) + 1;  // larger than any own number
  for (const NodeId id : variants.inputs_first) {
    const bool alone = variants.members[variants.family_of[id]].size() < 2;
    const auto text = [&] { return label_text(variants, id, [&](NodeId input) { return labels[input]; }); };
    if (!alone) {
      const auto at = known.find(text());
      if (at != known.end() && at->second.second != words.identity(id)) variants.own[id] = fresh++;
    }
    const auto at = known.try_emplace(text(), next + 1, alone ? std::string() : words.identity(id));
    if (at.second) ++next;
    labels[id] = at.first->second.first;
  }
}

}  // namespace

VariantGraph variant_graph(const RebuildGraph& graph, const BuildGraph* recipes) {
  VariantGraph variants;
  find_families(graph, variants);
  find_needs(graph, variants);
  const OwnWords words(graph, recipes, variants);
  find_own(graph, words, variants);
  tell_apart(words, variants);
  return variants;
}

VariantLabels::VariantLabels(const VariantGraph& graph) : graph_(graph), base_(graph.own.size(), 0) {
  for (const NodeId id : graph.inputs_first) base_[id] = label(id, [this](NodeId input) { return base_[input]; });
}

template <class LabelOf>
std::uint32_t VariantLabels::label(NodeId id, LabelOf&& label_of) {
  return numbers_.emplace(label_text(graph_, id, label_of), static_cast<std::uint32_t>(numbers_.size() + 1)).first->second;
}

std::unordered_map<NodeId, std::uint32_t> VariantLabels::unified(FamilyId family) {
  std::unordered_map<NodeId, std::uint32_t> labels;
  const auto& members = graph_.members[family];
  const std::uint32_t one = base_[members.front()];
  std::vector<NodeId> above(members.begin(), members.end());
  for (const NodeId id : members) labels.emplace(id, one);
  for (std::size_t at = 0; at < above.size(); ++at)
    for (const NodeId user : graph_.needed_by[above[at]])
      if (labels.emplace(user, one).second) above.push_back(user);
  std::vector<NodeId> users(above.begin() + static_cast<std::ptrdiff_t>(members.size()), above.end());
  std::sort(users.begin(), users.end(), [this](NodeId a, NodeId b) { return graph_.rank[a] < graph_.rank[b]; });
  const auto label_of = [&](NodeId input) {
    const auto at = labels.find(input);
    return at == labels.end() ? base_[input] : at->second;
  };
  for (const NodeId id : users) labels[id] = label(id, label_of);
  return labels;
}

}  // namespace bgsnap
