#include "bgsnap/diff.hpp"

#include "base/side_by_side.hpp"
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

/// 1 where a closure is none of the other side's.
DenseMap<NodeId, std::uint8_t> moved(const Numbers& side, const Numbers& other) {
  const auto there = present(other.content, other.contents);
  DenseMap<NodeId, std::uint8_t> flags;
  flags.reserve(side.content.size());
  for (const ContentId content : side.content) flags.push_back(there[content] == 0 ? 1 : 0);
  return flags;
}

std::vector<NodeId> flagged(const DenseMap<NodeId, std::uint8_t>& flags) {
  std::vector<NodeId> nodes;
  for (std::size_t i = 0; i < flags.size(); ++i)
    if (flags[NodeId(i)]) nodes.push_back(NodeId(i));
  return nodes;
}

std::vector<NodeId> not_reached(const RebuildGraph& graph, std::span<const NodeCause> causes, std::span<const NodeId> rebuilds) {
  std::vector<NodeId> seeds;
  for (const NodeCause& cause : causes) seeds.push_back(cause.node);
  const std::vector<NodeId> reached = rebuilds_of(graph, seeds).nodes;
  std::vector<NodeId> rest;
  std::set_difference(rebuilds.begin(), rebuilds.end(), reached.begin(), reached.end(), std::back_inserter(rest));
  return rest;
}

/// All but the packages.
void compare_nodes(const Compared& before, const Compared& now, const Reading& reading, GraphDiff& diff) {
  const Pairing pairing = pair_nodes(before, now, reading.common_texts);
  const Moves moves{pairing, moved(before.numbers, now.numbers), moved(now.numbers, before.numbers)};
  diff.rebuilds = flagged(moves.rebuilds);
  diff.needed = needed_along(now.graph, diff.rebuilds);
  diff.rebuild_share = {derivations_of(now.graph, diff.rebuilds), now.graph.derivations};
  diff.needed_share = {derivations_of(now.graph, diff.needed), now.graph.root_derivations};
  diff.roots = needed_of_roots(now.graph, diff.rebuilds);

  const std::vector<NodeCause> causes = find_causes(before, now, moves, reading, diff.rebuilds);
  diff.causes = grouped_causes(before, now, moves, reading.fields, diff.rebuilds, causes);
  diff.groups = same_edits(now, diff.rebuilds, diff.causes);
  diff.unattributed = not_reached(now.graph, causes, diff.rebuilds);

  Bounds bounds = bounds_of(now.graph, diff.rebuilds, false);
  diff.bound = bounds.bound;
  diff.bound_reasons = std::move(bounds.reasons);
}

/// Packages are compared beside all else, which needs nothing of them and writes nothing of theirs.
std::future<void> comparing_packages(const RebuildGraph& before, const RebuildGraph& now, GraphDiff& diff) {
  return meanwhile(true, [&] { compare_packages(before, now, diff); });
}

/// What a side lacks: of BEFORE it makes new what may have been there, of AFTER it is not counted.
void bound_by_gaps(bool before_incomplete, bool now_incomplete, GraphDiff& diff) {
  if (before_incomplete) {
    diff.bound = both(diff.bound, Bound::upper);
    diff.bound_reasons.emplace_back("BEFORE is not whole: what stood there and is not known counts as rebuilt");
  }
  if (now_incomplete) {
    diff.bound = both(diff.bound, Bound::lower);
    diff.bound_reasons.emplace_back("AFTER is not whole: what it lacks is not counted");
  }
}

}  // namespace

GraphDiff diff(const ReadyGraph& before, const ReadyGraph& now) {
  const IdentifiedGraph& old_graph = before.graph;
  const IdentifiedGraph& new_graph = now.graph;
  GraphDiff diff;
  diff.exactness = Exactness::exact;
  auto packages = comparing_packages(before.question, now.question, diff);
  const auto [was, is] = compared_recipes(before, now);
  const Reading reading{recipe_fields(old_graph, was, new_graph, is),
                        {named_by_recipes(old_graph.graph, was), named_by_recipes(new_graph.graph, is)},
                        common_texts(old_graph.graph, new_graph.graph)};
  compare_nodes(was.compared, is.compared, reading, diff);
  packages.get();
  bound_by_gaps(!old_graph.graph.complete(), !new_graph.graph.complete(), diff);
  return diff;
}

GraphDiff diff(const IdentifiedGraph& before, const IdentifiedGraph& now) {
  auto other = meanwhile(true, [&before] { return ready(before); });
  const ReadyGraph is = ready(now);
  return diff(other.get(), is);
}

GraphDiff diff(const Snapshot& before, const Snapshot& now) {
  const RebuildGraph question_before = rebuild_graph(before);
  const RebuildGraph question_now = rebuild_graph(now);
  GraphDiff diff;
  diff.exactness = Exactness::structural;
  auto packages = comparing_packages(question_before, question_now, diff);
  const auto [was, is] = compared_lines({before, question_before}, {now, question_now});
  const Reading reading{line_fields(before, now), {named_by_lines(was), named_by_lines(is)}, no_common_texts()};
  compare_nodes(was, is, reading, diff);
  packages.get();
  diff.bound = both(diff.bound, Bound::lower);
  bound_by_gaps(before.incomplete || before.provisional, now.incomplete || now.provisional, diff);
  return diff;
}

}  // namespace bgsnap
