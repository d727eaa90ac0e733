#include "bgsnap/fingerprint.hpp"
#include "cli/answer_options.hpp"
#include "cli/subject.hpp"
#include "cli/verbs.hpp"

namespace bgsnap {

namespace {

struct ExplainRequest {
  GraphRequest graph;
  AnswerRequest answer;
  bool all = false;
};

std::vector<DerivationId> every(const BuildGraph& graph) {
  std::vector<DerivationId> ids;
  for (std::size_t i = 0; i < graph.size(); ++i) ids.emplace_back(i);
  return ids;
}

/// For a graph, nodes and derivations count alike.
std::vector<DerivationId> selected(const IdentifiedGraph& graph, const std::string& selector) {
  std::vector<DerivationId> ids;
  for (const NodeId node : select(rebuild_graph(graph), selector).nodes) ids.emplace_back(node.value);
  return ids;
}

int run(ExplainRequest request) {
  std::string selector;
  if (!request.all) {
    if (request.graph.inputs.size() < 2)
      throw UsageError("what to explain is missing", "the last word is a selector: bgsnap explain INPUT… SEL; or --all");
    selector = request.graph.inputs.back();
    request.graph.inputs.pop_back();
  }
  const IdentifiedGraph graph = read_recipes(request.graph, "explain");
  std::vector<DerivationId> ids = request.all ? every(graph.graph) : selected(graph, selector);
  const Fingerprints prints = fingerprints(graph.graph);
  give(ExplainAnswer{graph, prints, std::move(ids), !request.all, {!graph.graph.complete()}}, request.answer);
  return 0;
}

}  // namespace

Verb explain_verb() {
  const auto request = std::make_shared<ExplainRequest>();
  Verb verb;
  verb.name = "explain";
  verb.summary = "What identifies a derivation, and what its fingerprints are made of";
  verb.usages = {"INPUT… SEL", "INPUT… --all"};
  verb.about =
      "Shows the logical key, the class and the two fingerprints of the selected derivations, and the text that was hashed: own is what a recipe "
      "says "
      "itself (it differs in a cause), closure is everything its output paths follow from (it differs exactly in what rebuilds). --all gives the "
      "fingerprints of every derivation.";
  request->graph.whole_recipes = true;
  verb.words = input_words(request->graph);
  verb.words.name = "INPUT… SEL";
  verb.words.meaning += "; the last word is the selector, unless --all is given";
  verb.options.push_back({"--all", "", "every derivation, without what was hashed", &request->all});
  add_graph_options(verb, request->graph);
  add_answer_options(verb, request->answer);
  verb.example = "bgsnap explain raw/ tokio";
  verb.exits = looking_exits();
  verb.cost = "reading the input and hashing every recipe once";
  verb.run = [request] { return run(*request); };
  return verb;
}

}  // namespace bgsnap
