#include "snapshot/line_figures.hpp"

#include "base/side_by_side.hpp"
#include "base/wide.hpp"
#include "graph/reach_counts.hpp"
#include "graph/sources_first.hpp"
#include "graph/start_reach.hpp"

#include <algorithm>
#include <future>

namespace bgsnap {
namespace {

/// What lines need, in one pass over them: a line is larger than what is asked of it.
void take_needs(const Snapshot& snapshot, LineSequence& sequence) {
  const std::size_t size = snapshot.nodes.size();
  sequence.need_starts.reserve(size + 1);
  sequence.needs.reserve(2 * size);
  sequence.fixed.reserve(size);
  const auto append = [](std::vector<std::uint32_t>& to, std::span<const NodeId> ids) {
    for (const NodeId id : ids) to.push_back(id.value);
  };
  for (const SnapshotNode& node : snapshot.nodes) {
    if (!node.drv_sources.empty() && sequence.only_input_starts.empty()) {  // until here there were only inputs
      sequence.only_input_starts = sequence.need_starts;
      sequence.only_inputs = sequence.needs;
    }
    append(sequence.needs, node.inputs);
    append(sequence.needs, node.drv_sources);
    sequence.need_starts.push_back(static_cast<std::uint32_t>(sequence.needs.size()));
    sequence.fixed.push_back(node.kind == DerivationKind::fixed ? 1 : 0);
    if (sequence.only_input_starts.empty()) continue;
    append(sequence.only_inputs, node.inputs);
    sequence.only_input_starts.push_back(static_cast<std::uint32_t>(sequence.only_inputs.size()));
  }
}

/// Downloads carry nothing on.
DenseMap<NodeId, std::uint32_t> needed_lines(const LineSequence& sequence) {
  std::vector<std::uint32_t> order;
  order.reserve(sequence.lines.size());
  for (NodeId id : sequence.lines) order.push_back(id.value);
  return DenseMap<NodeId, std::uint32_t>(reach_counts({sequence.input_starts(), sequence.inputs(), order, sequence.fixed}));
}

StartReach reach_of_roots(const Snapshot& snapshot, const LineSequence& sequence) {
  std::vector<std::uint32_t> users_first;
  users_first.reserve(sequence.lines.size());
  for (auto at = sequence.lines.rbegin(); at != sequence.lines.rend(); ++at) users_first.push_back(at->value);
  StartLists roots;
  std::vector<std::uint32_t> list;
  for (const SnapshotRoot& root : snapshot.roots) {
    list.clear();
    for (const NodeId id : root.nodes) list.push_back(id.value);
    roots.push_back(list);
  }
  return StartReach({sequence.need_starts, sequence.needs, users_first, sequence.lines.size() - sequence.ordered}, roots);
}

/// What a line adds to the figures of every root that reaches it.
LineFigures figures_of(const SnapshotNode& line, std::uint32_t needed) {
  if (line.boundary) return {};
  return {line.derivations, line.compiled ? line.derivations : 0, line.kind == DerivationKind::fixed ? line.derivations : 0,
          line.inputs.size() + line.implied, needed};
}

void add(LineFigures& sum, const LineFigures& figures) {
  sum.derivations += figures.derivations;
  sum.compiled += figures.compiled;
  sum.fixed += figures.fixed;
  sum.edges += figures.edges;
  sum.pairs += figures.pairs;
}

BGSNAP_WIDE void add_to_each(const BitRow& roots, const LineFigures& figures, LineFigures* of_root) {
  const LineFigures added = figures;  // `of_root` may not be it, which the compiler cannot know
  roots.for_each([&](std::size_t root) { add(of_root[root], added); });
}

}  // namespace

LineSequence inputs_first(const Snapshot& snapshot) {
  LineSequence sequence;
  take_needs(snapshot, sequence);
  const std::size_t size = snapshot.nodes.size();
  const std::vector<std::uint32_t>& begin = sequence.need_starts;
  std::vector<std::uint32_t> starts(size + 1, 0);  // of each line's users
  for (const std::uint32_t need : sequence.needs) ++starts[need + 1];
  for (std::size_t i = 0; i < size; ++i) starts[i + 1] += starts[i];
  std::vector<std::uint32_t> users(starts.back());
  std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
  for (std::uint32_t i = 0; i < size; ++i)
    for (std::uint32_t edge = begin[i]; edge < begin[i + 1]; ++edge) users[next[sequence.needs[edge]]++] = i;

  std::vector<std::uint8_t> stands(size, 0);
  sequence.lines.reserve(size);
  for (const std::uint32_t line : sources_first(starts, users)) {
    sequence.lines.emplace_back(line);
    stands[line] = 1;
  }
  sequence.ordered = sequence.lines.size();
  for (std::size_t i = 0; i < size; ++i)
    if (stands[i] == 0) sequence.lines.emplace_back(i);
  return sequence;
}

CountedLines count_lines(const Snapshot& snapshot, const LineSequence& sequence, bool on_more_threads) {
  const bool worth = on_more_threads && snapshot.nodes.size() >= nodes_worth_a_thread;
  auto needed = meanwhile(worth, [&] { return needed_lines(sequence); });
  const StartReach reach = reach_of_roots(snapshot, sequence);
  CountedLines counted{std::vector<LineFigures>(snapshot.roots.size()), DenseMap<NodeId, std::uint8_t>(snapshot.nodes.size()), needed.get()};
  std::vector<LineFigures> carried(reach.carriers());
  for (std::size_t i = 0; i < snapshot.nodes.size(); ++i)
    if (const auto carrier = reach.carrier(NodeId(i).value); carrier != StartReach::nobody)
      add(carried[carrier], figures_of(snapshot.nodes[NodeId(i)], counted.needed[NodeId(i)]));
  std::vector<std::uint8_t> reached(reach.carriers(), 0);
  std::vector<std::uint8_t> reached_too(reach.carriers(), 0);
  const auto add_blocks = [&](std::size_t begin, std::size_t end, std::vector<std::uint8_t>& seen) {
    reach.each_row(begin, end, [&](std::size_t first, std::uint32_t carrier, const BitRow& roots) {
      seen[carrier] = 1;
      add_to_each(roots, carried[carrier], &counted.of_root[first]);
    });
  };
  const std::size_t half = reach.blocks() / 2;
  side_by_side(
      worth && half != 0, [&] { add_blocks(0, half, reached_too); }, [&] { add_blocks(half, reach.blocks(), reached); });
  for (std::size_t i = 0; i < snapshot.nodes.size(); ++i)
    if (const auto carrier = reach.carrier(NodeId(i).value); carrier != StartReach::nobody)
      counted.reached[NodeId(i)] = reached[carrier] | reached_too[carrier];
  return counted;
}

}  // namespace bgsnap
