#pragma once

#include "bgsnap/build_graph.hpp"
#include "bgsnap/snapshot.hpp"
#include "cli/verb.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

/// What a run took: asked for with --stats, told on standard error, and part of no answer.
namespace bgsnap {

/// Part of a run, from here to the end of the scope. Phases of one name are told as one, in the order in which they began. They
/// overlap where work is done on several threads: each tells its own time.
class Phase {
public:
  explicit Phase(std::string name);
  ~Phase();
  Phase(const Phase&) = delete;
  Phase& operator=(const Phase&) = delete;

private:
  std::string name_;
  std::chrono::steady_clock::time_point start_;
};

/// What `work` gives, and a phase while it does.
template <class Work>
auto in_phase(std::string name, Work&& work) {
  const Phase phase(std::move(name));
  return work();
}

/// A graph that was read; those of one run are summed up.
void count_graph(const BuildGraph& graph);
/// A snapshot that was read, of so many bytes; its lines are logical nodes.
void count_snapshot(const Snapshot& snapshot, std::uint64_t bytes);

/// --stats, --stats-json
void add_stats_options(Verb& verb);
/// What was asked for; nothing when nothing was. Throws Error when the file cannot be written.
void tell_stats();

}  // namespace bgsnap
