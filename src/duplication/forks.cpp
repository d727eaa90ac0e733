#include "bgsnap/duplication.hpp"

#include "duplication/variant_graph.hpp"
#include "duplication/variant_traits.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace bgsnap {
namespace {

using Families = std::set<FamilyId>;

/// The families whose members differ in themselves and make others differ, found from what is duplicated downwards.
class ForkFinder {
public:
  ForkFinder(const VariantGraph& variants, const VariantLabels& labels) : variants_(variants), labels_(labels) {}

  /// The lowest choices that tell `nodes` apart, all of one family.
  Families of(const std::vector<NodeId>& nodes) {
    Families forks;
    std::map<std::uint32_t, std::vector<NodeId>> by_own;
    for (const NodeId id : nodes) by_own[variants_.own[id]].push_back(id);
    if (by_own.size() > 1) forks.insert(variants_.family_of[nodes.front()]);
    for (const auto& [own, alike] : by_own)
      for (const FamilyId family : families_that_differ(alike)) {
        const Families& below = of_family(family);
        forks.insert(below.begin(), below.end());
      }
    return forks;
  }

private:
  /// Of nodes that say the same for themselves, the families of which they need different members.
  [[nodiscard]] std::vector<FamilyId> families_that_differ(const std::vector<NodeId>& alike) const {
    std::map<FamilyId, std::set<std::set<std::uint32_t>>> chosen;
    for (const NodeId id : alike) {
      std::map<FamilyId, std::set<std::uint32_t>> needs;
      for (const NodeId input : variants_.needs[id]) needs[variants_.family_of[input]].insert(labels_[input]);
      for (auto& [family, labels] : needs) chosen[family].insert(std::move(labels));
    }
    std::vector<FamilyId> differ;
    for (const auto& [family, choices] : chosen)
      if (choices.size() > 1) differ.push_back(family);
    return differ;
  }

  /// A family that is met again below itself (a compiler that builds the next one) is where it starts.
  const Families& of_family(FamilyId family) {
    const auto [at, fresh] = known_.emplace(family, Families{family});
    if (fresh) {
      Families found = of(variants_.members[family]);
      known_[family] = std::move(found);
    }
    return known_[family];
  }

  const VariantGraph& variants_;
  const VariantLabels& labels_;
  std::map<FamilyId, Families> known_;
};

bool is_duplicable(const RebuildNode& node) noexcept { return node.compiled && node.kind != DerivationKind::fixed && !node.boundary; }

/// Derivations of each logical key that are left when those of one label are one.
class SavingCounter {
public:
  SavingCounter(const RebuildGraph& graph, const VariantGraph& variants, VariantLabels& labels)
      : graph_(graph), variants_(variants), labels_(labels) {}

  [[nodiscard]] std::uint64_t saved_by(FamilyId family) {
    const auto unified = labels_.unified(family);
    std::set<FamilyId> touched;
    for (const auto& [id, label] : unified) touched.insert(variants_.family_of[id]);
    std::uint64_t saved = 0;
    for (const FamilyId one : touched) {
      const std::uint64_t before = derivations(one, [&](NodeId id) { return labels_[id]; });
      saved += before - std::min(before, derivations(one, [&](NodeId id) {
                                   const auto at = unified.find(id);
                                   return at == unified.end() ? labels_[id] : at->second;
                                 }));
    }
    return saved;
  }

private:
  template <class LabelOf>
  [[nodiscard]] std::uint64_t derivations(FamilyId family, LabelOf&& label_of) const {
    std::map<std::uint32_t, std::uint64_t> of_label;
    for (const NodeId id : variants_.members[family])
      if (is_duplicable(graph_.nodes[id])) {
        std::uint64_t& most = of_label[label_of(id)];
        most = std::max<std::uint64_t>(most, graph_.nodes[id].derivations);
      }
    std::uint64_t sum = 0;
    for (const auto& [label, count] : of_label) sum += count;
    return sum;
  }

  const RebuildGraph& graph_;
  const VariantGraph& variants_;
  VariantLabels& labels_;
};

/// By using family, the choices of one family that it takes.
using Taken = std::map<FamilyId, std::set<std::uint32_t>>;

Taken taken_choices(const VariantGraph& variants, FamilyId family) {
  Taken taken;
  for (const NodeId id : variants.members[family])
    for (const NodeId user : variants.needed_by[id]) taken[variants.family_of[user]].insert(variants.own[id]);
  return taken;
}

/// Who asks for the choice that `made` was made by: the lowest user of another package, one that takes no other choice if there is any.
std::optional<NodeId> asker(const VariantGraph& variants, NodeId made, const Taken& taken) {
  std::optional<NodeId> best;
  bool best_decides = false;
  for (const NodeId id : variants.members[variants.family_of[made]]) {
    if (variants.own[id] != variants.own[made]) continue;
    for (const NodeId user : variants.needed_by[id]) {
      if (variants.family_of[user] == variants.family_of[made]) continue;
      const bool decides = taken.at(variants.family_of[user]).size() == 1;
      if (best && (decides != best_decides ? best_decides : variants.rank[*best] <= variants.rank[user])) continue;
      best = user;
      best_decides = decides;
    }
  }
  return best;
}

/// Packages that some of `nodes` need directly and others do not.
std::vector<std::string> inputs_not_shared(const RebuildGraph& graph, const VariantGraph& variants, const std::vector<Fork::Choice>& choices) {
  std::map<FamilyId, std::size_t> counts;
  for (const Fork::Choice& choice : choices) {
    Families families;
    for (const NodeId input : variants.needs[choice.made]) families.insert(variants.family_of[input]);
    for (const FamilyId family : families) ++counts[family];
  }
  std::set<std::string> names;
  for (const auto& [family, count] : counts)
    if (count < choices.size()) names.emplace(graph.nodes[variants.members[family].front()].key.pname);
  return {names.begin(), names.end()};
}

Fork fork_of(const RebuildGraph& graph, const BuildGraph* recipes, const VariantGraph& variants, FamilyId family) {
  Fork fork;
  const auto& members = variants.members[family];
  const RebuildNode& first = graph.nodes[members.front()];
  fork.name = first.key.pname;
  fork.class_name = first.key.class_name;
  fork.profile = first.key.profile;
  fork.scope = first.key.scope;
  fork.kind = first.boundary ? Fork::Kind::toolchain : first.kind == DerivationKind::fixed ? Fork::Kind::content : Fork::Kind::recipe;
  std::set<std::string> versions;
  std::set<std::uint32_t> choices;
  const Taken taken = taken_choices(variants, family);
  std::vector<VariantTraits> traits;
  for (const NodeId id : members) {
    if (const auto version = graph.nodes[id].key.version; !version.empty()) versions.emplace(version);
    if (!choices.insert(variants.own[id]).second) continue;
    fork.choices.push_back({id, asker(variants, id, taken)});
    if (fork.kind == Fork::Kind::recipe) traits.push_back(recipes ? recipe_traits(graph, *recipes, id) : shown_traits(graph, id));
  }
  fork.versions.assign(versions.begin(), versions.end());
  fork.differ_by = differences(traits);
  std::erase(fork.differ_by, "variants of inputs");
  if (versions.size() > 1) fork.differ_by.insert(fork.differ_by.begin(), "version");
  fork.words = differing_words(traits);
  fork.inputs = inputs_not_shared(graph, variants, fork.choices);
  return fork;
}

}  // namespace

void find_forks(const RebuildGraph& graph, const BuildGraph* recipes, DuplicationReport& report) {
  if (report.groups.empty()) return;
  const VariantGraph variants = variant_graph(graph, recipes);
  VariantLabels labels(variants);
  ForkFinder finder(variants, labels);
  std::map<FamilyId, std::vector<std::size_t>> groups_of;
  for (std::size_t i = 0; i < report.groups.size(); ++i)
    for (const FamilyId family : finder.of(report.groups[i].nodes)) groups_of[family].push_back(i);
  SavingCounter counter(graph, variants, labels);
  for (auto& [family, groups] : groups_of) {
    Fork fork = fork_of(graph, recipes, variants, family);
    fork.saves = counter.saved_by(family);
    fork.groups = std::move(groups);
    report.forks.push_back(std::move(fork));
  }
  std::stable_sort(report.forks.begin(), report.forks.end(), [](const Fork& a, const Fork& b) {
    return std::make_tuple(b.saves, b.groups.size(), std::cref(a.name), std::cref(a.class_name)) <
           std::make_tuple(a.saves, a.groups.size(), std::cref(b.name), std::cref(b.class_name));
  });
  for (std::size_t i = 0; i < report.forks.size(); ++i)
    for (const std::size_t group : report.forks[i].groups) report.groups[group].forks.push_back(i);
}

}  // namespace bgsnap
