#include "config/nearest_name.hpp"
#include "policy/amounts.hpp"
#include "policy/judged.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace bgsnap {
namespace {

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
    if (!node.boundary) counts[node.class_name] += node.derivations;
    visit(node.inputs);
    visit(node.drv_sources);
  }
  std::vector<std::pair<std::string_view, std::uint64_t>> classes(counts.begin(), counts.end());
  std::stable_sort(classes.begin(), classes.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (const auto& [name, count] : classes) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name, thousands(count));
  return text.empty() ? text : "outside the toolchain, derivations by class: " + text;
}

struct RootFigure {
  const char* code;
  const char* unit;
  std::uint64_t SnapshotRoot::*count;
};

void hold(const Judged& judged, const std::vector<NamedCeiling>& ceilings, const RootFigure& figure, Findings& findings) {
  for (const auto& [glob, ceiling] : ceilings) {
    bool matched = false;
    for (const SnapshotRoot& root : judged.snapshot().roots) {
      if (!glob_matches(glob, root.name)) continue;
      matched = true;
      const std::uint64_t count = root.*figure.count;
      if (count <= ceiling.limit()) continue;
      Finding finding{figure.code, Severity::error,
                      root.name,   fmt::format("root {} has {}, {}", root.name, counted(count, figure.unit), agreed(ceiling)),
                      {},          judged.raise(ceiling, count)};
      finding.evidence = {fmt::format("its closure is {}", share_of(root.derivations, judged.snapshot().derivations(), "derivation")), parts(root)};
      if (std::string classes = classes_of(judged, root); !classes.empty()) finding.evidence.push_back(std::move(classes));
      findings.push_back(std::move(finding));
    }
    if (matched) continue;
    std::vector<std::string> names;
    for (const SnapshotRoot& root : judged.snapshot().roots) names.push_back(root.name);
    findings.push_back(judged.without_match(glob, fmt::format("the ceiling of {}s holds no root: none matches {}", figure.unit, glob),
                                            ceiling.pointer, did_you_mean(glob, names)));
  }
}

}  // namespace

void find_grown_roots(const Judged& judged, Findings& findings) {
  hold(judged, judged.baseline().root_derivations, {"ceiling-root-derivations", "derivation", &SnapshotRoot::derivations}, findings);
  hold(judged, judged.baseline().root_logical_nodes, {"ceiling-root-logical-nodes", "logical node", &SnapshotRoot::logical_nodes}, findings);
}

}  // namespace bgsnap
