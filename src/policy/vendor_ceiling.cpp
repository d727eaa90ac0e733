#include "policy/amounts.hpp"
#include "policy/judged.hpp"
#include "policy/measures.hpp"

#include <fmt/format.h>

namespace bgsnap {
namespace {

constexpr std::size_t most_lines = 5;

}  // namespace

/// No match is no finding here: a graph without such derivations is what the ceiling is for.
void find_vendoring(const Judged& judged, Findings& findings) {
  const auto& ceiling = judged.baseline().vendor_monoliths;
  if (!ceiling) return;
  const Snapshot& snapshot = judged.snapshot();
  const std::vector<NodeId> culprits = vendored_nodes(snapshot, *ceiling);
  const std::uint64_t count = derivations_of(snapshot, culprits);
  std::optional<std::uint64_t> at_base;
  if (judged.base() != nullptr) at_base = derivations_of(judged.base()->snapshot(), vendored_nodes(judged.base()->snapshot(), *ceiling));
  const auto held = judged.held(ceiling->derivations, at_base, "graph", count, "derivation", findings);
  if (!held || count <= held->limit()) return;
  Finding finding{"ceiling-vendor-monoliths",
                  Severity::error,
                  "graph",
                  fmt::format("{} vendor many packages at once, {}", share_of(count, snapshot.derivations(), "derivation"), agreed(*held)),
                  {},
                  judged.raise(ceiling->derivations, count)};
  finding.measure = measure_of(count);
  for (NodeId id : culprits) {
    if (finding.evidence.size() == most_lines) {
      finding.evidence.push_back("… and " + counted(culprits.size() - most_lines, "more line"));
      break;
    }
    const std::string path = judged.path_to(std::span(&id, 1));
    finding.evidence.push_back(path.empty() ? std::string(snapshot.nodes[id].id) : path);
  }
  findings.push_back(std::move(finding));
}

}  // namespace bgsnap
