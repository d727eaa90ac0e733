#include "bgsnap/cone.hpp"
#include "bgsnap/error.hpp"

namespace bgsnap {

namespace {

std::optional<WatchedCone::Side> cone_of(const RebuildGraph& graph, const std::string& selector) {
  Selection seeds;
  try {
    seeds = bump(graph, std::span(&selector, 1));
  } catch (const Error&) {  // nothing here is called so
    return std::nullopt;
  }
  const RebuildCone cone = rebuild_cone(graph, seeds.nodes, seeds.touches_boundary);
  return WatchedCone::Side{cone.rebuild_share, cone.bound};
}

}  // namespace

std::vector<WatchedCone> watched_cones(const RebuildGraph& before, const RebuildGraph& now, std::span<const std::string> selectors) {
  std::vector<WatchedCone> cones;
  for (const std::string& selector : selectors) cones.push_back({selector, {cone_of(before, selector), cone_of(now, selector)}});
  return cones;
}

}  // namespace bgsnap
