#include "formats/batches.hpp"

#include <algorithm>
#include <system_error>

namespace bgsnap {

namespace {

constexpr std::size_t most_threads = 8;

/// Asking the system takes as long as reading a record does.
std::size_t thread_count() noexcept {
  static const std::size_t count = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, most_threads);
  return count;
}

}  // namespace

Batches::Batches(RawGraph& graph, const std::vector<std::string>* asked) : graph_(graph), asked_(asked) {
  graph_.storage.push_back(readers_.emplace_back(asked_).kept.arena());
}

Batches::~Batches() {
  {
    const std::lock_guard lock(guard_);
    stopping_ = true;
  }
  something_waits_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Batches::start_threads() {
  started_ = true;
  try {
    while (readers_.size() < thread_count()) {
      RecordReader& reader = readers_.emplace_back(asked_);
      graph_.storage.push_back(reader.kept.arena());
      threads_.emplace_back([this, &reader] { work(reader); });
    }
  } catch (const std::system_error&) {  // the system gives no more threads: those that there are read
  }
}

void Batches::read(Place& place, RecordReader& reader) noexcept {
  try {
    place.batch->read(reader);
  } catch (...) {
    place.failure = std::current_exception();
  }
}

/// The first that nobody reads yet; null: none. `guard_` is held.
Batches::Place* Batches::take() noexcept {
  if (first_waiting_ == line_.size()) return nullptr;
  return &line_[first_waiting_++];
}

void Batches::work(RecordReader& reader) {
  std::unique_lock lock(guard_);
  for (;;) {
    something_waits_.wait(lock, [this] { return stopping_ || first_waiting_ < line_.size(); });
    if (stopping_) return;
    Place* const place = take();
    lock.unlock();
    read(*place, reader);
    lock.lock();
    place->read = true;
    something_is_read_.notify_one();
  }
}

void Batches::join_front() {
  Place front;
  {
    const std::lock_guard lock(guard_);
    front = std::move(line_.front());
    line_.pop_front();
    --first_waiting_;
  }
  failed_ = true;
  if (front.failure) std::rethrow_exception(front.failure);
  front.batch->join(graph_);
  failed_ = false;
}

/// Joins and reads until so many are left at most.
void Batches::advance(std::size_t most) {
  while (!failed_) {
    Place* own = nullptr;
    {
      std::unique_lock lock(guard_);
      if (line_.empty()) return;
      if (!line_.front().read) {
        if (line_.size() <= most) return;
        own = take();
        if (own == nullptr) something_is_read_.wait(lock, [this] { return line_.front().read; });
      }
    }
    if (own != nullptr) {
      read(*own, readers_.front());
      const std::lock_guard lock(guard_);
      own->read = true;
    } else {
      join_front();
    }
  }
}

void Batches::add(std::unique_ptr<Batch> batch) {
  {
    const std::lock_guard lock(guard_);
    line_.emplace_back().batch = std::move(batch);
  }
  if (line_.size() > 1 && !started_) start_threads();
  something_waits_.notify_one();
  // One may wait for a second: an input of one batch starts no thread.
  advance(thread_count() == 1 ? 0 : std::max<std::size_t>(threads_.size() * 3, 1));
}

void Batches::finish() { advance(0); }

}  // namespace bgsnap
