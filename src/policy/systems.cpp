#include "config/nearest_name.hpp"
#include "policy/amounts.hpp"
#include "policy/selections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace bgsnap {
namespace {

/// "CLASS/PNAME" → where → versions. A download is compared with downloads, what is built with what is built.
using Versions = std::map<std::string, std::map<std::string, std::set<std::string>>>;

struct Side {
  const std::string& name;
  const Snapshot& snapshot;
};

std::string package_of(const SnapshotNode& node) { return fmt::format("{}/{}", node.key.class_name, node.key.pname); }

/// As the selectors PNAME, CLASS/PNAME and class:NAME mean it, of what stands outside the toolchain.
bool matches(const std::string& glob, const SnapshotNode& node) {
  if (node.boundary) return false;
  if (glob.starts_with("class:")) return glob_matches(std::string_view(glob).substr(6), node.key.class_name);
  return glob_matches(glob, node.key.pname) || glob_matches(glob, package_of(node));
}

Versions versions_of(std::span<const Side> sides, const std::string& glob) {
  Versions versions;
  for (const Side& side : sides)
    for (const SnapshotNode& node : side.snapshot.nodes)
      if (matches(glob, node)) versions[package_of(node)][side.name].emplace(node.key.version.empty() ? "no version" : node.key.version);
  return versions;
}

std::string joined(const std::set<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out.append(out.empty() ? "" : ", ").append(text);
  return out;
}

bool agree(const std::map<std::string, std::set<std::string>>& places) {
  return std::all_of(places.begin(), places.end(), [&](const auto& place) { return place.second == places.begin()->second; });
}

std::vector<std::string> names_of(std::span<const Side> sides) {
  std::set<std::string> names;
  for (const Side& side : sides)
    for (const SnapshotNode& node : side.snapshot.nodes)
      if (!node.boundary) names.emplace(node.key.pname);
  return {names.begin(), names.end()};
}

/// The line of that package in the snapshot that is checked.
std::string path_to(const Judged& judged, const std::string& package) {
  std::vector<NodeId> nodes;
  for (std::size_t i = 0; i < judged.snapshot().nodes.size(); ++i) {
    const SnapshotNode& node = judged.snapshot().nodes[NodeId(i)];
    if (!node.boundary && package_of(node) == package) nodes.push_back(NodeId(i));
  }
  return judged.path_to(nodes);
}

/// `told` are the packages of which a difference was found already.
void compare(const Judged& judged, std::span<const Side> sides, const Required& wanted, std::set<std::string>& told, Findings& findings) {
  const Versions versions = versions_of(sides, wanted.name);
  if (versions.empty()) {
    const std::string message = fmt::format("that {} is the same on every system holds nothing: none has it outside the toolchain", wanted.name);
    findings.push_back(
        judged.without_match("same_on_every_system " + wanted.name, message, wanted.pointer, did_you_mean(wanted.name, names_of(sides))));
  }
  for (const auto& [package, places] : versions) {
    if (agree(places) || !told.insert(package).second) continue;
    Finding finding{"version-differs-by-system", Severity::error, package, {}, {}, judged.remove(wanted.pointer)};
    finding.message =
        fmt::format("{} is not the same version on every system: {} of {} have it", package, places.size(), counted(sides.size(), "snapshot"));
    for (const auto& [place, found] : places) finding.evidence.push_back(fmt::format("{}: {}", place, joined(found)));
    if (std::string path = path_to(judged, package); !path.empty()) finding.evidence.push_back(std::move(path));
    findings.push_back(std::move(finding));
  }
}

}  // namespace

void find_system_differences(const Judged& judged, const Surroundings& surroundings, Findings& findings) {
  const auto& rules = judged.baseline().same_on_every_system;
  if (rules.empty()) return;
  if (surroundings.others.empty()) {
    findings.push_back({"not-looked-at",
                        Severity::warning,
                        "systems",
                        "versions are to be the same on every system, and no snapshot of another system was given",
                        {},
                        surroundings.command_with(" --beside FILE")});
    return;
  }
  std::vector<Side> sides{{surroundings.snapshot_name, judged.snapshot()}};
  for (const NamedSnapshot& other : surroundings.others) sides.push_back({other.name, other.snapshot});
  std::set<std::string> told;
  for (const Required& wanted : rules) compare(judged, sides, wanted, told, findings);
}

}  // namespace bgsnap
