#include "bgsnap/cone.hpp"
#include "bgsnap/error.hpp"
#include "policy/amounts.hpp"
#include "policy/judged.hpp"
#include "policy/measures.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {
namespace {

constexpr std::size_t most_lines = 3;

/// "a bump of tokio rebuilds 71 of 1,702 derivations (4.2 %)"; a cone that is not exact says so.
std::string measured(const ConeCeiling& ceiling, const RebuildCone& cone) {
  constexpr std::string_view words[] = {"", "up to ", "at least ", "about "};
  const bool edited = ceiling.selector.starts_with("src:");
  return fmt::format("{} {} rebuilds {}{}", edited ? "an edit of" : "a bump of", ceiling.selector, words[static_cast<std::size_t>(cone.bound)],
                     share_of(cone.rebuild_share.count, cone.rebuild_share.total, "derivation"));
}

std::vector<std::string> largest_classes(const RebuildCone& cone) {
  std::vector<std::pair<std::string, Share>> classes(cone.classes.begin(), cone.classes.end());
  std::erase_if(classes, [](const auto& entry) { return entry.second.count == 0; });
  std::stable_sort(classes.begin(), classes.end(), [](const auto& a, const auto& b) { return a.second.count > b.second.count; });
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < std::min(most_lines, classes.size()); ++i)
    lines.push_back(fmt::format("class {}: {}", classes[i].first, share_of(classes[i].second.count, classes[i].second.total, "derivation")));
  return lines;
}

std::vector<std::string> largest_roots(const Judged& judged, const RebuildCone& cone) {
  std::vector<RootShare> roots = cone.roots.empty() ? roots_of_cone(judged.graph(), cone) : cone.roots;
  std::erase_if(roots, [](const RootShare& root) { return root.needed.count == 0; });
  std::stable_sort(roots.begin(), roots.end(), [](const RootShare& a, const RootShare& b) { return a.needed.count > b.needed.count; });
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < std::min(most_lines, roots.size()); ++i)
    lines.push_back(fmt::format("root {} needs {}", roots[i].name, share_of(roots[i].needed.count, roots[i].needed.total, "derivation")));
  if (roots.size() > most_lines) lines.push_back("… and " + counted(roots.size() - most_lines, "more root"));
  return lines;
}

std::vector<std::string> evidence(const Judged& judged, const RebuildCone& cone) {
  std::vector<std::string> lines = largest_classes(cone);
  for (std::string& line : largest_roots(judged, cone)) lines.push_back(std::move(line));
  if (std::string path = judged.path_to(cone.seeds); !path.empty()) lines.push_back(std::move(path));
  lines.insert(lines.end(), cone.bound_reasons.begin(), cone.bound_reasons.end());
  return lines;
}

/// The cone in the base; absent: there is no base, or nothing in it matches.
std::optional<RebuildCone> at_base(const Judged& judged, const std::string& selector) {
  if (judged.base() == nullptr) return std::nullopt;
  try {
    return cone_of(judged.base()->graph(), selector);
  } catch (const Error&) {  // thrown for a selector without a match
    return std::nullopt;
  }
}

void hold_count(const Judged& judged, const ConeCeiling& ceiling, const RebuildCone& cone, const std::optional<RebuildCone>& base,
                Findings& findings) {
  const std::uint64_t count = cone.rebuild_share.count;
  const auto before = base ? std::optional(base->rebuild_share.count) : std::nullopt;
  const auto held = judged.held(*ceiling.derivations, before, "cone of " + ceiling.selector, count, "derivation", findings);
  if (!held || count <= held->limit()) return;
  findings.push_back({"ceiling-cone", Severity::error, ceiling.selector, measured(ceiling, cone) + ", " + agreed(*held), evidence(judged, cone),
                      judged.raise(*ceiling.derivations, count)});
  findings.back().measure = measure_of(count);
}

void hold_percent(const Judged& judged, const ConeCeiling& ceiling, const RebuildCone& cone, const std::optional<RebuildCone>& base,
                  Findings& findings) {
  PercentCeiling held = *ceiling.percent;
  if (held.of_base && !base) {
    const Ceiling none{0, 0, 0, held.pointer, true};
    if (!ceiling.derivations)
      static_cast<void>(judged.held(none, std::nullopt, "cone of " + ceiling.selector, cone.rebuild_share.count, "derivation", findings));
    return;
  }
  if (held.of_base) held.at = percent_of_all(*base);
  const double percent = percent_of_all(cone);
  if (percent <= held.at + 1e-9) return;
  const std::string agreed_share =
      held.of_base ? fmt::format(", the base has {}", percent_told_apart(held.at, percent)) : ", agreed are at most " + percentage(held.at);
  const std::string exactly =
      fmt::format("{:.1f}", percent) == fmt::format("{:.1f}", held.at) ? fmt::format(", which is {}", percent_told_apart(percent, held.at)) : "";
  findings.push_back({"ceiling-cone", Severity::error, ceiling.selector, measured(ceiling, cone) + exactly + agreed_share, evidence(judged, cone),
                      held.of_base ? "" : judged.raise(held.pointer, fmt::format("{}", rounded_up(percent)))});
  findings.back().measure = Measure{percent, Measure::Unit::percent};
}

}  // namespace

void find_grown_cones(const Judged& judged, Findings& findings) {
  for (const ConeCeiling& ceiling : judged.baseline().cones) {
    try {
      const RebuildCone cone = cone_of(judged, ceiling.selector);
      const std::optional<RebuildCone> base = at_base(judged, ceiling.selector);
      if (ceiling.derivations) hold_count(judged, ceiling, cone, base, findings);
      if (ceiling.percent) hold_percent(judged, ceiling, cone, base, findings);
    } catch (const Error& error) {  // thrown for a selector without a match, and for nothing else that a baseline may hold
      findings.push_back(judged.without_match("cones " + ceiling.selector, "the ceiling of a cone holds nothing: " + error.sentence(),
                                              ceiling.pointer, error.next_step()));
    }
  }
}

}  // namespace bgsnap
