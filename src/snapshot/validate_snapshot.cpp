#include "snapshot/snapshot_reader.hpp"

#include <fmt/format.h>

#include <utility>

namespace bgsnap {
namespace {

constexpr const char* regenerate = "it was shortened, merged or edited by hand: write it anew with `bgsnap snapshot INPUT -o FILE`";

/// Kahn's order: what cannot be put in one goes in a circle.
void refuse_cycles(const Snapshot& snapshot, const std::string& file) {
  DenseMap<NodeId, std::uint32_t> open(snapshot.nodes.size());
  std::vector<NodeId> ready;
  std::vector<std::vector<NodeId>> users(snapshot.nodes.size());
  for (std::size_t i = 0; i < snapshot.nodes.size(); ++i) {
    const SnapshotNode& node = snapshot.nodes[NodeId(i)];
    for (NodeId input : node.inputs) users[input.value].push_back(NodeId(i));
    open[NodeId(i)] = static_cast<std::uint32_t>(node.inputs.size());
    if (node.inputs.empty()) ready.push_back(NodeId(i));
  }
  std::size_t done = 0;
  while (!ready.empty()) {
    const NodeId id = ready.back();
    ready.pop_back();
    ++done;
    for (NodeId user : users[id.value])
      if (--open[user] == 0) ready.push_back(user);
  }
  if (done == snapshot.nodes.size() || snapshot.incomplete) return;
  for (std::size_t i = 0; i < open.size(); ++i)
    if (open[NodeId(i)] != 0)
      throw Error(fmt::format("\"{}\" and what it needs go in a circle", snapshot.nodes[NodeId(i)].id), {file, {}, ""}, regenerate);
}

/// What a root reaches, counted over the lines: it must give the root's own figures.
struct Reached {
  std::uint64_t derivations = 0;
  std::uint64_t compiled = 0;
};

Reached reached_by(const Snapshot& snapshot, const SnapshotRoot& root, DenseMap<NodeId, std::uint32_t>& seen, std::uint32_t mark) {
  Reached reached;
  std::vector<NodeId> stack;
  const auto visit = [&](NodeId id) {
    if (std::exchange(seen[id], mark) != mark) stack.push_back(id);
  };
  for (NodeId id : root.nodes) visit(id);
  while (!stack.empty()) {
    const SnapshotNode& node = snapshot.nodes[stack.back()];
    stack.pop_back();
    if (!node.boundary) {
      reached.derivations += node.derivations;
      reached.compiled += node.compiled ? node.derivations : 0;
    }
    for (NodeId input : node.inputs) visit(input);
    for (NodeId source : node.drv_sources) visit(source);
  }
  return reached;
}

void compare(const SnapshotRoot& root, const char* what, std::uint64_t said, std::uint64_t counted, const std::string& file) {
  if (said != counted)
    throw Error(fmt::format("root {} says {} {} outside the toolchain, its lines give {}", root.name, said, what, counted), {file, {}, ""}, regenerate);
}

}  // namespace

void validate_snapshot(const Snapshot& snapshot, const std::string& file) {
  refuse_cycles(snapshot, file);
  DenseMap<NodeId, std::uint32_t> seen(snapshot.nodes.size());
  std::uint32_t mark = 0;
  for (const SnapshotRoot& root : snapshot.roots) {
    const Reached reached = reached_by(snapshot, root, seen, ++mark);
    if (root.boundary > root.derivations) compare(root, "derivations", 0, 1, file);
    compare(root, "derivations", root.derivations - root.boundary, reached.derivations, file);
    compare(root, "compiled derivations", root.compiled, reached.compiled, file);
  }
  for (std::size_t i = 0; i < seen.size(); ++i)
    if (seen[NodeId(i)] == 0)
      throw Error(fmt::format("no root reaches \"{}\": a root's line or a line between is missing", snapshot.nodes[NodeId(i)].id), {file, {}, ""}, regenerate);
}

}  // namespace bgsnap
