#pragma once

#include "bgsnap/policy.hpp"

#include <span>
#include <string>
#include <vector>

namespace bgsnap {

/// What a baseline is held against, and the words that its findings share.
class Judged {
public:
  /// All must outlive it; `base` and `freshness` may be null. `snapshot` is the live one where there is a graph.
  Judged(const Snapshot& snapshot, const Baseline& baseline, const Judged* base = nullptr, const Freshness* freshness = nullptr);

  [[nodiscard]] const Snapshot& snapshot() const noexcept { return snapshot_; }
  [[nodiscard]] const RebuildGraph& graph() const noexcept { return graph_; }
  [[nodiscard]] const Baseline& baseline() const noexcept { return baseline_; }
  /// What "base" means in the baseline; null when nothing was given.
  [[nodiscard]] const Judged* base() const noexcept { return base_; }

  /// The graph itself; null when nobody gave one.
  [[nodiscard]] const LiveGraph* live() const { return freshness_ != nullptr && freshness_->graph ? &freshness_->graph() : nullptr; }

  /// "packages.app → build/app → build/lib": a shortest chain from a root to one of `targets`. Empty when no root reaches them.
  [[nodiscard]] std::string path_to(std::span<const NodeId> targets) const;
  /// The same along inputs from one node of `from` to one of `to`: "build/app → build/lib".
  [[nodiscard]] std::string path_between(std::span<const NodeId> from, std::span<const NodeId> to) const;
  /// Steps of a path, the middle of a long one left out.
  [[nodiscard]] static std::string chain(std::span<const std::string_view> steps);
  /// `set "/ceilings/variants/syn" to 3 in baseline.json`
  [[nodiscard]] std::string raise(const std::string& pointer, const std::string& value) const;
  /// Empty where the base decides: what is merged is agreed.
  [[nodiscard]] std::string raise(const Ceiling& ceiling, std::uint64_t now) const {
    return ceiling.of_base ? "" : raise(ceiling.pointer, std::to_string(now));
  }
  /// `remove "/floors/roots/0" from baseline.json`, or more where what is left would be no baseline: the list that held nothing else, or the file.
  [[nodiscard]] std::string remove(const std::string& pointer) const;
  /// A name or glob of the baseline that matches nothing guards nothing. `subject` names the rule, so that a waiver of one covers no other:
  /// "singletons rustc".
  [[nodiscard]] Finding without_match(const std::string& subject, const std::string& message, const std::string& pointer,
                                      const std::string& hint) const;

  /// The ceiling with the figure of the base in it, where it is the base that decides. Absent: there is no base, or it lacks what is
  /// counted, which is then a finding about `subject`, "root packages.app" say, that has `now` `unit`s.
  [[nodiscard]] std::optional<Ceiling> held(const Ceiling& ceiling, std::optional<std::uint64_t> at_base, const std::string& subject,
                                            std::uint64_t now, std::string_view unit, std::vector<Finding>& findings) const;

private:
  [[nodiscard]] std::string written(std::span<const NodeId> path) const;

  const Snapshot& snapshot_;
  const Baseline& baseline_;
  const Judged* base_;
  const Freshness* freshness_;
  RebuildGraph graph_;
};

/// What was counted, as findings carry it.
[[nodiscard]] constexpr Measure measure_of(std::uint64_t count) noexcept { return {static_cast<double>(count), Measure::Unit::count}; }

/// One family of rules: adds what it finds.
using Findings = std::vector<Finding>;
void find_missing(const Judged& judged, Findings& findings);
void find_grown_roots(const Judged& judged, Findings& findings);
void find_duplication(const Judged& judged, Findings& findings);
void find_variants(const Judged& judged, Findings& findings);
void find_grown_cones(const Judged& judged, Findings& findings);
void find_vendoring(const Judged& judged, Findings& findings);

void find_crossed_boundaries(const Judged& judged, const Surroundings& surroundings, const Freshness* freshness, Findings& findings);
void find_forbidden(const Judged& judged, Findings& findings);
void find_singletons(const Judged& judged, const Surroundings& surroundings, Findings& findings);
void find_lock_drift(const Judged& judged, const Surroundings& surroundings, Findings& findings);
void find_system_differences(const Judged& judged, const Surroundings& surroundings, Findings& findings);
void find_unanswered_base(const Judged& judged, const Surroundings& surroundings, Findings& findings);

/// Each input that a flake.lock pins to several revisions, ascending by input.
void find_double_pins(const FlakeLock& lock, Findings& findings);

/// What is wrong with a committed file by itself, and beside the graph; these need no baseline.
void find_untrustworthy(const Snapshot& snapshot, const Freshness* freshness, std::string_view from_whole_graph, Findings& findings);
void find_stale(const Snapshot& committed, const Freshness& freshness, Findings& findings);

}  // namespace bgsnap
