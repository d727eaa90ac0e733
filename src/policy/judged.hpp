#pragma once

#include "bgsnap/policy.hpp"

#include <span>
#include <string>
#include <vector>

namespace bgsnap {

/// What a baseline is held against, and the words that its findings share.
class Judged {
public:
  /// Both must outlive it.
  Judged(const Snapshot& snapshot, const Baseline& baseline);

  [[nodiscard]] const Snapshot& snapshot() const noexcept { return snapshot_; }
  [[nodiscard]] const RebuildGraph& graph() const noexcept { return graph_; }
  [[nodiscard]] const Baseline& baseline() const noexcept { return baseline_; }

  /// "packages.app → build/app → build/lib": a shortest chain from a root to one of `targets`. Empty when no root reaches them.
  [[nodiscard]] std::string path_to(std::span<const NodeId> targets) const;
  /// `set "/ceilings/variants/syn" to 3 in baseline.json`
  [[nodiscard]] std::string raise(const std::string& pointer, const std::string& value) const;
  [[nodiscard]] std::string raise(const Ceiling& ceiling, std::uint64_t now) const { return raise(ceiling.pointer, std::to_string(now)); }
  /// `remove "/floors/roots/0" from baseline.json`
  [[nodiscard]] std::string remove(const std::string& pointer) const;
  /// A name or glob of the baseline that matches nothing guards nothing.
  [[nodiscard]] Finding without_match(const std::string& subject, const std::string& message, const std::string& pointer,
                                      const std::string& hint) const;

private:
  const Snapshot& snapshot_;
  const Baseline& baseline_;
  RebuildGraph graph_;
};

/// One family of rules: adds what it finds.
using Findings = std::vector<Finding>;
void find_missing(const Judged& judged, Findings& findings);
void find_grown_roots(const Judged& judged, Findings& findings);
void find_duplication(const Judged& judged, Findings& findings);
void find_variants(const Judged& judged, Findings& findings);
void find_grown_cones(const Judged& judged, Findings& findings);
void find_vendoring(const Judged& judged, Findings& findings);

/// What is wrong with a committed file by itself, and beside the graph; these need no baseline.
void find_untrustworthy(const Snapshot& snapshot, const Freshness* freshness, std::string_view from_whole_graph, Findings& findings);
void find_stale(const Snapshot& committed, const Freshness& freshness, Findings& findings);

}  // namespace bgsnap
