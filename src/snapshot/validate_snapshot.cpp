#include "snapshot/root_bits.hpp"
#include "snapshot/snapshot_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace bgsnap {
namespace {

constexpr const char* regenerate = "it was shortened, merged or edited by hand: write it anew with `bgsnap snapshot INPUT -o FILE`";

template <class Visit>
void each_need(const Snapshot& snapshot, NodeId id, Visit&& visit) {
  for (NodeId input : snapshot.nodes[id].inputs) visit(input);
  for (NodeId source : snapshot.nodes[id].drv_sources) visit(source);
}

/// Kahn's order, what a node needs before it. What cannot be put in one goes in a circle, which only an incomplete graph may have; there
/// those nodes come last.
std::vector<NodeId> inputs_first(const Snapshot& snapshot, const std::string& file) {
  Adjacency<NodeId, NodeId> needs;
  std::vector<NodeId> list;
  DenseMap<NodeId, std::uint32_t> open(snapshot.nodes.size());
  std::vector<NodeId> order;
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
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (open[NodeId(i)] == 0) continue;
    if (!snapshot.incomplete) throw Error(fmt::format("\"{}\" and what it needs go in a circle", snapshot.nodes[NodeId(i)].id), {file, {}, ""}, regenerate);
    order.push_back(NodeId(i));
  }
  return order;
}

/// Which roots of a block reach each line. Another pass changes something only where there is a circle.
DenseMap<NodeId, RootBits> reach_of(const Snapshot& snapshot, std::span<const NodeId> order, std::size_t first) {
  DenseMap<NodeId, RootBits> reach(snapshot.nodes.size());
  for (std::size_t root = first; root < std::min(first + RootBits::roots, snapshot.roots.size()); ++root)
    for (NodeId id : snapshot.roots[root].nodes) reach[id].set(root - first);
  const auto pass = [&] {
    spread(order, reach, [&](NodeId id, auto&& give) { each_need(snapshot, id, give); });
  };
  pass();
  if (!snapshot.incomplete) return reach;
  for (auto before = reach; pass(), before.values() != reach.values();) before = reach;
  return reach;
}

/// What a root reaches outside the toolchain, counted over the lines: it must give the root's own figures.
struct Reached {
  std::uint64_t derivations = 0;
  std::uint64_t compiled = 0;
};

void compare(const SnapshotRoot& root, const char* what, std::uint64_t said, std::uint64_t counted, const std::string& file) {
  if (said != counted)
    throw Error(fmt::format("root {} says {} {} outside the toolchain, its lines give {}", root.name, said, what, counted), {file, {}, ""}, regenerate);
}

void compare_figures(const Snapshot& snapshot, std::size_t first, std::span<const Reached> reached, const std::string& file) {
  for (std::size_t i = 0; i < reached.size(); ++i) {
    const SnapshotRoot& root = snapshot.roots[first + i];
    if (root.boundary > root.derivations)
      throw Error(fmt::format("root {} says {} derivations, and more of them in the toolchain", root.name, root.derivations), {file, {}, ""}, regenerate);
    compare(root, "derivations", root.derivations - root.boundary, reached[i].derivations, file);
    compare(root, "compiled derivations", root.compiled, reached[i].compiled, file);
  }
}

}  // namespace

void validate_snapshot(const Snapshot& snapshot, const std::string& file) {
  const std::vector<NodeId> order = inputs_first(snapshot, file);
  DenseMap<NodeId, std::uint8_t> seen(snapshot.nodes.size());
  for (std::size_t block = 0; block < root_blocks(snapshot.roots.size()); ++block) {
    const std::size_t first = RootBits::roots * block;
    std::vector<Reached> reached(std::min(RootBits::roots, snapshot.roots.size() - first));
    const auto reach = reach_of(snapshot, order, first);
    for (std::size_t i = 0; i < reach.size(); ++i) {
      const SnapshotNode& node = snapshot.nodes[NodeId(i)];
      if (reach[NodeId(i)].any()) seen[NodeId(i)] = 1;
      if (node.boundary) continue;
      reach[NodeId(i)].each([&](std::size_t root) {
        reached[root].derivations += node.derivations;
        reached[root].compiled += node.compiled ? node.derivations : 0;
      });
    }
    compare_figures(snapshot, first, reached, file);
  }
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (seen[NodeId(i)] == 0)
      throw Error(fmt::format("no root reaches \"{}\": a root's line or a line between is missing", snapshot.nodes[NodeId(i)].id), {file, {}, ""}, regenerate);
}

}  // namespace bgsnap
