#include "policy/amounts.hpp"
#include "policy/judged.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {
namespace {

constexpr std::size_t most_lines = 5;

}  // namespace

/// No match is no finding here: a graph without such derivations is what the ceiling is for.
void find_vendoring(const Judged& judged, Findings& findings) {
  const auto& ceiling = judged.baseline().vendor_monoliths;
  if (!ceiling) return;
  std::uint64_t count = 0;
  std::vector<NodeId> culprits;
  const Snapshot& snapshot = judged.snapshot();
  for (std::size_t i = 0; i < snapshot.nodes.size(); ++i) {
    const SnapshotNode& node = snapshot.nodes[NodeId(i)];
    const bool counts = !node.boundary && std::any_of(ceiling->classes.begin(), ceiling->classes.end(),
                                                      [&](const std::string& glob) { return glob_matches(glob, node.class_name); });
    if (!counts) continue;
    count += node.derivations;
    culprits.push_back(NodeId(i));
  }
  if (count <= ceiling->derivations.limit()) return;
  Finding finding{
      "ceiling-vendor-monoliths",
      Severity::error,
      "graph",
      fmt::format("{} vendor many packages at once, {}", share_of(count, snapshot.derivations(), "derivation"), agreed(ceiling->derivations)),
      {},
      judged.raise(ceiling->derivations, count)};
  for (NodeId id : culprits) {
    if (finding.evidence.size() == most_lines) {
      finding.evidence.push_back("… and " + counted(culprits.size() - most_lines, "more line"));
      break;
    }
    const std::string path = judged.path_to(std::span(&id, 1));
    finding.evidence.push_back(path.empty() ? snapshot.nodes[id].id : path);
  }
  findings.push_back(std::move(finding));
}

}  // namespace bgsnap
