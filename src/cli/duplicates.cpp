#include "bgsnap/configuration.hpp"
#include "bgsnap/duplication.hpp"
#include "cli/answer_options.hpp"
#include "cli/subject.hpp"
#include "cli/verbs.hpp"

namespace bgsnap {

namespace {

struct DuplicatesRequest {
  GraphRequest graph;
  AnswerRequest answer;
  std::optional<std::uint64_t> top;
};

int run(const DuplicatesRequest& request) {
  const Subject subject(request.graph);
  const RebuildGraph graph = subject.question();
  const BuildGraph* recipes = subject.graph() == nullptr ? nullptr : &subject.graph()->graph;
  DuplicationReport report = duplication(graph, recipes);
  find_forks(graph, recipes, report);
  const EcosystemWords words = subject.graph() ? subject.graph()->rules.words : words_of_presets(subject.snapshot()->presets);
  give(DuplicatesAnswer{graph, report, request.top, subject.standing(), words}, request.answer);
  return request.answer.exit_code && !report.groups.empty() ? 1 : 0;
}

}  // namespace

Verb duplicates_verb() {
  const auto request = std::make_shared<DuplicatesRequest>();
  Verb verb;
  verb.name = "duplicates";
  verb.summary = "What is compiled more than once";
  verb.usages = {"INPUT… [--top N]"};
  verb.about =
      "Lists the packages of which one version is compiled several times for one profile, scope and system, with what the variants differ in, and "
      "where "
      "they start: the lowest package that is built in several ways, who asks for each, and how many derivations fewer would be compiled outside the "
      "toolchain in one way. Downloads "
      "are never duplicates. INPUT may be a snapshot; differences are then named as far as its lines show them.";
  request->graph.whole_recipes = true;
  verb.words = input_words(request->graph);
  verb.options.push_back({"--top", "N", "text: so many packages and starts", &request->top});
  add_graph_options(verb, request->graph);
  add_answer_options(verb, request->answer);
  add_exit_code_option(verb, request->answer, "something is compiled more than once");
  verb.example = "bgsnap duplicates raw/ --top 20";
  verb.cost = "reading the input, then one walk";
  verb.run = [request] { return run(*request); };
  return verb;
}

}  // namespace bgsnap
