#include "bgsnap/duplication.hpp"
#include "bgsnap/error.hpp"
#include "policy/json_layout.hpp"
#include "policy/measures.hpp"

#include <fmt/format.h>

#include <optional>

namespace bgsnap {
namespace {

/// Compares ceilings with the figures of today, and edits the text where a figure is lower.
class Ratchet {
public:
  explicit Ratchet(std::string_view text) { result_.text = text; }

  /// `least` is the lowest ceiling that may stand there.
  void lower(const Ceiling& ceiling, std::uint64_t now, std::uint64_t least) {
    if (ceiling.of_base || now >= ceiling.at) return;
    if (now < least)
      leave(ceiling.pointer, std::to_string(ceiling.at), fmt::format("there is nothing left to count, and {} is the least", least));
    else
      set(ceiling.pointer, std::to_string(ceiling.at), std::to_string(now));
  }
  void lower(const PercentCeiling& ceiling, double now) {
    const double next = rounded_up(now);
    if (ceiling.of_base || next >= ceiling.at || next <= 0) return;
    set(ceiling.pointer, fmt::format("{}", ceiling.at), fmt::format("{}", next));
  }
  void leave(const std::string& pointer, const std::string& before, const std::string& why) {
    result_.ceilings.push_back({pointer, before, "", why});
  }
  [[nodiscard]] Tightening take() { return std::move(result_); }

private:
  void set(const std::string& pointer, const std::string& before, const std::string& now) {
    result_.text = with_value(result_.text, pointer, now);
    result_.ceilings.push_back({pointer, before, now, ""});
  }
  Tightening result_;
};

void lower_roots(const Snapshot& snapshot, const std::vector<NamedCeiling>& ceilings, std::uint64_t SnapshotRoot::*count, Ratchet& ratchet) {
  for (const auto& [glob, ceiling] : ceilings) {
    if (const auto now = largest_figure(snapshot, glob, count))
      ratchet.lower(ceiling, *now, 1);
    else if (!ceiling.of_base)
      ratchet.leave(ceiling.pointer, std::to_string(ceiling.at), "no root matches");
  }
}

void lower_cone(const RebuildGraph& graph, const ConeCeiling& ceiling, Ratchet& ratchet) {
  try {
    const RebuildCone cone = cone_of(graph, ceiling.selector);
    if (ceiling.derivations) ratchet.lower(*ceiling.derivations, cone.rebuild_share.count, 1);
    if (ceiling.percent) ratchet.lower(*ceiling.percent, percent_of_all(cone));
  } catch (const Error& error) {  // thrown for a selector without a match
    ratchet.leave(ceiling.pointer, "", error.sentence());
  }
}

}  // namespace

Tightening tightened(std::string_view text, const std::string& file, const Snapshot& snapshot) {
  const Baseline baseline = parse_baseline(text, file);
  require_whole(snapshot);
  const RebuildGraph graph = rebuild_graph(snapshot);
  Ratchet ratchet(text);
  lower_roots(snapshot, baseline.root_derivations, &SnapshotRoot::derivations, ratchet);
  lower_roots(snapshot, baseline.root_logical_nodes, &SnapshotRoot::logical_nodes, ratchet);
  const DuplicationReport report = duplication(graph);
  if (baseline.duplicated_packages) ratchet.lower(*baseline.duplicated_packages, report.packages, 0);
  if (baseline.excess_derivations) ratchet.lower(*baseline.excess_derivations, report.excess, 0);
  const auto packages = compiled_packages(snapshot);
  for (const auto& [glob, ceiling] : baseline.variants) ratchet.lower(ceiling, largest_package(packages, glob), 0);
  for (const ConeCeiling& cone : baseline.cones) lower_cone(graph, cone, ratchet);
  if (const auto& vendor = baseline.vendor_monoliths)
    ratchet.lower(vendor->derivations, derivations_of(snapshot, vendored_nodes(snapshot, *vendor)), 0);
  Tightening result = ratchet.take();
  static_cast<void>(parse_baseline(result.text, file));
  return result;
}

}  // namespace bgsnap
