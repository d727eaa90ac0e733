#include "question/reach.hpp"

#include <fmt/format.h>

namespace bgsnap {
namespace {

std::string derivations(std::uint64_t count) { return fmt::format("{} derivation{}", count, count == 1 ? "" : "s"); }

struct KindCounts {
  std::uint64_t floating = 0;
  std::uint64_t deferred = 0;
  std::uint64_t impure = 0;
  std::uint64_t dynamic = 0;
  std::uint64_t unknown = 0;

  void count(const RebuildNode& node) {
    if (node.kind == DerivationKind::floating) floating += node.derivations;
    if (node.kind == DerivationKind::deferred) deferred += node.derivations;
    if (node.kind == DerivationKind::impure) impure += node.derivations;
    if (node.kind == DerivationKind::unknown) unknown += node.derivations;
    if (node.dynamic_inputs) dynamic += node.derivations;
  }
};

}  // namespace

Bounds bounds_of(const RebuildGraph& graph, std::span<const NodeId> rebuilds, bool touches_boundary) {
  KindCounts all;
  for (const RebuildNode& node : graph.nodes) all.count(node);
  KindCounts in;
  for (const NodeId id : rebuilds) in.count(graph.nodes[id]);

  Bounds bounds;
  if (touches_boundary) bounds.reasons.emplace_back("a seed is inside the toolchain, of which the snapshot holds only groups: each is counted whole");
  if (in.floating)
    bounds.reasons.push_back(fmt::format("{} of floating content-addressed outputs: the rebuild stops there if the build gives the same content",
                                         derivations(in.floating)));
  if (in.deferred)
    bounds.reasons.push_back(fmt::format("{} with output paths that depend on a content not known yet: need not rebuild if that stays the same",
                                         derivations(in.deferred)));
  if (in.dynamic)
    bounds.reasons.push_back(
        fmt::format("{} with dynamic inputs: the derivations behind these exist only after a build and are not counted", derivations(in.dynamic)));
  bounds.upper = !bounds.reasons.empty();
  if (all.impure > in.impure)
    bounds.reasons.push_back(fmt::format("{} impure, built anew whatever changes: not counted here", derivations(all.impure - in.impure)));
  if (all.unknown) bounds.reasons.push_back(fmt::format("{} with an empty record: what they need is not known", derivations(all.unknown)));
  return bounds;
}

}  // namespace bgsnap
