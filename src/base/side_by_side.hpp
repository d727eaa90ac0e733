#pragma once

#include <cstddef>
#include <future>
#include <utility>

namespace bgsnap {

/// Does both, at the same time where they are `worth` a thread; neither may touch what the other one writes. Throws what `first` throws, or
/// else what `second` does.
template <class First, class Second>
void side_by_side(bool worth, First&& first, Second&& second) {
  auto other = std::async(worth ? std::launch::async : std::launch::deferred, std::forward<Second>(second));
  std::forward<First>(first)();
  other.get();
}

/// Graphs of fewer derivations or lines are done with before a thread has begun.
inline constexpr std::size_t nodes_worth_a_thread = 5000;

}  // namespace bgsnap
