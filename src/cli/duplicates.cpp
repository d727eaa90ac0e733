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
  const DuplicationReport report = duplication(graph, subject.graph() == nullptr ? nullptr : &subject.graph()->graph);
  give(DuplicatesAnswer{graph, report, request.top, subject.standing()}, request.answer);
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
      "Lists the packages of which one version is compiled several times for one profile, scope and system, with what the variants differ in. "
      "Downloads "
      "are never duplicates. INPUT may be a snapshot; differences are then named as far as its lines show them.";
  verb.words = input_words(request->graph);
  verb.options.push_back({"--top", "N", "text: so many packages", &request->top});
  add_graph_options(verb, request->graph);
  add_answer_options(verb, request->answer);
  add_exit_code_option(verb, request->answer, "something is compiled more than once");
  verb.example = "bgsnap duplicates raw/ --top 20";
  verb.cost = "reading the input, then one walk";
  verb.run = [request] { return run(*request); };
  return verb;
}

}  // namespace bgsnap
