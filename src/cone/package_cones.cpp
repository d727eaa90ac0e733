#include "bgsnap/cone.hpp"

#include "cone/cone_blocks.hpp"
#include "question/reach.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <set>
#include <string_view>
#include <unordered_map>

namespace bgsnap {
namespace {

using PackageId = Id<struct PackageTag>;

/// Every pname as a package: its nodes, and what a bump of it changes (the fixpoint of bump(), for all packages at once).
struct Packages {
  DenseMap<PackageId, std::string> names;  ///< pname, or CLASS/PNAME of what the toolchain has under a name that means something else
  DenseMap<NodeId, PackageId> package_of;
  DenseMap<PackageId, std::uint8_t> built;  ///< some node is no fixed output
  DenseMap<PackageId, std::vector<NodeId>> changed;
  DenseMap<PackageId, std::uint8_t> touches_boundary;
};

/// Names of packages, each once. Views into the graph, but for those made of a class and a name.
class PackageNames {
public:
  std::uint32_t number(const RebuildNode& node) {
    const bool by_class = node.shadowed && node.kind != DerivationKind::fixed;
    if (!by_class) return numbers_.try_emplace(node.key.pname, static_cast<std::uint32_t>(numbers_.size())).first->second;
    std::string name = std::string(node.key.class_name).append("/").append(node.key.pname);
    if (const auto known = numbers_.find(name); known != numbers_.end()) return known->second;
    return numbers_.try_emplace(made_.emplace_back(std::move(name)), static_cast<std::uint32_t>(numbers_.size())).first->second;
  }

  [[nodiscard]] std::vector<std::pair<std::string_view, std::uint32_t>> ascending() const {
    std::vector<std::pair<std::string_view, std::uint32_t>> list(numbers_.begin(), numbers_.end());
    std::sort(list.begin(), list.end());
    return list;
  }

private:
  std::deque<std::string> made_;
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
};

Packages named(const RebuildGraph& graph) {
  PackageNames names;
  std::vector<std::uint32_t> number_of;
  number_of.reserve(graph.nodes.size());
  for (const RebuildNode& node : graph.nodes) number_of.push_back(names.number(node));
  Packages packages;
  const auto ascending = names.ascending();
  std::vector<PackageId> package_of(ascending.size());
  for (const auto& [name, number] : ascending) package_of[number] = packages.names.push_back(std::string(name));
  packages.built = DenseMap<PackageId, std::uint8_t>(packages.names.size(), 0);
  packages.changed = DenseMap<PackageId, std::vector<NodeId>>(packages.names.size());
  packages.touches_boundary = DenseMap<PackageId, std::uint8_t>(packages.names.size(), 0);
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const PackageId package = package_of[number_of[i]];
    packages.package_of.push_back(package);
    if (!graph.is_fixed(NodeId(i))) packages.built[package] = 1;
  }
  return packages;
}

/// The packages whose bump changes every one of `users`, ascending.
std::vector<PackageId> shared_by(const DenseMap<NodeId, std::vector<PackageId>>& bumps_of, std::span<const NodeId> users) {
  std::vector<PackageId> shared = bumps_of[users.front()];
  for (const NodeId user : users.subspan(1)) {
    std::vector<PackageId> both;
    std::set_intersection(shared.begin(), shared.end(), bumps_of[user].begin(), bumps_of[user].end(), std::back_inserter(both));
    shared = std::move(both);
  }
  return shared;
}

/// A build is changed by its own package's bump alone; a fixed output by every bump that changes all that refer to it, and by its own
/// package's when that has no builds.
std::vector<PackageId> bumps_that_change(const RebuildGraph& graph, const Packages& packages,
                                         const DenseMap<NodeId, std::vector<PackageId>>& bumps_of, NodeId id) {
  const PackageId own = packages.package_of[id];
  if (!graph.is_fixed(id)) return {own};
  std::vector<NodeId> users(graph.referrers[id].begin(), graph.referrers[id].end());
  const auto files = graph.drv_source_referrers[id];
  users.insert(users.end(), files.begin(), files.end());
  std::vector<PackageId> bumps = users.empty() ? std::vector<PackageId>{} : shared_by(bumps_of, users);
  const auto place = std::lower_bound(bumps.begin(), bumps.end(), own);
  if (!packages.built[own] && (place == bumps.end() || *place != own)) bumps.insert(place, own);
  return bumps;
}

/// A package that a snapshot's toolchain has too is asked for by its name: few packages are, and bump() knows what comes along.
void ask_for_those_in_the_toolchain(const RebuildGraph& graph, Packages& packages) {
  std::set<std::string_view> inside;
  for (const RebuildGraph::BoundaryPackage& package : graph.boundary_packages) inside.insert(package.pname);
  for (std::size_t i = 0; i < packages.names.size(); ++i) {
    const std::string& name = packages.names[PackageId(i)];
    if (!inside.contains(name)) continue;
    Selection selection = bump(graph, std::span(&name, 1));
    if (!selection.touches_boundary) continue;
    packages.touches_boundary[PackageId(i)] = 1;
    packages.changed[PackageId(i)] = std::move(selection.nodes);
  }
}

/// Those that refer to a node are settled before it; in a cycle, by going round until nothing is added.
Packages packages_of(const RebuildGraph& graph) {
  Packages packages = named(graph);
  DenseMap<NodeId, std::vector<PackageId>> bumps_of(graph.nodes.size());
  const TopologicalOrder order = inputs_first(graph);
  bool changed = true;
  while (changed) {
    changed = false;
    for (auto at = order.nodes.rbegin(); at != order.nodes.rend(); ++at) {
      std::vector<PackageId> bumps = bumps_that_change(graph, packages, bumps_of, *at);
      changed = changed || bumps != bumps_of[*at];
      bumps_of[*at] = std::move(bumps);
    }
    if (!order.cyclic) break;
  }
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    for (const PackageId package : bumps_of[NodeId(i)]) packages.changed[package].push_back(NodeId(i));
  ask_for_those_in_the_toolchain(graph, packages);
  return packages;
}

/// What a bump changes, as places in the order of the blocks.
struct BumpPlaces {
  std::size_t package;
  std::vector<std::uint32_t> places;  // ascending
};

/// By their first places, so that a block's end is the end of those that it concerns.
std::vector<BumpPlaces> places_of(const Packages& packages, const ConeBlocks& blocks) {
  std::vector<BumpPlaces> bumps;
  for (std::size_t i = 0; i < packages.names.size(); ++i) {
    BumpPlaces bump{i, {}};
    for (const NodeId id : packages.changed[PackageId(i)]) bump.places.push_back(blocks.place(id));
    std::sort(bump.places.begin(), bump.places.end());
    if (!bump.places.empty()) bumps.push_back(std::move(bump));
  }
  std::sort(bumps.begin(), bumps.end(), [](const BumpPlaces& a, const BumpPlaces& b) { return a.places < b.places; });
  return bumps;
}

}  // namespace

std::vector<PackageCone> package_cones(const RebuildGraph& graph) {
  const Packages packages = packages_of(graph);
  std::vector<PackageCone> cones(packages.names.size());
  std::vector<std::vector<std::string_view>> versions(cones.size());
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    if (const RebuildNode& node = graph.nodes[NodeId(i)]; !node.key.version.empty())
      versions[packages.package_of[NodeId(i)].value].push_back(node.key.version);
  for (std::size_t i = 0; i < cones.size(); ++i) {
    cones[i].pname = packages.names[PackageId(i)];
    std::sort(versions[i].begin(), versions[i].end());
    cones[i].versions.assign(versions[i].begin(), std::unique(versions[i].begin(), versions[i].end()));
    cones[i].derivations = derivations_of(graph, packages.changed[PackageId(i)]);
    cones[i].touches_boundary = packages.touches_boundary[PackageId(i)] != 0;
  }
  ConeBlocks blocks(graph);
  const std::vector<BumpPlaces> bumps = places_of(packages, blocks);
  while (blocks.next())
    for (const BumpPlaces& bump : bumps) {
      if (bump.places.front() >= blocks.below().size()) break;
      BitRow row;
      for (const std::uint32_t place : bump.places) row.join(blocks.row(place));
      if (row.any()) cones[bump.package].rebuilds += blocks.derivations(row);
    }
  std::stable_sort(cones.begin(), cones.end(), [](const PackageCone& a, const PackageCone& b) { return a.rebuilds > b.rebuilds; });
  return cones;
}

Bounds table_bounds(const RebuildGraph& graph, std::span<const PackageCone> packages) {
  std::vector<NodeId> all;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    if (graph.nodes[NodeId(i)].kind != DerivationKind::impure) all.push_back(NodeId(i));  // built anew whatever changes: no cone's
  return bounds_of(graph, all, std::any_of(packages.begin(), packages.end(), [](const PackageCone& one) { return one.touches_boundary; }));
}

}  // namespace bgsnap
