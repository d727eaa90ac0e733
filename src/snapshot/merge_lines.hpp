#pragma once

#include <string>
#include <vector>

namespace bgsnap {

/// What a three-way merge by lines made of two snapshots.
struct LineMerge {
  std::string text;                    ///< the file: a snapshot, or, when there are conflicts, one with git's conflict markers
  std::vector<std::string> conflicts;  ///< why it could not be merged, a phrase each; empty: it could
};

/// Merges two descendants of `base`, which is empty when there was none. A line is what it names (the header, a root, a node) and not where
/// it stands, so changes of neighbours never conflict; of a line that both sides changed, members are merged one by one, lists by what was
/// added and taken away. Lines that no root reaches any longer go, and the roots' figures are counted anew. What comes out is a snapshot
/// that its reader accepts, marked provisional: an edge of one side may have been implied by one that the other side took away. A side that
/// changed nothing leaves the other as it is, without a mark. Never throws for what the files hold.
[[nodiscard]] LineMerge merge_lines(const std::string& base, const std::string& ours, const std::string& theirs);

}  // namespace bgsnap
