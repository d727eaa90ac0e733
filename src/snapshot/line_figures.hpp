#pragma once

#include "bgsnap/snapshot.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bgsnap {

/// What a root reaches outside the toolchain, counted over the file's lines alone.
struct LineFigures {
  std::uint64_t derivations = 0;
  std::uint64_t compiled = 0;
  std::uint64_t fixed = 0;
  std::uint64_t edges = 0;  ///< as SnapshotRoot::edges
  std::uint64_t pairs = 0;  ///< as SnapshotRoot::pairs
};

/// The lines, what a line needs before it. Lines in a circle come last, in their own order: `ordered` tells how many stand before them.
struct LineSequence {
  std::vector<NodeId> lines;
  std::size_t ordered = 0;
};
[[nodiscard]] LineSequence inputs_first(const Snapshot& snapshot);

struct CountedLines {
  std::vector<LineFigures> of_root;        ///< as Snapshot::roots
  DenseMap<NodeId, std::uint8_t> reached;  ///< 1: some root reaches the line
  DenseMap<NodeId, std::uint32_t> needed;  ///< how many lines it needs: directly, or through others that are no downloads
};
/// O(V / 512 × E) word operations; where lines stand in a circle, pairs through it are not all counted, but always the same ones of them.
[[nodiscard]] CountedLines count_lines(const Snapshot& snapshot, const LineSequence& sequence);

}  // namespace bgsnap
