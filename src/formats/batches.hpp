#pragma once

#include "bgsnap/raw_graph.hpp"
#include "formats/derivation_draft.hpp"
#include "formats/derivation_json.hpp"
#include "formats/kept_text.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace bgsnap {

/// What one thread reads records with.
struct RecordReader {
  explicit RecordReader(const std::vector<std::string>* asked) : kept(asked), json(text()) {}

  /// Where text goes that is not in the input's bytes as it is. Cleared before every record unless text is kept.
  [[nodiscard]] TextArena& text() noexcept { return kept.asked() == nullptr ? *kept.arena() : passing; }
  void next_record() noexcept {
    draft.clear();
    if (kept.asked() != nullptr) passing.clear();
  }

  KeptText kept;
  TextArena passing = {};
  DerivationJsonReader json;
  DerivationDraft draft = {};
};

/// Part of an input: read apart from all others, on any thread, then joined to the graph in the order of the inputs.
class Batch {
public:
  Batch() = default;
  virtual ~Batch() = default;
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  /// Knows no graph. What is wrong is remembered, and thrown by join() in its place.
  virtual void read(RecordReader& reader) = 0;
  virtual void join(RawGraph& graph) = 0;
};

/// Batches on their way into a graph: read on all cores, joined in the order in which they were added. So neither what the graph holds nor
/// which error is thrown depends on the threads; the first one in the order of the inputs is. A few batches are on their way at a time.
class Batches {
public:
  /// `asked` as ReadOptions::attributes, ascending.
  Batches(RawGraph& graph, const std::vector<std::string>* asked);
  ~Batches();
  Batches(const Batches&) = delete;
  Batches& operator=(const Batches&) = delete;

  /// May read it or another one, and join what is read. Throws what joining throws; from then on nothing is joined, so that what is wrong
  /// with a later batch never takes the place of what is wrong with this one.
  void add(std::unique_ptr<Batch> batch);
  /// Until all is joined.
  void finish();

private:
  struct Place {
    std::unique_ptr<Batch> batch;
    bool read = false;
    std::exception_ptr failure = {};
  };
  void start_threads();
  void work(RecordReader& reader);
  static void read(Place& place, RecordReader& reader) noexcept;
  [[nodiscard]] Place* take() noexcept;
  void join_front();
  void advance(std::size_t most);

  RawGraph& graph_;
  const std::vector<std::string>* asked_;
  std::deque<RecordReader> readers_;  ///< the first one is this thread's
  std::deque<Place> line_;
  std::size_t first_waiting_ = 0;  ///< in the line: those before it are taken
  bool failed_ = false;            ///< what was joined last, or is being joined
  bool stopping_ = false;
  std::mutex guard_;
  std::condition_variable something_waits_;
  std::condition_variable something_is_read_;
  std::vector<std::thread> threads_;
  bool started_ = false;  ///< the threads, as far as they were to be had
};

}  // namespace bgsnap
