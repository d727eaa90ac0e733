#pragma once

#include "policy/judged.hpp"

#include <span>
#include <string>
#include <vector>

/// What a snapshot holds in groups, looked at in the graph itself.
namespace bgsnap {

/// One of what is to be one, and the derivations of the live graph that are it.
struct ToolchainPart {
  std::string name;  ///< "gcc 12.3.0"; where it has no version: "stdenv-linux", or "stdenv-linux with bash 5.1, gcc-wrapper 12.3.0" beside another
  std::vector<NodeId> nodes;
};

/// The toolchains of these lines of the snapshot that something outside uses directly. Two are one where all that the one needs directly the
/// other needs too (one with a compiler, one without). Ascending by name. O(V + E).
[[nodiscard]] std::vector<ToolchainPart> toolchains_in_use(const Judged& judged, std::span<const NodeId> groups);

/// By version, what the selector matches: outside the toolchain all of it; inside what something outside uses directly, and below each toolchain
/// in use what stands nearest to it. The earlier stages of a bootstrap are none of these. Ascending by name. O(toolchains × (V + E)).
[[nodiscard]] std::vector<ToolchainPart> parts_in_use(const Judged& judged, const std::string& selector);

/// "packages.app → build/app → stdenv-linux → gcc-12.3.0": as Judged::path_to, of nodes of the live graph; `starts` are roots' nodes, those of all
/// roots in the second.
[[nodiscard]] std::string live_path_to(const Judged& judged, std::span<const NodeId> starts, std::span<const NodeId> targets);
[[nodiscard]] std::string live_path_to(const Judged& judged, std::span<const NodeId> targets);

/// "build/app → stdenv-linux → gcc-12.3.0": as Judged::path_between, of nodes of the live graph.
[[nodiscard]] std::string live_path_between(const Judged& judged, std::span<const NodeId> from, std::span<const NodeId> to);
/// What a derivation of the live graph is called: its line outside the toolchain, its own name inside.
[[nodiscard]] std::string_view live_label(const Judged& judged, NodeId id);

}  // namespace bgsnap
