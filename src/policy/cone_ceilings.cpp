#include "bgsnap/cone.hpp"
#include "bgsnap/error.hpp"
#include "policy/amounts.hpp"
#include "policy/judged.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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

std::vector<std::string> largest_roots(const RebuildCone& cone) {
  std::vector<RootShare> roots = cone.roots;
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
  for (std::string& line : largest_roots(cone)) lines.push_back(std::move(line));
  if (std::string path = judged.path_to(cone.seeds); !path.empty()) lines.push_back(std::move(path));
  lines.insert(lines.end(), cone.bound_reasons.begin(), cone.bound_reasons.end());
  return lines;
}

/// One decimal, upwards: what is set as the new share must hold the cone of today.
double rounded_up(double percent) { return std::min(100.0, std::ceil(percent * 10 - 1e-9) / 10); }

void hold(const Judged& judged, const ConeCeiling& ceiling, const RebuildCone& cone, Findings& findings) {
  const std::uint64_t count = cone.rebuild_share.count;
  if (ceiling.derivations && count > ceiling.derivations->limit())
    findings.push_back({"ceiling-cone", Severity::error, ceiling.selector, measured(ceiling, cone) + ", " + agreed(*ceiling.derivations),
                        evidence(judged, cone), judged.raise(*ceiling.derivations, count)});
  const std::uint64_t total = cone.rebuild_share.total;
  const double percent = total == 0 ? 0 : 100 * static_cast<double>(count) / static_cast<double>(total);
  if (ceiling.percent && percent > ceiling.percent->at + 1e-9)
    findings.push_back({"ceiling-cone", Severity::error, ceiling.selector,
                        measured(ceiling, cone) + ", agreed are at most " + percentage(ceiling.percent->at), evidence(judged, cone),
                        judged.raise(ceiling.percent->pointer, fmt::format("{}", rounded_up(percent)))});
}

}  // namespace

void find_grown_cones(const Judged& judged, Findings& findings) {
  for (const ConeCeiling& ceiling : judged.baseline().cones) {
    Selection seeds;
    try {
      const std::string selectors[] = {ceiling.selector};
      seeds = bump(judged.graph(), selectors);
    } catch (const Error& error) {  // thrown for a selector without a match, and for nothing else that a baseline may hold
      findings.push_back(
          judged.without_match(ceiling.selector, "the ceiling of a cone holds nothing: " + error.sentence(), ceiling.pointer, error.next_step()));
      continue;
    }
    hold(judged, ceiling, rebuild_cone(judged.graph(), seeds.nodes, seeds.touches_boundary), findings);
  }
}

}  // namespace bgsnap
