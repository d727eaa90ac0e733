#include "snapshot/recount.hpp"

#include <algorithm>
#include <utility>

namespace bgsnap {
namespace {

DenseMap<NodeId, std::uint8_t> reached(const Snapshot& snapshot, std::vector<NodeId> from) {
  DenseMap<NodeId, std::uint8_t> seen(snapshot.nodes.size());
  while (!from.empty()) {
    const NodeId id = from.back();
    from.pop_back();
    if (std::exchange(seen[id], std::uint8_t{1}) != 0) continue;
    const SnapshotNode& node = snapshot.nodes[id];
    from.insert(from.end(), node.inputs.begin(), node.inputs.end());
    from.insert(from.end(), node.drv_sources.begin(), node.drv_sources.end());
  }
  return seen;
}

void recount(const Snapshot& snapshot, SnapshotRoot& root) {
  const auto seen = reached(snapshot, root.nodes);
  std::uint64_t derivations = 0;
  std::uint64_t fixed = 0;
  root.compiled = 0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const SnapshotNode& node = snapshot.nodes[NodeId(i)];
    if (seen[NodeId(i)] == 0 || node.boundary) continue;
    derivations += node.derivations;
    fixed += node.kind == DerivationKind::fixed ? node.derivations : 0;
    root.compiled += node.compiled ? node.derivations : 0;
  }
  root.derivations = derivations + root.boundary;
  root.fixed = std::clamp(root.fixed, fixed, fixed + root.boundary);
  root.logical_nodes = std::clamp(root.logical_nodes, std::min<std::uint64_t>(root.derivations, 1), root.derivations);
}

}  // namespace

std::vector<std::string> unreached_lines(const Snapshot& snapshot) {
  std::vector<NodeId> from;
  for (const SnapshotRoot& root : snapshot.roots) from.insert(from.end(), root.nodes.begin(), root.nodes.end());
  const auto seen = reached(snapshot, std::move(from));
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (seen[NodeId(i)] == 0) ids.push_back(snapshot.nodes[NodeId(i)].id);
  return ids;
}

void recount(Snapshot& snapshot) {
  for (SnapshotRoot& root : snapshot.roots) recount(snapshot, root);
}

}  // namespace bgsnap
