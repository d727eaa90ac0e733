#pragma once

#include <functional>
#include <future>

namespace bgsnap {

/// Has `work` done by a thread that is kept for it, or by a new one while that is busy. Waking a thread costs less than making one, and it
/// wakes where it ran last: a new one may begin where its maker runs, and wait. Where the system gives no thread it is done when the future is
/// waited for. The future must be waited for while what `work` uses is there;
/// it throws what `work` threw.
[[nodiscard]] std::future<void> done_elsewhere(std::function<void()> work);

}  // namespace bgsnap
