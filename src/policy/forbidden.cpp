#include "bgsnap/error.hpp"
#include "config/nearest_name.hpp"
#include "policy/amounts.hpp"
#include "policy/measures.hpp"
#include "policy/selections.hpp"
#include "policy/toolchain_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace bgsnap {
namespace {

constexpr std::size_t most_names = 5;

/// What the root needs, however it needs it: the downloads, and how they are fetched, too.
std::vector<NodeId> closure_of(const RebuildGraph& graph, std::span<const NodeId> start) {
  DenseMap<NodeId, std::uint8_t> seen(graph.nodes.size());
  std::vector<NodeId> reached;
  const auto visit = [&](std::span<const NodeId> ids) {
    for (const NodeId id : ids)
      if (std::exchange(seen[id], std::uint8_t{1}) == 0) reached.push_back(id);
  };
  visit(start);
  for (std::size_t at = 0; at < reached.size(); ++at) {
    visit(graph.inputs[reached[at]]);
    visit(graph.drv_sources[reached[at]]);
  }
  std::sort(reached.begin(), reached.end());
  return reached;
}

Finding reached_one(const Judged& judged, const ForbiddenDependency& rule, const RebuildGraph::RootNodes& root, const Selection& wanted,
                    std::span<const NodeId> found, std::span<const NodeId> closure) {
  const RebuildGraph& graph = judged.graph();
  const std::string subject = fmt::format("{} -> {}", root.name, rule.reach);
  Finding finding{"forbidden-dependency", Severity::error, subject, {}, some_labels(graph, found), judged.remove(rule.pointer)};
  finding.message = fmt::format("root {} {} {}, and must not: {}", root.name, wanted.touches_boundary ? "may reach" : "reaches", rule.reach,
                                share_of(derivations_of(graph, found), derivations_of(graph, closure), "derivation") + " of its closure");
  finding.measure = measure_of(derivations_of(graph, found));
  const std::vector<NodeId> path = witness_path(graph, root.nodes, found);
  finding.evidence.push_back(std::string(root.name) + " → " + judged.path_between(root.nodes, found));
  if (const auto step = fetch_step(graph, path))
    finding.evidence.push_back(fmt::format("by way of how {} is fetched", graph.nodes[path[*step]].label));
  if (wanted.touches_boundary) finding.evidence.emplace_back("it is in the toolchain, which a snapshot knows as a whole");
  return finding;
}

/// The graph knows what of the toolchain the root reaches.
std::optional<Finding> reached_exactly(const Judged& judged, const ForbiddenDependency& rule, std::string_view root_name) {
  const RebuildGraph& graph = judged.live()->graph;
  const auto root = std::find_if(graph.roots.begin(), graph.roots.end(), [&](const auto& one) { return one.name == root_name; });
  const std::vector<NodeId> closure = closure_of(graph, root->nodes);
  const std::vector<NodeId> found = common(closure, live_selection(judged, rule.reach));
  if (found.empty()) return std::nullopt;
  Finding finding{"forbidden-dependency", Severity::error, fmt::format("{} -> {}", root_name, rule.reach), {}, {}, judged.remove(rule.pointer)};
  finding.message = fmt::format("root {} reaches {}, and must not: {}", root_name, rule.reach,
                                share_of(found.size(), closure.size(), "derivation") + " of its closure");
  finding.measure = measure_of(found.size());
  for (const NodeId id : std::span(found).first(std::min(found.size(), most_names))) finding.evidence.emplace_back(graph.nodes[id].name);
  if (found.size() > most_names) finding.evidence.push_back("… and " + counted(found.size() - most_names, "more derivation"));
  finding.evidence.push_back(live_path_to(judged, root->nodes, found));
  return finding;
}

}  // namespace

/// A selector without a match is no finding here: that nothing is called so is what the rule is for.
void find_forbidden(const Judged& judged, Findings& findings) {
  const RebuildGraph& graph = judged.graph();
  for (const ForbiddenDependency& rule : judged.baseline().forbidden) {
    std::vector<std::string> names;
    for (const auto& root : graph.roots) names.emplace_back(root.name);
    if (std::none_of(names.begin(), names.end(), [&](const std::string& name) { return glob_matches(rule.root, name); })) {
      const std::string message = fmt::format("the ban on {} holds no root: none matches {}", rule.reach, rule.root);
      findings.push_back(
          judged.without_match(fmt::format("forbidden {} -> {}", rule.root, rule.reach), message, rule.pointer, did_you_mean(rule.root, names)));
      continue;
    }
    Selection wanted;
    try {
      wanted = select(graph, rule.reach);
    } catch (const Error&) {  // thrown for a selector without a match
      continue;
    }
    const bool exactly = wanted.touches_boundary && judged.live() != nullptr;
    for (const auto& root : graph.roots) {
      if (!glob_matches(rule.root, root.name)) continue;
      if (exactly) {
        if (auto finding = reached_exactly(judged, rule, root.name)) findings.push_back(std::move(*finding));
        continue;
      }
      const std::vector<NodeId> closure = closure_of(graph, root.nodes);
      const std::vector<NodeId> found = common(closure, wanted.nodes);
      if (!found.empty()) findings.push_back(reached_one(judged, rule, root, wanted, found, closure));
    }
  }
}

}  // namespace bgsnap
