#include "snapshot/recount.hpp"

#include "snapshot/line_figures.hpp"

#include <algorithm>

namespace bgsnap {
namespace {

void recount(SnapshotRoot& root, const LineFigures& counted) {
  const std::uint64_t alike = root.derivations - std::min(root.derivations, root.logical_nodes);  // derivations beyond the first of a logical node
  root.derivations = counted.derivations + root.boundary;
  root.compiled = counted.compiled;
  root.edges = counted.edges;
  root.pairs = counted.pairs;
  root.fixed = std::clamp(root.fixed, counted.fixed, counted.fixed + root.boundary);
  root.logical_nodes = root.derivations - std::min(alike, root.derivations == 0 ? 0 : root.derivations - 1);
}

}  // namespace

std::vector<std::string> unreached_lines(const Snapshot& snapshot) {
  const CountedLines counted = count_lines(snapshot, inputs_first(snapshot));
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < snapshot.nodes.size(); ++i)
    if (counted.reached[NodeId(i)] == 0) ids.emplace_back(snapshot.nodes[NodeId(i)].id);
  return ids;
}

void recount(Snapshot& snapshot) {
  const CountedLines counted = count_lines(snapshot, inputs_first(snapshot));
  for (std::size_t i = 0; i < snapshot.roots.size(); ++i) recount(snapshot.roots[i], counted.of_root[i]);
}

}  // namespace bgsnap
