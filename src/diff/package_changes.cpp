#include "diff/package_changes.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace bgsnap {
namespace {

/// A package and one of its versions; empty: none is known, or this one has none.
using PackageVersion = std::pair<std::string_view, std::string_view>;

/// Ascending, each once: flat, because there are as many as nodes.
std::vector<PackageVersion> versions_of(const RebuildGraph& graph) {
  std::vector<PackageVersion> versions;
  versions.reserve(graph.nodes.size());
  for (const RebuildNode& node : graph.nodes)
    if (node.kind != DerivationKind::fixed && (!node.boundary || graph.unit != Unit::logical_nodes))
      versions.emplace_back(node.key.pname, node.key.version);
  for (const auto& package : graph.boundary_packages)
    if (!package.fixed) versions.emplace_back(package.pname, std::string_view{});
  std::sort(versions.begin(), versions.end());
  versions.erase(std::unique(versions.begin(), versions.end()), versions.end());
  return versions;
}

/// Takes the versions of the first package, without the empty one, which comes first.
std::span<const PackageVersion> take_package(std::span<const PackageVersion>& versions) {
  const std::string_view name = versions.front().first;
  const auto end = std::find_if(versions.begin(), versions.end(), [name](const PackageVersion& one) { return one.first != name; });
  auto package = versions.first(static_cast<std::size_t>(end - versions.begin()));
  versions = versions.subspan(package.size());
  return package.front().second.empty() ? package.subspan(1) : package;
}

std::vector<std::string> texts(std::span<const PackageVersion> versions) {
  std::vector<std::string> list;
  for (const auto& [name, version] : versions) list.emplace_back(version);
  return list;
}

std::set<std::string> root_names(const RebuildGraph& graph) {
  std::set<std::string> names;
  for (const auto& root : graph.roots) names.emplace(root.name);
  return names;
}

}  // namespace

void compare_packages(const RebuildGraph& before, const RebuildGraph& now, GraphDiff& diff) {
  const std::vector<PackageVersion> all_was = versions_of(before);
  const std::vector<PackageVersion> all_is = versions_of(now);
  for (std::span<const PackageVersion> was = all_was, is = all_is; !was.empty() || !is.empty();) {
    const bool gone = is.empty() || (!was.empty() && was.front().first < is.front().first);
    const bool fresh = was.empty() || (!is.empty() && is.front().first < was.front().first);
    const std::string name((gone ? was : is).front().first);
    const auto versions_before = fresh ? std::span<const PackageVersion>() : take_package(was);
    const auto versions_now = gone ? std::span<const PackageVersion>() : take_package(is);
    if (gone)
      diff.removed.push_back({name, texts(versions_before), {}});
    else if (fresh)
      diff.added.push_back({name, {}, texts(versions_now)});
    else if (!std::equal(versions_before.begin(), versions_before.end(), versions_now.begin(), versions_now.end()))
      diff.bumped.push_back({name, texts(versions_before), texts(versions_now)});
  }
  const auto roots_before = root_names(before);
  const auto roots_now = root_names(now);
  std::set_difference(roots_now.begin(), roots_now.end(), roots_before.begin(), roots_before.end(), std::back_inserter(diff.roots_added));
  std::set_difference(roots_before.begin(), roots_before.end(), roots_now.begin(), roots_now.end(), std::back_inserter(diff.roots_removed));
}

}  // namespace bgsnap
