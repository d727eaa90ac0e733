#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <thread>

namespace bgsnap {

/// Gives way to other threads until `holds` or a millisecond has gone. A thread that sleeps may be woken where another one runs, and wait
/// for its turn three times as long; what is done side by side mostly comes in rows.
template <class Holds>
void stay_awake_until(Holds&& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1);
  while (!holds() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
}

/// Has `work` done by a thread that is kept for it, or by a new one while that is busy. Waking a thread costs less than making one, and it
/// wakes where it ran last, on a processor of its own. Where the system gives no thread it is done when the future is
/// waited for. The future must be waited for while what `work` uses is there; it throws what `work` threw.
[[nodiscard]] std::future<void> done_elsewhere(std::function<void()> work);

}  // namespace bgsnap
