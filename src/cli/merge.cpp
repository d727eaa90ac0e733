#include "bgsnap/error.hpp"
#include "bgsnap/shard.hpp"
#include "cli/output_file.hpp"
#include "cli/standard_streams.hpp"
#include "cli/stats.hpp"
#include "cli/subject.hpp"
#include "cli/verbs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {

namespace {

struct MergeRequest {
  GraphRequest graph;
  std::optional<std::string> output;
  std::optional<std::string> snapshot;
};

/// One name for several derivations is right for a file that held several, and wrong for shards of two systems or commits.
void tell_shared_names(const BuildGraph& graph) {
  const auto named = graph.named_roots();
  for (const Root& root : graph.roots()) {
    const bool has_name = std::any_of(named.begin(), named.end(), [&root](const NamedRoot& one) { return one.name == root.name; });
    if (!has_name || root.derivations.size() < 2) continue;
    complain(fmt::format("the root {} is {} derivations: {}, {}{}", shown(root.name), with_thousands(root.derivations.size()),
                         shown(graph[root.derivations[0]].path.base), shown(graph[root.derivations[1]].path.base),
                         root.derivations.size() > 2 ? " …" : ""));
    complain_further("right if its file held several; otherwise these are shards of two commits or systems");
  }
}

int run(MergeRequest& request) {
  if (request.snapshot && request.output && *request.snapshot == *request.output) throw UsageError("--output and --snapshot name the same file");
  if (request.graph.config && !request.snapshot) throw UsageError("--config is for --snapshot: a shard is the same under all rules");
  std::string shard;
  {
    const BuildGraph graph = read_records(request.graph);
    tell_shared_names(graph);
    shard = in_phase("pack", [&] { return shard_of(graph); });
  }
  if (!request.snapshot) {
    write_output(request.output.value_or("-"), shard);
    return 0;
  }
  if (request.output) write_output(*request.output, shard);
  GraphRequest whole = request.graph;
  whole.inputs = {request.output.value_or("the shards together")};
  write_output(*request.snapshot, text_of(snapshot_of(read_graph(whole, std::move(shard)), whole)));
  return 0;
}

}  // namespace

Verb merge_verb() {
  const auto request = std::make_shared<MergeRequest>();
  Verb verb;
  verb.name = "merge";
  verb.summary = "Join shards into one, or into a snapshot";
  verb.usages = {"SHARD… [-o FILE]", "SHARD… --snapshot FILE [--config FILE] [-o FILE]"};
  verb.about =
      "Joins what `bgsnap pack` wrote into one shard, or with --snapshot into the snapshot of the whole graph. The order, grouping and number of the "
      "shards change no byte, nor does a shard that is there twice: however a graph was cut up, the result is that of the whole. Of two prints of "
      "one "
      "derivation the one that says more is kept; prints that contradict each other are all kept, and the graph says so when it is read. Roots of "
      "one "
      "name are united, and told when they are several derivations. Other inputs may stand among the shards, as for `bgsnap pack`.";
  verb.words = input_words(request->graph);
  verb.words.name = "SHARD…";
  verb.words.meaning = "what `bgsnap pack` wrote, or - for standard input, where shards may follow each other";
  verb.options.push_back({"-o,--output", "FILE",
                          "where to write the shard; a regular file is replaced at once or not at all (default: standard output, unless --snapshot)",
                          &request->output});
  verb.options.push_back({"--snapshot", "FILE", "write the snapshot of all shards together, as `bgsnap snapshot` would", &request->snapshot});
  verb.options.push_back(
      {"--config", "FILE", "for the snapshot: rules for identity, classes and the toolchain (default: every preset)", &request->graph.config});
  verb.options.push_back(
      {"--allow-incomplete", "", "take a snapshot of a graph that lacks derivations or jobs; the file says so", &request->graph.allow_incomplete});
  verb.options.push_back({"--all-issues", "", "tell everything that is wrong with the graph, not the first 20", &request->graph.all_issues});
  add_stats_options(verb);
  verb.example = "bgsnap merge shards/*.shard -o graph.shard --snapshot snapshots/x86_64-linux.json";
  verb.exits = {{0, "written"}, {2, "could not look: bad input or usage, an incomplete graph for --snapshot, or a file that cannot be written"}};
  verb.cost = "linear in what the shards unpack to, which is in memory all at once";
  verb.run = [request] { return run(*request); };
  return verb;
}

}  // namespace bgsnap
