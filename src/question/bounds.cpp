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
  const auto is = [&bounds](Bound bound, std::string reason) {
    bounds.bound = both(bounds.bound, bound);
    bounds.reasons.push_back(std::move(reason));
  };
  if (touches_boundary) is(Bound::upper, "a seed is inside the toolchain, of which the snapshot holds only groups: each is counted whole");
  if (in.floating)
    is(Bound::upper, fmt::format("{} of floating content-addressed outputs: the rebuild stops there if the build gives the same content",
                                 derivations(in.floating)));
  if (in.deferred)
    is(Bound::upper,
       fmt::format("{} with output paths that depend on a content not known yet: need not rebuild if that stays the same", derivations(in.deferred)));
  if (all.dynamic)
    is(Bound::lower,
       fmt::format("{} with dynamic inputs: the derivations behind these exist only after a build and are not counted", derivations(all.dynamic)));
  if (all.unknown) is(Bound::lower, fmt::format("{} with an empty record: what they need is not known", derivations(all.unknown)));
  if (all.impure > in.impure)
    bounds.reasons.push_back(fmt::format("{} impure, built anew whatever changes: not counted here", derivations(all.impure - in.impure)));
  return bounds;
}

}  // namespace bgsnap
