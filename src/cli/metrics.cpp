#include "bgsnap/metrics.hpp"

#include "cli/answer_options.hpp"
#include "cli/subject.hpp"
#include "cli/verbs.hpp"

namespace bgsnap {

namespace {

struct MetricsRequest {
  GraphRequest graph;
  AnswerRequest answer;
};

int run(const MetricsRequest& request) {
  const IdentifiedGraph graph = read_recipes(request.graph, "metrics");
  const MetricsReport report = metrics(graph);
  give(MetricsAnswer{report, {!graph.graph.complete()}}, request.answer);
  return 0;
}

}  // namespace

Verb metrics_verb() {
  const auto request = std::make_shared<MetricsRequest>();
  Verb verb;
  verb.name = "metrics";
  verb.summary = "The figures that a preset defines";
  verb.usages = {"INPUT… [--config FILE]"};
  verb.about =
      "Counts what the presets of the configuration define as figures: nodes and edges of each root, duplication, compiles of watched packages, and "
      "says which key they are counted by.";
  verb.words = input_words(request->graph);
  add_graph_options(verb, request->graph);
  add_answer_options(verb, request->answer);
  verb.example = "bgsnap metrics raw/ --config bgsnap.json --format json";
  verb.exits = looking_exits();
  verb.cost = "reading the input, then one walk for each figure and root";
  verb.run = [request] { return run(*request); };
  return verb;
}

}  // namespace bgsnap
