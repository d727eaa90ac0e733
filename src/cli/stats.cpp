#include "cli/stats.hpp"

#include "bgsnap/render.hpp"
#include "cli/output_file.hpp"
#include "cli/standard_streams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <mutex>
#include <optional>
#include <vector>

#include <sys/resource.h>

namespace bgsnap {

namespace {

using Clock = std::chrono::steady_clock;

struct Measured {
  std::string name;
  double seconds = 0;
  std::uint64_t peak = 0;  ///< bytes, of the process so far
};

/// Of the one run that a process is.
struct Run {
  bool table = false;
  std::optional<std::string> file;
  Clock::time_point start = Clock::now();
  std::vector<Measured> phases;
  std::uint64_t bytes = 0;
  std::uint64_t derivations = 0;    ///< of graphs
  std::uint64_t logical_nodes = 0;  ///< lines of snapshots
  std::uint64_t edges = 0;
};

std::mutex& guard() {
  static std::mutex mutex;
  return mutex;
}

Run& this_run() {
  static Run run;
  return run;
}

Measured& phase_of(Run& run, const std::string& name) {
  const auto known = std::find_if(run.phases.begin(), run.phases.end(), [&name](const Measured& one) { return one.name == name; });
  return known != run.phases.end() ? *known : run.phases.emplace_back(Measured{name});
}

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Of this program alone: what getrusage knows includes who started it.
std::uint64_t peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stoull(line.substr(line.find_first_of("0123456789"))) * 1024;
  struct rusage used = {};
  return getrusage(RUSAGE_SELF, &used) == 0 ? static_cast<std::uint64_t>(used.ru_maxrss) * 1024 : 0;
}

std::string line_of(std::string_view name, double seconds, std::uint64_t peak) {
  return fmt::format("  {:<12}{:>9.3f} s{:>8} MB\n", name, seconds, with_thousands((peak + 500'000) / 1'000'000));
}

std::string table_of(const Run& run, double seconds, std::uint64_t peak) {
  std::string text = fmt::format("  {:<12}{:>11}{:>11}\n", "phase", "time", "peak");
  for (const Measured& phase : run.phases) text += line_of(phase.name, phase.seconds, phase.peak);
  text += line_of("total", seconds, peak);
  text += fmt::format("  {} bytes, ", with_thousands(run.bytes));
  text += fmt::format("{} derivations, ", with_thousands(run.derivations));
  if (run.logical_nodes != 0) text += fmt::format("{} logical nodes, ", with_thousands(run.logical_nodes));
  return text + fmt::format("{} edges\n", with_thousands(run.edges));
}

std::string json_of(const Run& run, double seconds, std::uint64_t peak) {
  std::string phases;
  for (const Measured& phase : run.phases)
    phases +=
        fmt::format("{}{{\"name\":\"{}\",\"seconds\":{:.6f},\"peakBytes\":{}}}", phases.empty() ? "" : ",", phase.name, phase.seconds, phase.peak);
  return fmt::format(
      "{{\"schema\":\"bgsnap-stats/1\",\"phases\":[{}],\"seconds\":{:.6f},\"peakBytes\":{},\"bytes\":{},\"derivations\":{},\"logicalNodes\":{},"
      "\"edges\":{}}}\n",
      phases, seconds, peak, run.bytes, run.derivations, run.logical_nodes, run.edges);
}

}  // namespace

Phase::Phase(std::string name) : name_(std::move(name)), start_(Clock::now()) {
  const std::lock_guard lock(guard());
  (void)phase_of(this_run(), name_);
}

Phase::~Phase() {
  const std::lock_guard lock(guard());
  Run& run = this_run();
  Measured& phase = phase_of(run, name_);
  phase.seconds += seconds_since(start_);
  if (run.table || run.file) phase.peak = peak_memory();
}

void count_graph(const BuildGraph& graph) {
  const std::lock_guard lock(guard());
  this_run().bytes += graph.raw().bytes;
  this_run().derivations += graph.size();
  this_run().edges += graph.edges();
}

void count_snapshot(const Snapshot& snapshot, std::uint64_t bytes) {
  const std::lock_guard lock(guard());
  this_run().bytes += bytes;
  this_run().derivations += snapshot.derivations();
  this_run().logical_nodes += snapshot.nodes.size();
  for (const SnapshotNode& node : snapshot.nodes) this_run().edges += node.inputs.size() + node.drv_sources.size();
}

void add_stats_options(Verb& verb) {
  verb.options.push_back({"--stats", "", "tell on standard error what each phase took, in time and memory", &this_run().table});
  verb.options.push_back({"--stats-json", "FILE", "write that to FILE as JSON", &this_run().file});
}

void tell_stats() {
  const Run& run = this_run();
  if (!run.table && !run.file) return;
  const double seconds = seconds_since(run.start);
  const std::uint64_t peak = peak_memory();
  if (run.table) (void)write_all(2, table_of(run, seconds, peak));
  if (run.file) write_output(*run.file, json_of(run, seconds, peak));
}

}  // namespace bgsnap
