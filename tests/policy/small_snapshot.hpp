#pragma once

#include "bgsnap/snapshot.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bgsnap::test {

/// "app -> lib libc; lib -> libc; libc": one compiled node "build/NAME" for each name, version 1. What nothing needs is a root of
/// that name; its figures are those of its closure. Nodes may be changed afterwards; `recount` then makes the roots' figures right.
[[nodiscard]] Snapshot small_snapshot(std::string_view edges);
void recount(Snapshot& snapshot);
/// The node of that package; the test fails loudly when there is none.
[[nodiscard]] SnapshotNode& node(Snapshot& snapshot, std::string_view pname);
/// For a node of that snapshot: a text or a list that stays as long as it.
[[nodiscard]] std::string_view kept(Snapshot& snapshot, std::string text);
template <class T>
[[nodiscard]] std::span<const T> kept(Snapshot& snapshot, std::vector<T> list) {
  const auto stored = std::make_shared<const std::vector<T>>(std::move(list));
  snapshot.storage.push_back(stored);
  return *stored;
}
/// Names of sources or packages.
[[nodiscard]] std::span<const std::string_view> kept_names(Snapshot& snapshot, std::vector<std::string_view> names);

}  // namespace bgsnap::test
