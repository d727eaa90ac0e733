#include "base/side_by_side.hpp"
#include "policy/judged.hpp"
#include "policy/waivers.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace bgsnap {

namespace {

constexpr std::size_t lines_worth_a_thread = 500;  ///< a rule takes longer on a line than reading it does

void choose_severities(const Baseline& baseline, Findings& findings) {
  for (const ChosenSeverity& chosen : baseline.severities)
    for (Finding& finding : findings)
      if (finding.code == chosen.code) finding.severity = chosen.severity.value_or(Severity::warning);
}

/// What `find` adds was seen there.
template <class Find>
void seen_in(SeenIn place, Findings& findings, Find&& find) {
  const std::size_t first = findings.size();
  find();
  for (std::size_t i = first; i < findings.size(); ++i) findings[i].seen_in = place;
}

/// At the end: a waiver of what is off is not idle for that, and no error when it ends.
void leave_out_what_is_off(const Baseline& baseline, Findings& findings) {
  for (const ChosenSeverity& chosen : baseline.severities)
    if (!chosen.severity) std::erase_if(findings, [&](const Finding& finding) { return finding.code == chosen.code; });
}

/// The same as one after the other. What makes duplicates differ is half of the work where there are many, and needs nothing of the rest.
void find_in_both_threads(const Judged& judged, bool worth, Findings& findings) {
  Findings before, duplicates, after;
  side_by_side(
      worth,
      [&] {
        find_missing(judged, before);
        find_grown_roots(judged, before);
        for (auto* family : {find_variants, find_grown_cones, find_vendoring}) family(judged, after);
      },
      [&] { find_duplication(judged, duplicates); });
  for (Findings* found : {&before, &duplicates, &after}) std::move(found->begin(), found->end(), std::back_inserter(findings));
}

/// Every rule of the baseline.
void judge(const Judged& judged, const Surroundings& surroundings, const Freshness* freshness, Findings& findings) {
  find_unanswered_base(judged, surroundings, findings);
  // A live graph is taken when somebody asks for it, by one at a time.
  find_in_both_threads(judged, freshness == nullptr && judged.snapshot().nodes.size() >= lines_worth_a_thread, findings);
  find_crossed_boundaries(judged, surroundings, freshness, findings);
  find_forbidden(judged, findings);
  find_singletons(judged, surroundings, findings);
  seen_in(surroundings.cargo_lock ? SeenIn::cargo_lock : SeenIn::graph, findings, [&] { find_lock_drift(judged, surroundings, findings); });
  seen_in(surroundings.others.empty() ? SeenIn::graph : SeenIn::other_systems, findings,
          [&] { find_system_differences(judged, surroundings, findings); });
}

/// How each may be accepted, what was accepted, and how grave the rest is. Without a baseline, how a first one accepts it.
void settle(const Baseline* baseline, const Surroundings& surroundings, Waivers told, Findings& findings) {
  const Baseline none;
  tell_how_to_accept(baseline != nullptr ? *baseline : none, surroundings, findings);
  if (baseline != nullptr) {
    choose_severities(*baseline, findings);  // before the waivers: what is accepted is told as it is
    apply_waivers(*baseline, surroundings, told, findings);
    choose_severities(*baseline, findings);
    leave_out_what_is_off(*baseline, findings);
  }
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return std::tie(a.code, a.subject) < std::tie(b.code, b.subject); });
}

}  // namespace

bool is_breach(const std::vector<Finding>& findings) noexcept {
  return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.severity == Severity::error && !finding.waiver; });
}

const Finding* same_finding(const std::vector<Finding>& before, const Finding& now) noexcept {
  const auto alike = [](const std::optional<Measure>& a, const std::optional<Measure>& b) { return a && b ? a->unit == b->unit : !a && !b; };
  const auto found = std::find_if(before.begin(), before.end(), [&](const Finding& old) {
    return old.code == now.code && old.subject == now.subject && alike(old.measure, now.measure);
  });
  return found == before.end() ? nullptr : &*found;
}

bool is_worse(const Finding& now, const Finding& before) noexcept {
  constexpr double rounding = 1e-9;  // of shares; counts are whole
  return now.measure && before.measure && now.measure->figure > before.measure->figure + rounding;
}

std::vector<Finding> check(const Snapshot& snapshot, const Baseline* baseline, const Freshness* freshness, std::string_view from_whole_graph,
                           const Surroundings& surroundings) {
  Findings findings(surroundings.found_before.begin(), surroundings.found_before.end());
  find_untrustworthy(snapshot, freshness, from_whole_graph, findings);
  if (freshness) find_stale(snapshot, *freshness, findings);
  if (surroundings.flake_lock != nullptr) seen_in(SeenIn::flake_lock, findings, [&] { find_double_pins(*surroundings.flake_lock, findings); });
  if (baseline != nullptr || surroundings.cargo_lock != nullptr) {
    const Baseline nothing_agreed;
    const Baseline& agreed = baseline != nullptr ? *baseline : nothing_agreed;
    std::optional<Judged> base;
    if (surroundings.base != nullptr) base.emplace(surroundings.base->snapshot, agreed);
    judge(Judged(freshness ? freshness->live : snapshot, agreed, base ? &*base : nullptr, freshness), surroundings, freshness, findings);
  }
  settle(baseline, surroundings, Waivers::all, findings);
  return findings;
}

std::vector<Finding> check_pins(const Baseline* baseline, const Surroundings& surroundings) {
  Findings findings;
  seen_in(SeenIn::flake_lock, findings, [&] { find_double_pins(*surroundings.flake_lock, findings); });
  settle(baseline, surroundings, Waivers::of_findings, findings);
  return findings;
}

}  // namespace bgsnap
