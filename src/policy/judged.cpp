#include "policy/judged.hpp"

#include "policy/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {
namespace {

constexpr std::size_t longest_path = 12;

std::size_t number_of_rules(const Baseline& baseline) {
  std::size_t count = baseline.required_roots.size() + baseline.required_members.size() + baseline.root_derivations.size() +
                      baseline.root_logical_nodes.size() + baseline.variants.size() + baseline.cones.size() + baseline.bump_boundaries.size() +
                      baseline.edit_boundaries.size() + baseline.forbidden.size() + baseline.singletons.size() + baseline.same_on_every_system.size();
  for (const bool there : {baseline.duplicated_packages.has_value(), baseline.excess_derivations.has_value(), baseline.vendor_monoliths.has_value(),
                           baseline.lockstep.has_value()})
    count += there ? 1 : 0;
  return count;
}

}  // namespace

Judged::Judged(const Snapshot& snapshot, const Baseline& baseline, const Judged* base, const Freshness* freshness)
    : snapshot_(snapshot), baseline_(baseline), base_(base), freshness_(freshness), graph_(rebuild_graph(snapshot)) {}

std::string Judged::path_to(std::span<const NodeId> targets) const {
  std::vector<NodeId> starts;
  for (const auto& root : graph_.roots) starts.insert(starts.end(), root.nodes.begin(), root.nodes.end());
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  const std::vector<NodeId> path = witness_path(graph_, starts, targets);
  if (path.empty()) return {};
  const auto root = std::find_if(graph_.roots.begin(), graph_.roots.end(), [&](const auto& candidate) {
    return std::find(candidate.nodes.begin(), candidate.nodes.end(), path.front()) != candidate.nodes.end();
  });
  return std::string(root->name) + " → " + written(path);
}

std::string Judged::path_between(std::span<const NodeId> from, std::span<const NodeId> to) const { return written(witness_path(graph_, from, to)); }

std::string Judged::written(std::span<const NodeId> path) const {
  std::vector<std::string_view> labels;
  for (const NodeId id : path) labels.push_back(graph_.nodes[id].label);
  return chain(labels);
}

std::string Judged::chain(std::span<const std::string_view> path) {
  std::string text;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path.size() > longest_path && i == longest_path / 2) {
      const std::size_t skipped = path.size() - longest_path;
      text += fmt::format(" → … {} more …", skipped);
      i += skipped;
    }
    text.append(i == 0 ? "" : " → ").append(path[i]);
  }
  return text;
}

std::string Judged::raise(const std::string& pointer, const std::string& value) const {
  return fmt::format("set \"{}\" to {} in {}", pointer, value, baseline_.file);
}

std::optional<Ceiling> Judged::held(const Ceiling& ceiling, std::optional<std::uint64_t> at_base, const std::string& subject, std::uint64_t now,
                                    std::string_view unit, std::vector<Finding>& findings) const {
  if (!ceiling.of_base) return ceiling;
  if (base_ == nullptr) return std::nullopt;
  if (!at_base) {
    const auto known = std::find_if(findings.begin(), findings.end(),
                                    [&](const Finding& finding) { return finding.code == "base-lacks-entry" && finding.subject == subject; });
    if (known != findings.end())  // another ceiling counts it in another unit
      known->message += ", " + counted(now, unit);
    else
      findings.push_back({"base-lacks-entry",
                          Severity::warning,
                          subject,
                          fmt::format("the base has no {}: it enters with {}", subject, counted(now, unit)),
                          {},
                          {}});
    return std::nullopt;
  }
  Ceiling of_base = ceiling;
  of_base.at = *at_base;
  return of_base;
}

std::string Judged::remove(const std::string& pointer) const {
  const bool a_rule = !pointer.starts_with("/lockstep/");
  if (a_rule && number_of_rules(baseline_) == 1) return fmt::format("check without a baseline: {} demands nothing else", baseline_.file);
  const std::string list = pointer.substr(0, pointer.rfind('/'));
  const auto holds_one = [&](const char* name, const std::vector<NamedCeiling>& ceilings) { return list == name && ceilings.size() == 1; };
  const bool alone = holds_one("/ceilings/root_derivations", baseline_.root_derivations) ||
                     holds_one("/ceilings/root_logical_nodes", baseline_.root_logical_nodes) || holds_one("/ceilings/variants", baseline_.variants);
  return fmt::format("remove \"{}\" from {}", alone ? list : pointer, baseline_.file);
}

Finding Judged::without_match(const std::string& subject, const std::string& message, const std::string& pointer, const std::string& hint) const {
  Finding finding{"selector-without-match", Severity::error, subject, message, {}, remove(pointer)};
  if (!hint.empty()) finding.evidence.push_back(hint);
  return finding;
}

}  // namespace bgsnap
