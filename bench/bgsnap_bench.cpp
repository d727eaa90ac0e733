// What each room costs on real graphs. `walks` is the time as a multiple of a bare simdjson walk over the same bytes, measured in
// the same run. Real graphs are used when they are unpacked; the example is always there.
#include "bare_walk.hpp"
#include "graphs.hpp"

#include "bgsnap/cone.hpp"
#include "bgsnap/configuration.hpp"
#include "bgsnap/diff.hpp"
#include "bgsnap/fingerprint.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <functional>

namespace {

using namespace bgsnap;

/// Runs `work` and says how it compares with the bare walk over `files`.
template <class Work>
void measure(benchmark::State& state, const std::string& name, std::span<const std::string> files, Work&& work) {
  const double bare = bare_walk_seconds(name, files);
  double seconds = 0;
  for (auto _ : state) {
    const auto start = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(work());
    seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  state.counters["walks"] = seconds / static_cast<double>(state.iterations()) / bare;
}

void read(benchmark::State& state, const MeasuredGraph& graph) {
  measure(state, graph.name, graph.files, [&] { return build_graph(read_inputs(graph.files)).size(); });
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bare_walk(graph.files).file_bytes));
}

void walk(benchmark::State& state, const MeasuredGraph& graph) {
  measure(state, graph.name, graph.files, [&] { return bare_walk(graph.files).string_bytes; });
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bare_walk(graph.files).file_bytes));
}

void fingerprint(benchmark::State& state, const MeasuredGraph& graph) {
  const auto whole = identified_graph(graph.files);
  measure(state, graph.name, graph.files, [&] { return fingerprints(whole->graph).own.size(); });
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(whole->graph.size()));
}

void identify_all(benchmark::State& state, const MeasuredGraph& graph) {
  const auto whole = identified_graph(graph.files);
  const Rules rules = default_configuration().rules;
  measure(state, graph.name, graph.files, [&] { return identify(whole->graph, rules).size(); });
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(whole->graph.size()));
}

void snapshot(benchmark::State& state, const MeasuredGraph& graph) {
  const auto whole = identified_graph(graph.files);
  measure(state, graph.name, graph.files, [&] { return text_of(take_snapshot(*whole)).size(); });
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(whole->graph.size()));
}

void snapshot_read(benchmark::State& state, const MeasuredGraph& graph) {
  const std::string text = text_of(take_snapshot(*identified_graph(graph.files)));
  measure(state, graph.name, graph.files, [&] { return parse_snapshot(text, "snapshot.json").nodes.size(); });
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

/// Of a node that many need: the one with the most referrers that is not fixed.
void one_cone(benchmark::State& state, const MeasuredGraph& graph) {
  const auto whole = identified_graph(graph.files);
  const RebuildGraph nodes = rebuild_graph(*whole);
  NodeId seed;
  for (std::size_t at = 0; at < nodes.nodes.size(); ++at) {
    const NodeId node(at);
    if (!nodes.is_fixed(node) && nodes.referrers[node].size() > nodes.referrers[seed].size()) seed = node;
  }
  measure(state, graph.name, graph.files, [&] { return rebuild_cone(nodes, std::span(&seed, 1)).rebuilds.size(); });
  state.counters["rebuilds"] = static_cast<double>(rebuild_cone(nodes, std::span(&seed, 1)).rebuilds.size());
}

void all_cones(benchmark::State& state, const MeasuredGraph& graph) {
  const auto whole = identified_graph(graph.files);
  const RebuildGraph nodes = rebuild_graph(*whole);
  measure(state, graph.name, graph.files, [&] { return all_cone_sizes(nodes).size(); });
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(nodes.nodes.size()));
}

void difference(benchmark::State& state, const MeasuredGraph& graph) {
  const auto before = identified_graph(graph.files);
  const auto now = identified_graph(graph.files_after);
  std::vector<std::string> both = graph.files;
  both.insert(both.end(), graph.files_after.begin(), graph.files_after.end());
  measure(state, graph.name + " and its bump", both, [&] { return diff(*before, *now).rebuilds.size(); });
}

void register_all() {
  using Question = void (*)(benchmark::State&, const MeasuredGraph&);
  const std::vector<std::pair<const char*, Question>> questions = {
      {"bare_walk", walk},        {"read", read},           {"fingerprints", fingerprint},
      {"identify", identify_all}, {"snapshot", snapshot},   {"snapshot_read", snapshot_read},
      {"cone", one_cone},         {"all_cones", all_cones}, {"diff", difference}};
  for (const MeasuredGraph& graph : graphs_at_hand()) {
    for (const auto& [name, question] : questions) {
      if (question == difference && graph.files_after.empty()) continue;
      benchmark::RegisterBenchmark((std::string(name) + "/" + graph.name).c_str(), [question = question, graph](benchmark::State& state) {
        question(state, graph);
      })->Unit(benchmark::kMillisecond);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  register_all();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
