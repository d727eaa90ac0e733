#include "cli/output_file.hpp"
#include "cli/subject.hpp"
#include "cli/verbs.hpp"

namespace bgsnap {

namespace {

struct SnapshotRequest {
  GraphRequest graph;
  std::string output = "-";
};

int run(const SnapshotRequest& request) {
  const IdentifiedGraph graph = read_recipes(request.graph, "snapshot");
  const std::string text = text_of(snapshot_of(graph, request.graph));
  write_output(request.output, text);
  return 0;
}

}  // namespace

Verb snapshot_verb() {
  const auto request = std::make_shared<SnapshotRequest>();
  Verb verb;
  verb.name = "snapshot";
  verb.summary = "Write the committed picture of a build graph";
  verb.usages = {"INPUT… [--root NAME=DRV]… [--config FILE] [-o FILE]"};
  verb.about =
      "Writes a sorted file with one line for each logical node of the graph: names, versions, classes, counts, roots and edges, and no store hash, "
      "path or date. Equal graphs give equal bytes, whichever Nix printed them; editing a source changes none. Commit the file, and let "
      "`bgsnap check` hold it against the graph.";
  verb.words = input_words(request->graph);
  verb.options.push_back(
      {"-o,--output", "FILE", "where to write; a regular file is replaced at once or not at all (default: standard output)", &request->output});
  add_graph_options(verb, request->graph);
  verb.options.push_back({"--allow-incomplete", "", "take a graph that lacks derivations; the file says so", &request->graph.allow_incomplete});
  verb.example = "nix derivation show -r .#default | bgsnap snapshot - -o snapshots/x86_64-linux.json";
  verb.exits = {{0, "written"}, {2, "could not look: bad input or usage, an incomplete graph, or a file that cannot be written"}};
  verb.cost = "linear in the input: 55,296 derivations (200 MB of JSON) take about 2 s and 450 MB of memory";
  verb.run = [request] { return run(*request); };
  return verb;
}

}  // namespace bgsnap
