#pragma once

#include "bgsnap/rebuild_graph.hpp"
#include "bgsnap/render.hpp"
#include "cli/verb.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <vector>

/// What a verb is asked of: a graph that is read, identified and freed of no flaw silently, or a snapshot.
namespace bgsnap {

/// The options that all verbs on a graph have.
struct GraphRequest {
  std::vector<std::string> inputs;
  std::vector<std::string> roots;  ///< NAME=DRV
  std::optional<std::string> config;
  bool config_is_for_another = false;  ///< `config` is not refused for a snapshot: another input may be the graph that it is for
  bool all_issues = false;
  bool allow_incomplete = false;
  /// The verb compares or shows recipes, so their text is kept whole; else of it only what the rules ask for, and looking at another part
  /// throws std::logic_error.
  bool whole_recipes = false;
};
/// --root, --config, --all-issues, and those of stats.hpp
void add_graph_options(Verb& verb, GraphRequest& request);
/// The words INPUT…
[[nodiscard]] Words input_words(GraphRequest& request, std::size_t most = any_number);

/// A graph that is read and not closed, and what it is to be closed with.
struct ReadGraph {
  RawGraph raw;
  std::vector<RootRequest> roots;
  Rules rules;
};

/// A graph, its rules applied, its issues told on standard error. Throws Error when there is nothing to look at.
[[nodiscard]] IdentifiedGraph read_graph(const GraphRequest& request);
/// The same from bytes that were read already.
[[nodiscard]] IdentifiedGraph read_graph(const GraphRequest& request, std::string bytes);
/// For a shard: every record as it was printed, of `roots` the closure. What is wrong is told on standard error, but for what is missing:
/// another shard may have it. `lost` are further issues. Throws Error as read_graph.
[[nodiscard]] BuildGraph read_records(const GraphRequest& request, std::vector<RawIssue> lost = {});
/// Throws Error unless the graph is complete or `allow_incomplete`; marks the snapshot of an incomplete one. `derivation_node` as take_snapshot.
[[nodiscard]] Snapshot snapshot_of(const IdentifiedGraph& graph, const GraphRequest& request,
                                   DenseMap<DerivationId, NodeId>* derivation_node = nullptr);

/// What is found out meanwhile. Waits for that before it goes, unless it has not begun.
class Meanwhile {
public:
  Meanwhile() = default;
  ~Meanwhile() {
    if (found_.valid() && found_.wait_for(std::chrono::seconds(0)) != std::future_status::deferred) found_.wait();
  }
  Meanwhile(const Meanwhile&) = delete;
  Meanwhile& operator=(const Meanwhile&) = delete;

  void begin(std::future<void> found) { found_ = found.share(); }
  /// Waits, and throws what was thrown; nothing when nothing was begun.
  void end() const {
    if (found_.valid()) found_.get();
  }

private:
  std::shared_future<void> found_;
};

/// Either of the two, and what is asked of both. Stays where it is: the question views into it. Whether a snapshot's lines agree is looked at
/// meanwhile, and waited for by whatever here is asked first; it throws Error when they do not.
class Subject {
public:
  explicit Subject(const GraphRequest& request);
  /// Reads, and tells nothing yet. close() and then identify() must follow; until then it can be asked nothing.
  struct Unclosed {};
  Subject(const GraphRequest& request, Unclosed);
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  /// Tells on standard error what is wrong with it. Throws Error when there is nothing to look at.
  void close();
  /// Applies the rules to a graph.
  void identify();

  [[nodiscard]] const IdentifiedGraph* graph() const noexcept { return graph_.get(); }
  [[nodiscard]] const Snapshot* snapshot() const;
  [[nodiscard]] Standing standing() const;
  /// Puts a snapshot in the place of the graph, for a comparison with another.
  void reduce_to_snapshot(const GraphRequest& request);
  [[nodiscard]] RebuildGraph question() const;
  /// Does not wait. Nothing may be said of it before something else here was asked; and an error is this snapshot's, if it has one: see sound().
  [[nodiscard]] RebuildGraph hasty_question() const;
  /// What `answer` gives for the hasty question. Of two errors the snapshot's own comes first.
  template <class Answer>
  [[nodiscard]] auto sound(Answer&& answer) const {
    try {
      return answer();
    } catch (...) {
      prove();
      throw;
    }
  }

  /// As standing(), without waiting.
  [[nodiscard]] Standing hasty_standing() const;
  /// Waits until it is known that nothing is wrong with the snapshot; throws what is. After this what was found in haste may be said.
  void prove() const;

private:
  void tell_snapshot() const;

  GraphRequest request_;
  std::unique_ptr<ReadGraph> read_;  ///< until it is closed
  std::unique_ptr<IdentifiedGraph> graph_;
  std::unique_ptr<Snapshot> snapshot_;
  Meanwhile proof_;  ///< of what was read as a snapshot; the last member, for it looks at the others
};

/// For verbs that need recipes: throws Error when the input is a snapshot.
[[nodiscard]] IdentifiedGraph read_recipes(const GraphRequest& request, std::string_view verb);

}  // namespace bgsnap
