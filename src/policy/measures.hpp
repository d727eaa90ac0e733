#pragma once

#include "bgsnap/cone.hpp"
#include "bgsnap/policy.hpp"
#include "policy/judged.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

/// What the ceilings count: for `check`, of a snapshot and of its base, and for `baseline tighten`.
namespace bgsnap {

/// Of the roots that the glob matches; absent: it matches none.
[[nodiscard]] std::optional<std::uint64_t> largest_figure(const Snapshot& snapshot, const std::string& glob, std::uint64_t SnapshotRoot::*count);

struct CompiledPackage {
  std::uint64_t derivations = 0;
  std::vector<NodeId> nodes;
};
/// What is compiled outside the toolchain, by package name, all versions together.
[[nodiscard]] std::map<std::string, CompiledPackage> compiled_packages(const Snapshot& snapshot);
/// Of the packages that the glob matches; 0: it matches none.
[[nodiscard]] std::uint64_t largest_package(const std::map<std::string, CompiledPackage>& packages, const std::string& glob);

/// The same as the graph itself knows it, where a seed is inside the toolchain and there is a graph; `seeds` and `rebuilds` are lines of the
/// snapshot all the same, and `roots` are there. Throws as below.
[[nodiscard]] RebuildCone cone_of(const Judged& judged, const std::string& selector);
/// What a bump of the selector rebuilds, without RebuildCone::roots. Throws Error for a selector without a match, and for nothing else that
/// a baseline may hold.
[[nodiscard]] RebuildCone cone_of(const RebuildGraph& graph, const std::string& selector);
[[nodiscard]] double percent_of_all(const RebuildCone& cone) noexcept;
/// One decimal, upwards: what is set as the new share must hold the cone of today.
[[nodiscard]] double rounded_up(double percent) noexcept;

/// The lines of the classes that vendor many packages at once, ascending.
[[nodiscard]] std::vector<NodeId> vendored_nodes(const Snapshot& snapshot, const VendorCeiling& ceiling);
[[nodiscard]] std::uint64_t derivations_of(const Snapshot& snapshot, std::span<const NodeId> nodes) noexcept;

/// Throws Error for a snapshot whose counts may be too small to hold anybody to.
void require_whole(const Snapshot& snapshot);

/// The derivations of the live graph that stand in these lines of the snapshot, ascending. There must be a live graph.
[[nodiscard]] std::vector<NodeId> live_nodes_of(const Judged& judged, std::span<const NodeId> lines);
/// What the selector means in the live graph; where that has no such name, as it has no class "toolchain", what stands in the lines that it
/// means in the snapshot. Throws Error when it matches nothing there either.
[[nodiscard]] std::vector<NodeId> live_selection(const Judged& judged, const std::string& selector);
/// The same of what a bump changes.
[[nodiscard]] std::vector<NodeId> live_bump(const Judged& judged, const std::string& selector);

}  // namespace bgsnap
