#include "bgsnap/duplication.hpp"
#include "policy/amounts.hpp"
#include "policy/judged.hpp"

#include <fmt/format.h>

namespace bgsnap {
namespace {

constexpr std::size_t most_groups = 5;

/// "syn 2.0.79 (crate-compile, dev): 3 derivations, differ by inputs"
std::string described(const DuplicateGroup& group) {
  std::string text = group.name;
  if (!group.version.empty()) text += " " + group.version;
  text += " (" + group.class_name;
  for (const std::string* part : {&group.profile, &group.scope})
    if (!part->empty()) text += ", " + *part;
  text += "): " + counted(group.variants, "derivation");
  for (std::size_t i = 0; i < group.differ_by.size(); ++i) text.append(i ? ", " : ", differ by ").append(group.differ_by[i]);
  return text;
}

std::vector<std::string> culprits(const Judged& judged, const DuplicationReport& report) {
  std::vector<std::string> lines;
  for (const DuplicateGroup& group : report.groups) {
    if (lines.size() == most_groups) break;
    lines.push_back(described(group));
  }
  if (report.groups.size() > most_groups)
    lines.push_back("… and " + counted(report.groups.size() - most_groups, "more package") + ", see `bgsnap duplicates`");
  if (!report.groups.empty())
    if (std::string path = judged.path_to(report.groups.front().nodes); !path.empty()) lines.push_back(std::move(path));
  return lines;
}

/// A count of the whole graph that is above its ceiling.
void too_much(const Judged& judged, const DuplicationReport& report, const char* code, const std::string& what, const Ceiling& held,
              std::uint64_t count, Findings& findings) {
  findings.push_back({code, Severity::error, "graph", what + ", " + agreed(held), culprits(judged, report), judged.raise(held, count)});
  findings.back().measure = measure_of(count);
}

}  // namespace

void find_duplication(const Judged& judged, Findings& findings) {
  const Baseline& baseline = judged.baseline();
  if (!baseline.duplicated_packages && !baseline.excess_derivations) return;
  const DuplicationReport report = duplication(judged.graph());
  std::optional<std::uint64_t> base_packages, base_excess;
  if (judged.base() != nullptr) {
    const DuplicationReport base = duplication(judged.base()->graph());
    base_packages = base.packages;
    base_excess = base.excess;
  }
  if (const auto& ceiling = baseline.duplicated_packages)
    if (const auto held = judged.held(*ceiling, base_packages, "graph", report.packages, "package", findings);
        held && report.packages > held->limit())
      too_much(judged, report, "ceiling-duplicated-packages",
               counted(report.packages, "package") + (report.packages == 1 ? " is" : " are") + " compiled more than once", *held, report.packages,
               findings);
  if (const auto& ceiling = baseline.excess_derivations)
    if (const auto held = judged.held(*ceiling, base_excess, "graph", report.excess, "derivation", findings); held && report.excess > held->limit())
      too_much(judged, report, "ceiling-excess-derivations",
               share_of(report.excess, report.compiled, "compiled derivation") + " compile what another one compiles", *held, report.excess,
               findings);
}

}  // namespace bgsnap
