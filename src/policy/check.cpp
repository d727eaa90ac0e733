#include "policy/judged.hpp"

#include <algorithm>
#include <tuple>

namespace bgsnap {

bool is_breach(const std::vector<Finding>& findings) noexcept {
  return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.severity == Severity::error; });
}

std::vector<Finding> check(const Snapshot& snapshot, const Baseline* baseline, const Freshness* freshness, std::string_view from_whole_graph) {
  Findings findings;
  find_untrustworthy(snapshot, freshness, from_whole_graph, findings);
  if (freshness) find_stale(snapshot, *freshness, findings);
  if (baseline) {
    const Judged judged(freshness ? freshness->live : snapshot, *baseline);
    for (auto* family : {find_missing, find_grown_roots, find_duplication, find_variants, find_grown_cones, find_vendoring}) family(judged, findings);
  }
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return std::tie(a.code, a.subject) < std::tie(b.code, b.subject); });
  return findings;
}

}  // namespace bgsnap
