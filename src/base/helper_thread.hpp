#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <thread>

namespace bgsnap {

/// Gives way to other threads until `holds` or a millisecond has gone. A thread that sleeps instead may be woken on a processor where another
/// one runs, and wait there for several milliseconds; and what is done side by side comes one task after another.
template <class Holds>
void stay_awake_until(Holds&& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1);
  while (!holds() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
}

/// Has `work` done by a thread that is kept for it, or by a new one while that is busy. Waking a thread costs less than making one; it begins
/// on another processor than its maker's, and wakes where it ran last. Where the system gives no thread, the work is done when the future is
/// waited for. The future must be waited for while what `work` uses is there; it throws what `work` threw.
[[nodiscard]] std::future<void> done_elsewhere(std::function<void()> work);

}  // namespace bgsnap
