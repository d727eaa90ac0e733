#include "config/nearest_name.hpp"
#include "policy/amounts.hpp"
#include "policy/judged.hpp"
#include "policy/measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace bgsnap {
namespace {

constexpr std::size_t most_classes = 6;

/// "of these 90 in the toolchain, 20 downloads, 25 compiled"
std::string parts(const SnapshotRoot& root) {
  return fmt::format("of these {} in the toolchain, {} fixed outputs, {} compiled", thousands(root.boundary), thousands(root.fixed),
                     thousands(root.compiled));
}

/// Derivations by class, outside the toolchain: where a root that grew is large. "crate-compile 80, fetch 20"
std::string classes_of(const Judged& judged, const SnapshotRoot& root) {
  const Snapshot& snapshot = judged.snapshot();
  std::map<std::string_view, std::uint64_t> counts;
  DenseMap<NodeId, std::uint8_t> seen(snapshot.nodes.size());
  std::vector<NodeId> stack;
  const auto visit = [&](std::span<const NodeId> ids) {
    for (NodeId id : ids)
      if (std::exchange(seen[id], std::uint8_t{1}) == 0) stack.push_back(id);
  };
  visit(root.nodes);
  while (!stack.empty()) {
    const SnapshotNode& node = snapshot.nodes[stack.back()];
    stack.pop_back();
    if (!node.boundary) counts[node.key.class_name] += node.derivations;
    visit(node.inputs);
    visit(node.drv_sources);
  }
  std::vector<std::pair<std::string_view, std::uint64_t>> classes(counts.begin(), counts.end());
  std::stable_sort(classes.begin(), classes.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (std::size_t i = 0; i < std::min(most_classes, classes.size()); ++i)
    text += fmt::format("{}{} {}", i ? ", " : "", classes[i].first, thousands(classes[i].second));
  if (classes.size() > most_classes) text += ", …";
  return text.empty() ? text : "outside the toolchain, derivations by class: " + text;
}

struct RootFigure {
  const char* code;
  const char* key;  ///< of "ceilings"
  const char* unit;
  std::uint64_t SnapshotRoot::*count;
};

Finding grown(const Judged& judged, const SnapshotRoot& root, const Ceiling& ceiling, const RootFigure& figure) {
  const std::string message = fmt::format("root {} has {}, {}", root.name, counted(root.*figure.count, figure.unit), agreed(ceiling));
  Finding finding{figure.code, Severity::error, root.name, message, {}, {}};
  finding.measure = measure_of(root.*figure.count);
  finding.evidence = {fmt::format("its closure is {}", share_of(root.derivations, judged.snapshot().derivations(), "derivation")), parts(root)};
  if (std::string classes = classes_of(judged, root); !classes.empty()) finding.evidence.push_back(std::move(classes));
  return finding;
}

/// What the root of that name has in the base.
std::optional<std::uint64_t> at_base(const Judged& judged, const std::string& name, const RootFigure& figure) {
  if (judged.base() == nullptr) return std::nullopt;
  const auto& roots = judged.base()->snapshot().roots;
  const auto root = std::find_if(roots.begin(), roots.end(), [&](const SnapshotRoot& one) { return one.name == name; });
  return root == roots.end() ? std::nullopt : std::optional((*root).*figure.count);
}

/// Each root that the glob matches; what accepts one of them accepts them all, for there is one number to edit.
void hold(const Judged& judged, const NamedCeiling& named, const RootFigure& figure, Findings& findings) {
  const auto& [glob, ceiling] = named;
  std::vector<std::string> names;
  const std::optional<std::uint64_t> largest = largest_figure(judged.snapshot(), glob, figure.count);
  for (const SnapshotRoot& root : judged.snapshot().roots) {
    names.push_back(root.name);
    if (!glob_matches(glob, root.name)) continue;
    const auto held = judged.held(ceiling, at_base(judged, root.name, figure), "root " + root.name, root.*figure.count, figure.unit, findings);
    if (!held || root.*figure.count <= held->limit()) continue;
    findings.push_back(grown(judged, root, *held, figure));
    findings.back().accept = judged.raise(ceiling, *largest);
  }
  if (largest) return;
  const std::string message = fmt::format("the ceiling of {}s holds no root: none matches {}", figure.unit, glob);
  findings.push_back(judged.without_match(fmt::format("{} {}", figure.key, glob), message, ceiling.pointer, did_you_mean(glob, names)));
}

}  // namespace

void find_grown_roots(const Judged& judged, Findings& findings) {
  constexpr RootFigure derivations{"ceiling-root-derivations", "root_derivations", "derivation", &SnapshotRoot::derivations};
  constexpr RootFigure logical_nodes{"ceiling-root-logical-nodes", "root_logical_nodes", "logical node", &SnapshotRoot::logical_nodes};
  for (const NamedCeiling& named : judged.baseline().root_derivations) hold(judged, named, derivations, findings);
  for (const NamedCeiling& named : judged.baseline().root_logical_nodes) hold(judged, named, logical_nodes, findings);
}

}  // namespace bgsnap
