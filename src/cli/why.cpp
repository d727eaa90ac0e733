#include "cli/answer_options.hpp"
#include "cli/subject.hpp"
#include "cli/verbs.hpp"

namespace bgsnap {

namespace {

struct WhyRequest {
  GraphRequest graph;
  AnswerRequest answer;
  std::string from;
  std::string to;
};

int run(const WhyRequest& request) {
  if (request.from.empty()) throw UsageError("--from is missing", "say what needs it: --from root:packages.app");
  if (request.to.empty()) throw UsageError("--to is missing", "say what is needed: --to openssl");
  const Subject subject(request.graph);
  const RebuildGraph graph = subject.question();
  const Selection from = select(graph, request.from);
  const Selection to = select(graph, request.to);
  std::vector<NodeId> chain = witness_path(graph, from.nodes, to.nodes);
  const auto stop = fetch_step(graph, chain);
  const bool connected = !chain.empty();
  give(WhyAnswer{graph, request.from, request.to, std::move(chain), stop, subject.standing()}, request.answer);
  return request.answer.exit_code && connected ? 1 : 0;
}

}  // namespace

Verb why_verb() {
  const auto request = std::make_shared<WhyRequest>();
  Verb verb;
  verb.name = "why";
  verb.summary = "A shortest chain from one package to another";
  verb.usages = {"INPUT… --from SEL --to SEL"};
  verb.about =
      "Shows through which inputs one thing needs another. A chain along which rebuilds travel is preferred; where it enters how a download is "
      "fetched, where rebuilds stop, it says so. INPUT may be a snapshot, whose edges are those that no other implies.";
  verb.words = input_words(request->graph);
  verb.options.push_back({"--from", "SEL", "what needs it; selectors as for `bgsnap cone`; required", &request->from});
  verb.options.push_back({"--to", "SEL", "what is needed; required", &request->to});
  add_graph_options(verb, request->graph);
  add_answer_options(verb, request->answer);
  add_exit_code_option(verb, request->answer, "a chain connects the two");
  verb.example = "bgsnap why raw/ --from root:packages.app --to openssl";
  verb.cost = "reading the input, then one walk";
  verb.run = [request] { return run(*request); };
  return verb;
}

}  // namespace bgsnap
