#include "policy/judged.hpp"
#include "policy/waivers.hpp"

#include <algorithm>
#include <tuple>

namespace bgsnap {

namespace {

void choose_severities(const Baseline& baseline, Findings& findings) {
  for (const ChosenSeverity& chosen : baseline.severities)
    for (Finding& finding : findings)
      if (finding.code == chosen.code) finding.severity = chosen.severity.value_or(Severity::warning);
}

/// At the end: a waiver of what is off is not idle for that, and no error when it ends.
void leave_out_what_is_off(const Baseline& baseline, Findings& findings) {
  for (const ChosenSeverity& chosen : baseline.severities)
    if (!chosen.severity) std::erase_if(findings, [&](const Finding& finding) { return finding.code == chosen.code; });
}

}  // namespace

bool is_breach(const std::vector<Finding>& findings) noexcept {
  return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.severity == Severity::error && !finding.waiver; });
}

std::vector<Finding> check(const Snapshot& snapshot, const Baseline* baseline, const Freshness* freshness, std::string_view from_whole_graph,
                           const Surroundings& surroundings) {
  Findings findings(surroundings.found_before.begin(), surroundings.found_before.end());
  find_untrustworthy(snapshot, freshness, from_whole_graph, findings);
  if (freshness) find_stale(snapshot, *freshness, findings);
  if (surroundings.flake_lock != nullptr)
    for (Finding& pin : double_pins(*surroundings.flake_lock)) findings.push_back(std::move(pin));
  if (baseline) {
    std::optional<Judged> base;
    if (surroundings.base != nullptr) base.emplace(surroundings.base->snapshot, *baseline);
    const Judged judged(freshness ? freshness->live : snapshot, *baseline, base ? &*base : nullptr);
    find_unanswered_base(judged, surroundings, findings);
    for (auto* family : {find_missing, find_grown_roots, find_duplication, find_variants, find_grown_cones, find_vendoring}) family(judged, findings);
    find_crossed_boundaries(judged, surroundings, freshness, findings);
    find_forbidden(judged, findings);
    find_singletons(judged, findings);
    find_lock_drift(judged, surroundings, findings);
    find_system_differences(judged, surroundings, findings);
    tell_how_to_accept(*baseline, surroundings, findings);
    choose_severities(*baseline, findings);  // an expired waiver is as grave as what it waived
    apply_waivers(*baseline, surroundings, findings);
    choose_severities(*baseline, findings);
    leave_out_what_is_off(*baseline, findings);
  }
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return std::tie(a.code, a.subject) < std::tie(b.code, b.subject); });
  return findings;
}

}  // namespace bgsnap
