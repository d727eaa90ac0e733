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

/// The lines, what a line needs before it, and what they need. Lines in a circle come last, in their own order: `ordered` tells how many stand
/// before them.
struct LineSequence {
  std::vector<NodeId> lines;
  std::size_t ordered = 0;
  std::vector<std::uint32_t> need_starts{0};                  ///< by line, one more than there are: positions into `needs`
  std::vector<std::uint32_t> needs;                           ///< lines, by position: inputs and .drv files that are sources
  std::vector<std::uint8_t> fixed;                            ///< by line: 1 for a download
  std::vector<std::uint32_t> only_input_starts, only_inputs;  ///< empty where no line needs anything but inputs

  [[nodiscard]] std::span<const std::uint32_t> input_starts() const noexcept { return only_input_starts.empty() ? need_starts : only_input_starts; }
  [[nodiscard]] std::span<const std::uint32_t> inputs() const noexcept { return only_input_starts.empty() ? needs : only_inputs; }
};
[[nodiscard]] LineSequence inputs_first(const Snapshot& snapshot);

struct CountedLines {
  std::vector<LineFigures> of_root;        ///< as Snapshot::roots
  DenseMap<NodeId, std::uint8_t> reached;  ///< 1: some root reaches the line
  DenseMap<NodeId, std::uint32_t> needed;  ///< how many lines it needs: directly, or through others that are no downloads
};
/// O(V / 512 × E) word operations; where lines stand in a circle, pairs through it are not all counted, but always the same ones of them.
[[nodiscard]] CountedLines count_lines(const Snapshot& snapshot, const LineSequence& sequence, bool on_more_threads = true);

}  // namespace bgsnap
