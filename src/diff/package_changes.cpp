#include "diff/package_changes.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace bgsnap {
namespace {

using Versions = std::map<std::string_view, std::set<std::string_view>>;

Versions versions_of(const RebuildGraph& graph) {
  Versions versions;
  for (const RebuildNode& node : graph.nodes) {
    if (node.kind == DerivationKind::fixed || (node.boundary && graph.unit == Unit::logical_nodes)) continue;
    auto& known = versions[node.key.pname];
    if (!node.key.version.empty()) known.insert(node.key.version);
  }
  for (const auto& package : graph.boundary_packages)
    if (!package.fixed) versions[package.pname];
  return versions;
}

std::vector<std::string> texts(const std::set<std::string_view>& versions) { return {versions.begin(), versions.end()}; }

std::set<std::string> root_names(const RebuildGraph& graph) {
  std::set<std::string> names;
  for (const auto& root : graph.roots) names.emplace(root.name);
  return names;
}

}  // namespace

void compare_packages(const RebuildGraph& before, const RebuildGraph& now, GraphDiff& diff) {
  const Versions was = versions_of(before);
  const Versions is = versions_of(now);
  for (const auto& [name, versions] : is) {
    const auto at = was.find(name);
    if (at == was.end())
      diff.added.push_back({std::string(name), {}, texts(versions)});
    else if (at->second != versions)
      diff.bumped.push_back({std::string(name), texts(at->second), texts(versions)});
  }
  for (const auto& [name, versions] : was)
    if (!is.contains(name)) diff.removed.push_back({std::string(name), texts(versions), {}});
  const auto roots_before = root_names(before);
  const auto roots_now = root_names(now);
  std::set_difference(roots_now.begin(), roots_now.end(), roots_before.begin(), roots_before.end(), std::back_inserter(diff.roots_added));
  std::set_difference(roots_before.begin(), roots_before.end(), roots_now.begin(), roots_now.end(), std::back_inserter(diff.roots_removed));
}

}  // namespace bgsnap
