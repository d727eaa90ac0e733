#include "base/helper_thread.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#if defined(__linux__)
#include <pthread.h>
#include <sched.h>
#endif

namespace bgsnap {
namespace {

/// A thread begins where its maker runs, even beside a processor that is idle, and may wait there for milliseconds. This moves it to another
/// one; from there it may go wherever it was allowed to.
void send_elsewhere([[maybe_unused]] std::thread& thread) noexcept {
#if defined(__linux__)
  cpu_set_t allowed;
  const int here = sched_getcpu();
  if (here < 0 || sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  cpu_set_t others = allowed;
  CPU_CLR(here, &others);
  if (CPU_COUNT(&others) == 0) return;
  (void)pthread_setaffinity_np(thread.native_handle(), sizeof others, &others);
  (void)pthread_setaffinity_np(thread.native_handle(), sizeof allowed, &allowed);
#endif
}

class HelperThread {
public:
  HelperThread() = default;
  HelperThread(const HelperThread&) = delete;
  HelperThread& operator=(const HelperThread&) = delete;
  ~HelperThread() {
    {
      const std::lock_guard lock(guard_);
      ending_ = true;
      called_ = true;
    }
    something_changed_.notify_one();
    if (thread_.joinable()) thread_.join();
  }

  /// Absent: it is busy, and `work` is as it was.
  [[nodiscard]] std::optional<std::future<void>> take(std::function<void()>& work) {
    const std::lock_guard lock(guard_);
    if (busy_) return std::nullopt;
    if (!thread_.joinable()) {
      thread_ = std::thread([this] { serve(); });
      send_elsewhere(thread_);
    }
    std::future<void> done = waiting_.emplace(Task{std::move(work), {}}).done.get_future();
    busy_ = true;
    called_ = true;
    something_changed_.notify_one();
    return done;
  }

private:
  struct Task {
    std::function<void()> work;
    std::promise<void> done;
  };

  void serve() {
    std::unique_lock lock(guard_);
    for (;;) {
      something_changed_.wait(lock, [this] { return ending_ || waiting_; });
      if (!waiting_) return;
      Task task = std::move(*waiting_);
      waiting_.reset();
      called_ = false;
      lock.unlock();
      const std::exception_ptr failure = failure_of(task.work);
      lock.lock();
      busy_ = false;  // before it is known that the task is done: who waited for it may come with the next one
      if (failure)
        task.done.set_exception(failure);
      else
        task.done.set_value();
      lock.unlock();
      stay_awake_until([this] { return called_.load(); });
      lock.lock();
    }
  }

  static std::exception_ptr failure_of(const std::function<void()>& work) noexcept {
    try {
      work();
    } catch (...) {
      return std::current_exception();
    }
    return nullptr;
  }

  std::mutex guard_;
  std::condition_variable something_changed_;
  std::optional<Task> waiting_;
  bool busy_ = false;
  bool ending_ = false;
  std::atomic<bool> called_ = false;  ///< there is a task, or the end
  std::thread thread_;
};

}  // namespace

std::future<void> done_elsewhere(std::function<void()> work) {
  static HelperThread helper;
  try {
    if (auto done = helper.take(work)) return std::move(*done);
    return std::async(std::launch::async, work);
  } catch (const std::system_error&) {  // the system gives no more threads
    return std::async(std::launch::deferred, std::move(work));
  }
}

}  // namespace bgsnap
