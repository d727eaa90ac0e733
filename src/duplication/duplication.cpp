#include "bgsnap/duplication.hpp"

#include "duplication/variant_traits.hpp"

#include <algorithm>
#include <map>

namespace bgsnap {
namespace {

bool counts(const RebuildNode& node) noexcept { return node.compiled && node.kind != DerivationKind::fixed && !node.boundary; }

DuplicateGroup group_of(const RebuildGraph& graph, const BuildGraph* recipes, const LogicalKey& key, std::vector<NodeId> nodes) {
  const auto text = [](std::string_view view) { return std::string(view); };
  DuplicateGroup group{
      text(key.pname), text(key.version), text(key.class_name), text(key.profile), text(key.scope), text(key.system), 0, std::move(nodes), {}};
  std::vector<VariantTraits> traits;
  for (const NodeId id : group.nodes) {
    group.variants += graph.nodes[id].derivations;
    traits.push_back(recipes ? recipe_traits(graph, *recipes, id) : shown_traits(graph, id));
  }
  group.differ_by = differences(traits);
  return group;
}

}  // namespace

DuplicationReport duplication(const RebuildGraph& graph, const BuildGraph* recipes) {
  DuplicationReport report;
  std::map<LogicalKey, std::vector<NodeId>> by_key;
  std::map<LogicalKey, std::uint64_t> derivations;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const RebuildNode& node = graph.nodes[NodeId(i)];
    if (!counts(node)) continue;
    report.compiled += node.derivations;
    by_key[node.key].push_back(NodeId(i));
    derivations[node.key] += node.derivations;
  }
  for (auto& [key, nodes] : by_key)
    if (derivations.at(key) > 1) report.groups.push_back(group_of(graph, recipes, key, std::move(nodes)));
  for (const DuplicateGroup& group : report.groups) report.excess += group.variants - 1;
  report.packages = report.groups.size();
  std::stable_sort(report.groups.begin(), report.groups.end(),
                   [](const DuplicateGroup& a, const DuplicateGroup& b) { return a.variants > b.variants; });
  return report;
}

}  // namespace bgsnap
