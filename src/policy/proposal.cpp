#include "bgsnap/duplication.hpp"
#include "policy/amounts.hpp"
#include "policy/measures.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace bgsnap {
namespace {

constexpr std::size_t most_variants = 20;
constexpr std::size_t most_cones = 5;

std::string quoted(const std::string& text) { return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

/// A name that is taken literally: the characters of a glob would match more than itself.
bool is_plain(const std::string& name) { return !name.empty() && name.find_first_of("*?") == std::string::npos; }

/// `"NAME": N`, one a line, under a key.
std::string members(const std::vector<std::pair<std::string, std::uint64_t>>& entries) {
  std::string out;
  for (const auto& [name, count] : entries) out += fmt::format("{}\n      {}: {}", out.empty() ? "" : ",", quoted(name), count);
  return out;
}

/// A root that is named by its derivation, for want of another name, keeps that name until the next bump: "emacs-26.3" is "emacs-*" here.
std::string lasting_name(const Snapshot& snapshot, const SnapshotRoot& root) {
  for (const NodeId id : root.nodes) {
    const SnapshotNode& node = snapshot.nodes[id];
    if (!node.key.version.empty() && root.name == fmt::format("{}-{}", node.key.pname, node.key.version)) return fmt::format("{}-*", node.key.pname);
  }
  return root.name;
}

std::string root_floor(const Snapshot& snapshot) {
  std::string out;
  std::set<std::string> names;
  for (const SnapshotRoot& root : snapshot.roots)
    if (const std::string name = lasting_name(snapshot, root); is_plain(root.name) && names.insert(name).second)
      out += fmt::format("{}\n      {}", out.empty() ? "" : ",", quoted(name));
  return out;
}

std::vector<std::pair<std::string, std::uint64_t>> root_figures(const Snapshot& snapshot) {
  std::vector<std::pair<std::string, std::uint64_t>> entries;
  for (const SnapshotRoot& root : snapshot.roots) {
    if (!is_plain(root.name) || root.derivations == 0) continue;
    const std::string name = lasting_name(snapshot, root);
    const auto there = std::find_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.first == name; });
    if (there == entries.end())
      entries.emplace_back(name, root.derivations);
    else
      there->second = std::max(there->second, root.derivations);
  }
  return entries;
}

/// What is compiled most often, among what is compiled more than once.
std::vector<std::pair<std::string, std::uint64_t>> variant_figures(const Snapshot& snapshot) {
  std::vector<std::pair<std::string, std::uint64_t>> entries;
  for (const auto& [name, package] : compiled_packages(snapshot))
    if (package.derivations > 1 && is_plain(name)) entries.emplace_back(name, package.derivations);
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  entries.resize(std::min(entries.size(), most_variants));
  return entries;
}

/// The packages outside the toolchain that are dearest to bump, as a ceiling counts them.
std::vector<std::pair<std::string, std::uint64_t>> cone_figures(const RebuildGraph& graph) {
  std::vector<std::pair<std::string, std::uint64_t>> entries;
  for (const PackageCone& package : package_cones(graph)) {
    if (entries.size() == most_cones) break;
    const bool selector = package.pname.find(':') != std::string::npos;
    if (package.touches_boundary || selector || !is_plain(package.pname)) continue;
    entries.emplace_back(package.pname, cone_of(graph, package.pname).rebuild_share.count);
  }
  return entries;
}

}  // namespace

std::string proposed_baseline(const Snapshot& snapshot) {
  require_whole(snapshot);
  const RebuildGraph graph = rebuild_graph(snapshot);
  const DuplicationReport report = duplication(graph);
  const std::string roots = root_floor(snapshot);
  const auto variants = variant_figures(snapshot);
  const auto cones = cone_figures(graph);
  const auto vendored = derivations_of(snapshot, vendored_nodes(snapshot, {{"vendor"}, {}}));
  std::string out =
      "{\n  \"schema\": \"bgsnap-baseline/1\",\n  // Every figure is that of the day it was proposed, in derivations, and one more is a breach. "
      "Slack is for you to give:\n"
      "  // { \"at\": 22, \"slack\": 2 }, { \"at\": 22, \"slack_percent\": 5 }, or { \"at\": \"base\" } for no worse than --base.\n"
      "  // `bgsnap baseline tighten` lowers them when the graph has shrunk; `bgsnap baseline accept` waives a breach for a time.\n";
  if (!roots.empty())
    out +=
        "  \"floors\": {\n    // Whoever drops a root from the build says so here. \"members\": [\"app\"] asks the same for packages.\n    "
        "\"roots\": [" +
        roots + "\n    ]\n  },\n";
  out += "  \"ceilings\": {\n";
  if (const auto figures = root_figures(snapshot); !figures.empty())
    out += "    // Derivations in a root's closure, toolchain and downloads included.\n    \"root_derivations\": {" + members(figures) + "\n    },\n";
  out += fmt::format(
      "    // Packages that are compiled more than once, and the derivations beyond the first of each.\n    \"duplicated_packages\": {},\n"
      "    \"excess_derivations\": {},\n",
      report.packages, report.excess);
  if (!variants.empty())
    out += "    // How many derivations compile a package, all versions together: those that are compiled most often.\n    \"variants\": {" +
           members(variants) + "\n    },\n";
  if (!cones.empty())
    out += "    // What a bump rebuilds: the packages that are dearest today. { \"percent\": 5 } is a share of all derivations.\n    \"cones\": {" +
           members(cones) + "\n    },\n";
  out += fmt::format(
      "    // Derivations of the class \"vendor\", which hold many packages each: a bump of one rebuilds them all.\n    \"vendor_monoliths\": {}\n  "
      "}}\n}}\n",
      vendored);
  return out;
}

}  // namespace bgsnap
