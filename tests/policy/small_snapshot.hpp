#pragma once

#include "bgsnap/snapshot.hpp"

#include <string_view>

namespace bgsnap::test {

/// "app -> lib libc; lib -> libc; libc": one compiled node "build/NAME" for each name, version 1. What nothing needs is a root of
/// that name; its figures are those of its closure. Nodes may be changed afterwards; `recount` then makes the roots' figures right.
[[nodiscard]] Snapshot small_snapshot(std::string_view edges);
void recount(Snapshot& snapshot);
/// The node of that package; the test fails loudly when there is none.
[[nodiscard]] SnapshotNode& node(Snapshot& snapshot, std::string_view pname);

}  // namespace bgsnap::test
