#include "bgsnap/diff.hpp"

#include "diff/causes.hpp"
#include "diff/compared.hpp"
#include "diff/package_changes.hpp"
#include "diff/pairing.hpp"
#include "question/reach.hpp"

#include <algorithm>
#include <future>
#include <iterator>

namespace bgsnap {
namespace {

/// Nodes whose closure the other side does not have.
std::vector<NodeId> moved(const Compared& before, const Compared& now) {
  std::vector<Fingerprint> known(before.closure.begin(), before.closure.end());
  std::sort(known.begin(), known.end());
  std::vector<NodeId> rebuilds;
  for (std::size_t i = 0; i < now.closure.size(); ++i)
    if (!std::binary_search(known.begin(), known.end(), now.closure[NodeId(i)])) rebuilds.push_back(NodeId(i));
  return rebuilds;
}

std::vector<NodeId> not_reached(const RebuildGraph& graph, std::span<const NodeCause> causes, std::span<const NodeId> rebuilds) {
  std::vector<NodeId> seeds;
  for (const NodeCause& cause : causes) seeds.push_back(cause.node);
  const std::vector<NodeId> reached = rebuilds_of(graph, seeds).nodes;
  std::vector<NodeId> rest;
  std::set_difference(rebuilds.begin(), rebuilds.end(), reached.begin(), reached.end(), std::back_inserter(rest));
  return rest;
}

GraphDiff diff_of(const Compared& before, const Compared& now, const FieldComparison& fields, Exactness exactness) {
  GraphDiff diff;
  diff.exactness = exactness;
  diff.rebuilds = moved(before, now);
  diff.needed = needed_along(now.graph, diff.rebuilds);
  diff.rebuild_share = {derivations_of(now.graph, diff.rebuilds), now.graph.derivations};
  diff.needed_share = {derivations_of(now.graph, diff.needed), now.graph.root_derivations};
  diff.roots = needed_of_roots(now.graph, diff.rebuilds);

  const Pairing pairing = pair_nodes(before, now);
  const std::vector<NodeCause> causes = find_causes(before, now, pairing, diff.rebuilds, fields);
  diff.causes = grouped_causes(before, now, pairing, diff.rebuilds, causes);
  diff.unattributed = not_reached(now.graph, causes, diff.rebuilds);
  compare_packages(before.graph, now.graph, diff);

  Bounds bounds = bounds_of(now.graph, diff.rebuilds, false);
  diff.bound = bounds.bound;
  diff.bound_reasons = std::move(bounds.reasons);
  return diff;
}

}  // namespace

GraphDiff diff(const IdentifiedGraph& before, const IdentifiedGraph& now) {
  // Nearly all of the time goes into fingerprints, and neither side needs the other's.
  std::future<ComparedRecipes> other = std::async(std::launch::async, [&before] { return compared_recipes(before); });
  const ComparedRecipes is = compared_recipes(now);
  const ComparedRecipes was = other.get();
  return diff_of(was.compared, is.compared, recipe_fields(before.graph, was, now.graph, is), Exactness::exact);
}

GraphDiff diff(const Snapshot& before, const Snapshot& now) {
  const auto [was, is] = compared_lines(before, now);
  return diff_of(was, is, line_fields(before, now), Exactness::structural);
}

}  // namespace bgsnap
