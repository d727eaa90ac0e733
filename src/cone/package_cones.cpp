#include "bgsnap/cone.hpp"

#include "base/text_numbers.hpp"
#include "base/text_order.hpp"
#include "cone/cone_blocks.hpp"
#include "question/reach.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

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
    if (!by_class) return number(node.key.pname);
    std::string name = std::string(node.key.class_name).append("/").append(node.key.pname);
    if (const auto known = numbers_.find(name)) return *known;
    return number(made_.emplace_back(std::move(name)));
  }

  /// By number.
  [[nodiscard]] const std::vector<std::string_view>& texts() const noexcept { return texts_; }

private:
  std::uint32_t number(std::string_view name) {
    const std::uint32_t number = numbers_.number(name);
    if (number == texts_.size()) texts_.push_back(name);
    return number;
  }

  std::deque<std::string> made_;
  TextNumbers numbers_;
  std::vector<std::string_view> texts_;
};

Packages named(const RebuildGraph& graph) {
  PackageNames names;
  std::vector<std::uint32_t> number_of;
  number_of.reserve(graph.nodes.size());
  for (const RebuildNode& node : graph.nodes) number_of.push_back(names.number(node));
  Packages packages;
  std::vector<PackageId> package_of(names.texts().size());
  for (const std::uint32_t number : ascending(names.texts())) package_of[number] = packages.names.push_back(std::string(names.texts()[number]));
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

/// For each node the packages whose bump changes it, ascending.
class Bumps {
public:
  Bumps(const RebuildGraph& graph, const Packages& packages) : graph_(graph), packages_(packages), of_fixed_(graph.nodes.size()) {}

  /// A build is changed by its own package's bump alone.
  [[nodiscard]] std::span<const PackageId> of(NodeId id) const noexcept {
    return graph_.is_fixed(id) ? std::span<const PackageId>(of_fixed_[id]) : std::span(&packages_.package_of[id], 1);
  }

  /// What is known of those that refer to it settles a node. True when that is new.
  bool settle(NodeId id) {
    if (!graph_.is_fixed(id)) return false;
    std::vector<PackageId> bumps = of_users(id);
    const PackageId own = packages_.package_of[id];
    const auto place = std::lower_bound(bumps.begin(), bumps.end(), own);
    if (!packages_.built[own] && (place == bumps.end() || *place != own)) bumps.insert(place, own);
    const bool fresh = bumps != of_fixed_[id];
    of_fixed_[id] = std::move(bumps);
    return fresh;
  }

private:
  /// A fixed output is changed by every bump that changes all that refer to it, and by its own package's when that has no builds.
  [[nodiscard]] std::vector<PackageId> of_users(NodeId id) const {
    std::vector<PackageId> shared;
    bool first = true;
    for (const auto& users : {graph_.referrers[id], graph_.drv_source_referrers[id]})
      for (const NodeId user : users) {
        const auto bumps = of(user);
        if (std::exchange(first, false))
          shared.assign(bumps.begin(), bumps.end());
        else if (!shared.empty())
          std::erase_if(shared, [bumps](PackageId package) { return !std::binary_search(bumps.begin(), bumps.end(), package); });
      }
    return shared;
  }

  const RebuildGraph& graph_;
  const Packages& packages_;
  DenseMap<NodeId, std::vector<PackageId>> of_fixed_;
};

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
  Bumps bumps(graph, packages);
  const TopologicalOrder order = inputs_first(graph);
  bool changed = true;
  while (changed) {
    changed = false;
    for (auto at = order.nodes.rbegin(); at != order.nodes.rend(); ++at) changed |= bumps.settle(*at);
    if (!order.cyclic) break;
  }
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    for (const PackageId package : bumps.of(NodeId(i))) packages.changed[package].push_back(NodeId(i));
  ask_for_those_in_the_toolchain(graph, packages);
  return packages;
}

/// What bumps change, as places in the order of the cones; by their first places, so that a block's end is the end of those that it concerns.
class BumpPlaces {
public:
  BumpPlaces(const Packages& packages, const ConeOrder& order) {
    for (std::size_t i = 0; i < packages.names.size(); ++i) {
      const auto begin = static_cast<std::uint32_t>(places_.size());
      for (const NodeId id : packages.changed[PackageId(i)]) places_.push_back(order.place(id));
      const auto end = static_cast<std::uint32_t>(places_.size());
      std::sort(places_.begin() + begin, places_.end());
      if (begin != end) bumps_.push_back({places_[begin], begin, end, PackageId(i)});
    }
    std::sort(bumps_.begin(), bumps_.end(),
              [](const Bump& a, const Bump& b) { return a.first != b.first ? a.first < b.first : a.package < b.package; });
  }

  /// Adds what every package's bump rebuilds in a block.
  void add(const ConeBlocks& blocks, std::vector<std::uint64_t>& rebuilds) const {
    for (const Bump& bump : bumps_) {
      if (bump.first >= blocks.end()) return;
      rebuilds[bump.package.value] += rebuilt(blocks, bump);
    }
  }

private:
  struct Bump {
    ConePlace first;
    std::uint32_t begin;  // of its places
    std::uint32_t end;
    PackageId package;
  };

  [[nodiscard]] std::uint64_t rebuilt(const ConeBlocks& blocks, const Bump& bump) const noexcept {
    BitRow row;
    bool any = false;
    for (std::uint32_t at = bump.begin; at < bump.end && places_[at] < blocks.end(); ++at)
      if (blocks.any(places_[at])) {
        row.join(blocks.row(places_[at]));
        any = true;
      }
    return any ? blocks.derivations(row) : 0;
  }

  std::vector<ConePlace> places_;
  std::vector<Bump> bumps_;
};

/// Of every package, those that are known; ascending.
std::vector<std::vector<std::string>> versions_of(const RebuildGraph& graph, const Packages& packages) {
  std::vector<std::vector<std::string_view>> known(packages.names.size());
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const std::string_view version = graph.nodes[NodeId(i)].key.version;
    auto& list = known[packages.package_of[NodeId(i)].value];
    if (!version.empty() && (list.empty() || list.back() != version)) list.push_back(version);
  }
  std::vector<std::vector<std::string>> versions(known.size());
  for (std::size_t i = 0; i < known.size(); ++i) {
    std::sort(known[i].begin(), known[i].end());
    versions[i].assign(known[i].begin(), std::unique(known[i].begin(), known[i].end()));
  }
  return versions;
}

}  // namespace

std::vector<PackageCone> package_cones(const RebuildGraph& graph) {
  Packages packages;
  std::optional<ConeOrder> order;
  side_by_side(
      graph.nodes.size() >= nodes_worth_a_thread, [&] { packages = packages_of(graph); }, [&] { order.emplace(graph); });
  const BumpPlaces bumps(packages, *order);
  const auto rebuilds =
      sums_over_blocks(*order, packages.names.size(), [&](const ConeBlocks& blocks, std::vector<std::uint64_t>& sums) { bumps.add(blocks, sums); });
  std::vector<std::vector<std::string>> versions = versions_of(graph, packages);
  std::vector<PackageCone> cones(packages.names.size());
  for (std::size_t i = 0; i < cones.size(); ++i)
    cones[i] = {packages.names[PackageId(i)], std::move(versions[i]), derivations_of(graph, packages.changed[PackageId(i)]), rebuilds[i],
                packages.touches_boundary[PackageId(i)] != 0};
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
