#include "snapshot/line_figures.hpp"

#include "graph/reach_counts.hpp"
#include "snapshot/root_bits.hpp"

#include <algorithm>

namespace bgsnap {
namespace {

template <class Visit>
void each_need(const Snapshot& snapshot, NodeId id, Visit&& visit) {
  for (NodeId input : snapshot.nodes[id].inputs) visit(input);
  for (NodeId source : snapshot.nodes[id].drv_sources) visit(source);
}

/// Which roots of a block reach each line. Another pass changes something only where there is a circle.
DenseMap<NodeId, RootBits> reach_of(const Snapshot& snapshot, const LineSequence& sequence, std::size_t first) {
  DenseMap<NodeId, RootBits> reach(snapshot.nodes.size());
  for (std::size_t root = first; root < std::min(first + RootBits::roots, snapshot.roots.size()); ++root)
    for (NodeId id : snapshot.roots[root].nodes) reach[id].set(root - first);
  const auto pass = [&] {
    spread(std::span(sequence.lines), reach, [&](NodeId id, auto&& give) { each_need(snapshot, id, give); });
  };
  pass();
  if (sequence.ordered == sequence.lines.size()) return reach;
  for (auto before = reach; pass(), before.values() != reach.values();) before = reach;
  return reach;
}

/// Downloads carry nothing on.
DenseMap<NodeId, std::uint32_t> needed_lines(const Snapshot& snapshot, const LineSequence& sequence) {
  std::vector<std::uint32_t> starts{0};
  std::vector<std::uint32_t> targets;
  std::vector<std::uint32_t> order;
  std::vector<std::uint8_t> opaque;
  for (const SnapshotNode& node : snapshot.nodes) {
    for (NodeId input : node.inputs) targets.push_back(input.value);
    starts.push_back(static_cast<std::uint32_t>(targets.size()));
    opaque.push_back(node.kind == DerivationKind::fixed ? 1 : 0);
  }
  for (NodeId id : sequence.lines) order.push_back(id.value);
  DenseMap<NodeId, std::uint32_t> needed;
  for (std::uint32_t count : reach_counts({starts, targets, order, opaque})) needed.push_back(count);
  return needed;
}

}  // namespace

LineSequence inputs_first(const Snapshot& snapshot) {
  Adjacency<NodeId, NodeId> needs;
  std::vector<NodeId> list;
  DenseMap<NodeId, std::uint32_t> open(snapshot.nodes.size());
  LineSequence sequence;
  std::vector<NodeId>& order = sequence.lines;
  for (std::size_t i = 0; i < snapshot.nodes.size(); ++i) {
    list.clear();
    each_need(snapshot, NodeId(i), [&](NodeId need) { list.push_back(need); });
    needs.push_back(list);
    open[NodeId(i)] = static_cast<std::uint32_t>(list.size());
    if (list.empty()) order.push_back(NodeId(i));
  }
  const auto users = reversed(needs, snapshot.nodes.size());
  for (std::size_t at = 0; at < order.size(); ++at)
    for (NodeId user : users[order[at]])
      if (--open[user] == 0) order.push_back(user);
  sequence.ordered = order.size();
  for (std::size_t i = 0; i < open.size(); ++i)
    if (open[NodeId(i)] != 0) order.push_back(NodeId(i));
  return sequence;
}

CountedLines count_lines(const Snapshot& snapshot, const LineSequence& sequence) {
  CountedLines counted{std::vector<LineFigures>(snapshot.roots.size()), DenseMap<NodeId, std::uint8_t>(snapshot.nodes.size()), needed_lines(snapshot, sequence)};
  for (std::size_t block = 0; block < root_blocks(snapshot.roots.size()); ++block) {
    const std::size_t first = RootBits::roots * block;
    const auto reach = reach_of(snapshot, sequence, first);
    for (std::size_t i = 0; i < reach.size(); ++i) {
      const NodeId id(i);
      const SnapshotNode& node = snapshot.nodes[id];
      if (reach[id].any()) counted.reached[id] = 1;
      if (node.boundary) continue;
      reach[id].each([&](std::size_t bit) {
        LineFigures& root = counted.of_root[first + bit];
        root.derivations += node.derivations;
        root.compiled += node.compiled ? node.derivations : 0;
        root.fixed += node.kind == DerivationKind::fixed ? node.derivations : 0;
        root.edges += node.inputs.size() + node.implied;
        root.pairs += counted.needed[id];
      });
    }
  }
  return counted;
}

}  // namespace bgsnap
