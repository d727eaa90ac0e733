#include "base/side_by_side.hpp"
#include "cli/eval_job_roots.hpp"
#include "cli/output_file.hpp"
#include "cli/stats.hpp"
#include "cli/subject.hpp"
#include "cli/verbs.hpp"

namespace bgsnap {

namespace {

struct SnapshotRequest {
  GraphRequest graph;
  std::optional<std::string> eval_jobs;
  std::string output = "-";
};

/// Inputs and roots that the command line names, and those of the jobs; true unless a job had no derivation.
bool add_all_inputs(SnapshotRequest& request) {
  if (request.eval_jobs) return add_whole_eval_jobs(*request.eval_jobs, request.graph);
  if (request.graph.inputs.empty()) throw UsageError("INPUT… is missing");
  return true;
}

/// To give back so many small pieces takes as long as the disk does.
void forget(IdentifiedGraph& graph, Snapshot& snapshot) {
  snapshot = {};
  graph = {};
}

int run(SnapshotRequest& request) {
  const bool all = add_all_inputs(request);
  IdentifiedGraph graph = read_recipes(request.graph, "snapshot");
  Snapshot snapshot = snapshot_of(graph, request.graph);
  snapshot.incomplete |= !all;
  const std::string text = in_phase("text", [&] { return text_of(snapshot); });
  in_phase("write", [&] {
    side_by_side(
        true, [&] { write_output(request.output, text); }, [&] { forget(graph, snapshot); });
  });
  return 0;
}

}  // namespace

Verb snapshot_verb() {
  const auto request = std::make_shared<SnapshotRequest>();
  Verb verb;
  verb.name = "snapshot";
  verb.summary = "Write the committed picture of a build graph";
  verb.usages = {"INPUT… [--root NAME=DRV]… [--config FILE] [-o FILE]", "--eval-jobs FILE [--config FILE] [-o FILE]"};
  verb.about =
      "Writes a sorted file with one line for each logical node of the graph: names, versions, classes, counts, roots and edges, and no store hash, "
      "path or date. Equal graphs give equal bytes, whichever Nix printed them; editing a source changes none. Commit the file, and let "
      "`bgsnap check` hold it against the graph.";
  verb.words = input_words(request->graph);
  verb.words.least = 0;  // with --eval-jobs
  verb.options.push_back(
      {"-o,--output", "FILE", "where to write; a regular file is replaced at once or not at all (default: standard output)", &request->output});
  add_graph_options(verb, request->graph);
  verb.options.push_back(
      {"--eval-jobs", "FILE", "inputs and roots are the lines of nix-eval-jobs in FILE, or - for standard input", &request->eval_jobs});
  verb.options.push_back(
      {"--allow-incomplete", "", "take a graph that lacks derivations or jobs; the file says so", &request->graph.allow_incomplete});
  verb.example = "nix derivation show -r .#default | bgsnap snapshot - -o snapshots/x86_64-linux.json";
  verb.exits = {{0, "written"}, {2, "could not look: bad input or usage, an incomplete graph, or a file that cannot be written"}};
  verb.cost = "linear in the input: 55,296 derivations (200 MB of JSON) take less than a second and 240 MB of memory";
  verb.run = [request] { return run(*request); };
  return verb;
}

}  // namespace bgsnap
