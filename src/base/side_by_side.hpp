#pragma once

#include "base/helper_thread.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <future>
#include <system_error>
#include <utility>

namespace bgsnap {

/// Does both, at the same time where they are `worth` a thread; neither may touch what the other one writes. Throws what `first` throws, or
/// else what `second` does.
template <class First, class Second>
void side_by_side(bool worth, First&& first, Second&& second) {
  if (!worth) {
    std::forward<First>(first)();
    std::forward<Second>(second)();
    return;
  }
  std::future<void> other = done_elsewhere([&second] { std::forward<Second>(second)(); });
  try {
    std::forward<First>(first)();
  } catch (...) {
    if (other.wait_for(std::chrono::seconds(0)) != std::future_status::deferred) other.wait();
    throw;
  }
  stay_awake_until([&] { return other.wait_for(std::chrono::seconds(0)) != std::future_status::timeout; });
  other.get();
}

/// What `work` gives: found out meanwhile where that is `worth` a thread and one is to be had, else when it is asked for.
template <class Work>
[[nodiscard]] auto meanwhile(bool worth, Work work) {
  try {
    if (worth) return std::async(std::launch::async, work);
  } catch (const std::system_error&) {  // the system gives no more threads
  }
  return std::async(std::launch::deferred, std::move(work));
}

/// What is to be done, cut into parts for whoever is free next: halves of a graph are seldom equally much work.
class Parts {
public:
  explicit Parts(std::size_t size, std::size_t at_once = 512) noexcept : size_(size), at_once_(at_once) {}

  struct Part {
    std::size_t begin;
    std::size_t end;
  };
  /// Empty when all have been given.
  [[nodiscard]] Part next() noexcept {
    const std::size_t begin = std::min(next_.fetch_add(at_once_), size_);
    return {begin, std::min(begin + at_once_, size_)};
  }
  /// Calls visit(index) for all of every part that is still to be had.
  template <class Visit>
  void each(Visit&& visit) {
    for (Part part = next(); part.begin != part.end; part = next())
      for (std::size_t index = part.begin; index < part.end; ++index) visit(index);
  }

private:
  std::atomic<std::size_t> next_{0};
  std::size_t size_;
  std::size_t at_once_;
};

/// Graphs of fewer derivations or lines are done with before a thread has begun.
inline constexpr std::size_t nodes_worth_a_thread = 5000;

}  // namespace bgsnap
