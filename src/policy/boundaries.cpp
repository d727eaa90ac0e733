#include "policy/amounts.hpp"
#include "policy/measures.hpp"
#include "policy/selections.hpp"
#include "policy/toolchain_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace bgsnap {
namespace {

constexpr std::size_t most_derivations = 5;

std::string up_to(Bound bound) { return bound == Bound::exact ? "" : bound == Bound::lower ? "at least " : "up to "; }

/// The graph knows what of the toolchain is bumped, and what is kept.
void hold_exactly(const Judged& judged, const BumpBoundary& boundary, Findings& findings) {
  const RebuildGraph& graph = judged.live()->graph;
  const RebuildCone cone = rebuild_cone(graph, live_bump(judged, boundary.bump));
  const std::vector<NodeId> kept = live_selection(judged, boundary.must_not_rebuild);
  const std::vector<NodeId> crossed = common(cone.rebuilds, kept);
  if (crossed.empty()) return;
  Finding finding{"boundary-bump", Severity::error, boundary.bump + " -> " + boundary.must_not_rebuild, {}, {}, judged.remove(boundary.pointer)};
  finding.message = fmt::format("a bump of {} rebuilds {}{} of {}, and must rebuild none", boundary.bump, up_to(cone.bound),
                                share_of(crossed.size(), kept.size(), "derivation"), boundary.must_not_rebuild);
  finding.measure = measure_of(crossed.size());
  for (const NodeId id : std::span(crossed).first(std::min(crossed.size(), most_derivations))) finding.evidence.emplace_back(live_label(judged, id));
  if (crossed.size() > most_derivations) finding.evidence.push_back("… and " + counted(crossed.size() - most_derivations, "more derivation"));
  finding.evidence.push_back(live_path_between(judged, crossed, cone.seeds));
  finding.evidence.insert(finding.evidence.end(), cone.bound_reasons.begin(), cone.bound_reasons.end());
  findings.push_back(std::move(finding));
}

void hold(const Judged& judged, const BumpBoundary& boundary, Findings& findings) {
  const RebuildGraph& graph = judged.graph();
  const std::string rule = fmt::format("the boundary between {} and {}", boundary.bump, boundary.must_not_rebuild);
  const auto side = [&](const std::string& selector) {
    const std::string subject = fmt::format("boundaries {} -> {}: {}", boundary.bump, boundary.must_not_rebuild, selector);
    return selected(judged, selector, subject, rule, boundary.pointer, findings);
  };
  const auto bumped = side(boundary.bump);
  const auto kept = side(boundary.must_not_rebuild);
  if (!bumped || !kept) return;
  if ((bumped->touches_boundary || kept->touches_boundary) && judged.live() != nullptr) return hold_exactly(judged, boundary, findings);
  const RebuildCone cone = cone_of(graph, boundary.bump);
  const std::vector<NodeId> crossed = common(cone.rebuilds, kept->nodes);
  if (crossed.empty()) return;
  Finding finding{"boundary-bump", Severity::error, boundary.bump + " -> " + boundary.must_not_rebuild, {}, some_labels(graph, crossed), {}};
  finding.message =
      fmt::format("a bump of {} rebuilds {}{} of {}, and must rebuild none", boundary.bump,
                  up_to(kept->touches_boundary && cone.bound == Bound::exact ? Bound::upper : cone.bound),
                  share_of(derivations_of(graph, crossed), derivations_of(graph, kept->nodes), "derivation"), boundary.must_not_rebuild);
  finding.measure = measure_of(derivations_of(graph, crossed));
  finding.evidence.push_back(judged.path_between(crossed, cone.seeds));
  finding.evidence.insert(finding.evidence.end(), cone.bound_reasons.begin(), cone.bound_reasons.end());
  finding.accept = judged.remove(boundary.pointer);
  findings.push_back(std::move(finding));
}

bool matches(const std::vector<std::string>& globs, std::string_view name) {
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) { return glob_matches(glob, name); });
}

bool meet(std::span<const NodeId> a, std::span<const NodeId> b) { return !common(a, b).empty(); }

/// The input sources of the member, and who uses them too. Told by content with a graph, by name without one.
struct Edited {
  std::set<std::string> sources;
  std::vector<NodeId> users;  // ascending
};
Edited edited(const Judged& judged, const EditBoundary& boundary, std::span<const NodeId> member, const Freshness* freshness) {
  Edited result;
  const auto take = [&](std::string_view name, std::span<const NodeId> users) {
    if (!matches(boundary.sources, name) || !meet(users, member)) return;
    result.sources.emplace(name);
    result.users.insert(result.users.end(), users.begin(), users.end());
  };
  if (freshness != nullptr)
    for (const InputSource& source : freshness->sources) take(source.name, source.users);
  else
    for (const auto& [name, users] : judged.graph().sources) take(name, users);
  std::sort(result.users.begin(), result.users.end());
  result.users.erase(std::unique(result.users.begin(), result.users.end()), result.users.end());
  return result;
}

std::vector<std::string> listed(const std::set<std::string>& names, const char* what) {
  std::vector<std::string> lines;
  for (const std::string& name : names) lines.push_back(fmt::format("{} {}", what, name));
  return lines;
}

Finding cannot_tell(const Surroundings& surroundings, const EditBoundary& boundary) {
  return {"not-looked-at",
          Severity::warning,
          "edit of " + boundary.member,
          fmt::format(
              "whether an edit of {} reruns others cannot be told: sources of one name are used elsewhere, and a snapshot knows them by name alone",
              boundary.member),
          {"with --graph they are told apart"},
          surroundings.command_with(" --graph INPUT")};
}

void hold(const Judged& judged, const Surroundings& surroundings, const EditBoundary& boundary, const Freshness* freshness, Findings& findings) {
  const RebuildGraph& graph = judged.graph();
  const std::string rule = "the boundary around an edit of " + boundary.member;
  const std::string subject = fmt::format("boundaries edit of {}: ", boundary.member);
  const auto member = selected(judged, boundary.member, subject + boundary.member, rule, boundary.pointer, findings);
  if (!member) return;
  std::vector<NodeId> allowed_seeds = member->nodes;
  for (const std::string& test : boundary.tests)
    if (const auto tests = selected(judged, test, subject + test, rule, boundary.pointer, findings))
      allowed_seeds.insert(allowed_seeds.end(), tests->nodes.begin(), tests->nodes.end());
  std::sort(allowed_seeds.begin(), allowed_seeds.end());
  const Edited edit = edited(judged, boundary, member->nodes, freshness);
  if (edit.sources.empty()) {
    findings.push_back(
        judged.without_match(subject + "sources", fmt::format("{} holds nothing: it has no input source of that name", rule), boundary.pointer, {}));
    return;
  }
  const RebuildCone rerun = rebuild_cone(graph, edit.users);
  const RebuildCone allowed = rebuild_cone(graph, allowed_seeds, member->touches_boundary);
  const std::vector<NodeId> crossed = without(rerun.rebuilds, allowed.rebuilds);
  if (crossed.empty()) return;
  if (freshness == nullptr) {
    findings.push_back(cannot_tell(surroundings, boundary));
    return;
  }
  Finding finding{"boundary-edit", Severity::error, boundary.member, {}, some_labels(graph, crossed), {}};
  finding.message = fmt::format("an edit of {} reruns {}{} that do not depend on it", boundary.member, up_to(rerun.bound),
                                share_of(derivations_of(graph, crossed), graph.derivations, "derivation"));
  finding.measure = measure_of(derivations_of(graph, crossed));
  for (std::string& line : listed(edit.sources, "they share the source")) finding.evidence.push_back(std::move(line));
  finding.evidence.push_back(judged.path_to(crossed));
  finding.accept = judged.remove(boundary.pointer);
  findings.push_back(std::move(finding));
}

}  // namespace

void find_crossed_boundaries(const Judged& judged, const Surroundings& surroundings, const Freshness* freshness, Findings& findings) {
  for (const BumpBoundary& boundary : judged.baseline().bump_boundaries) hold(judged, boundary, findings);
  for (const EditBoundary& boundary : judged.baseline().edit_boundaries) hold(judged, surroundings, boundary, freshness, findings);
}

}  // namespace bgsnap
