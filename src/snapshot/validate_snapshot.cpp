#include "snapshot/line_figures.hpp"
#include "snapshot/snapshot_reader.hpp"

#include <fmt/format.h>

namespace bgsnap {
namespace {

constexpr const char* regenerate = "it was shortened, merged or edited by hand: write it anew with `bgsnap snapshot INPUT -o FILE`";

class RootChecker {
public:
  RootChecker(const SnapshotRoot& root, const LineFigures& counted, const std::string& file) : root_(root), counted_(counted), file_(file) {}

  void check() const {
    if (root_.boundary > root_.derivations) refuse(fmt::format("says {} derivations, and more of them in the toolchain", root_.derivations));
    compare("derivations outside the toolchain", root_.derivations - root_.boundary, counted_.derivations);
    compare("compiled derivations outside the toolchain", root_.compiled, counted_.compiled);
    compare("direct inputs outside the toolchain", root_.edges, counted_.edges);
    compare("pairs of lines, one of which needs the other", root_.pairs, counted_.pairs);
    if (root_.fixed < counted_.fixed || root_.fixed > counted_.fixed + root_.boundary)
      refuse(fmt::format("says {} fixed outputs, its lines give {} outside the toolchain, which holds {} derivations", root_.fixed, counted_.fixed,
                         root_.boundary));
    if (root_.logical_nodes > root_.derivations || (root_.logical_nodes == 0 && root_.derivations != 0))
      refuse(fmt::format("says {} logical nodes, which {} derivations cannot give", root_.logical_nodes, root_.derivations));
  }

private:
  [[noreturn]] void refuse(const std::string& what) const { throw Error(fmt::format("root {} {}", root_.name, what), {file_, {}, ""}, regenerate); }

  void compare(const char* what, std::uint64_t said, std::uint64_t counted) const {
    if (said != counted) refuse(fmt::format("says {} {}, its lines give {}", said, what, counted));
  }

  const SnapshotRoot& root_;
  const LineFigures& counted_;
  const std::string& file_;
};

/// A line that leaves more unsaid than it can reach has lost an edge, its own or another's.
void check_implied(const Snapshot& snapshot, const CountedLines& counted, const std::string& file) {
  for (std::size_t i = 0; i < snapshot.nodes.size(); ++i) {
    const SnapshotNode& node = snapshot.nodes[NodeId(i)];
    const std::uint64_t further = counted.needed[NodeId(i)] - node.inputs.size();
    if (node.implied > further)
      throw Error(fmt::format("\"{}\" says that {} of its inputs are implied by others, its lines give {}", node.id, node.implied, further),
                  {file, {}, ""}, regenerate);
  }
}

}  // namespace

void validate_snapshot(const Snapshot& snapshot, const std::string& file, bool on_more_threads) {
  const LineSequence sequence = inputs_first(snapshot);
  if (sequence.ordered != sequence.lines.size() && !snapshot.incomplete)
    throw Error(fmt::format("\"{}\" and what it needs go in a circle", snapshot.nodes[sequence.lines[sequence.ordered]].id), {file, {}, ""},
                regenerate);
  const CountedLines counted = count_lines(snapshot, sequence, on_more_threads);
  if (!snapshot.incomplete) check_implied(snapshot, counted, file);
  for (std::size_t i = 0; i < snapshot.roots.size(); ++i) RootChecker(snapshot.roots[i], counted.of_root[i], file).check();
  for (std::size_t i = 0; i < counted.reached.size(); ++i)
    if (counted.reached[NodeId(i)] == 0)
      throw Error(fmt::format("no root reaches \"{}\": a root's line or a line between is missing", snapshot.nodes[NodeId(i)].id), {file, {}, ""},
                  regenerate);
}

}  // namespace bgsnap
