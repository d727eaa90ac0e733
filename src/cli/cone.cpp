#include "bgsnap/cone.hpp"

#include "cli/answer_options.hpp"
#include "cli/stats.hpp"
#include "cli/subject.hpp"
#include "cli/verbs.hpp"

namespace bgsnap {

namespace {

struct ConeRequest {
  GraphRequest graph;
  AnswerRequest answer;
  std::vector<std::string> seeds;
  bool all = false;
  std::optional<std::uint64_t> top;
  bool list = false;
};

void require_sense(const ConeRequest& request) {
  if (request.all && !request.seeds.empty()) throw UsageError("--all is every seed; it does not go with --seed");
  if (!request.all && request.seeds.empty()) throw UsageError("--seed is missing", "say what changes: --seed tokio; or --all for everything at once");
  if (request.top && !request.all) throw UsageError("--top is for --all");
  if (request.top == 0U) throw UsageError("--top 0 asks for nothing", "leave it out for all of them");
}

int run_one(const ConeRequest& request) {
  const Subject subject(request.graph);
  const RebuildGraph graph = subject.sound([&] { return in_phase("question", [&] { return subject.hasty_question(); }); });
  const Selection changed = subject.sound([&] { return bump(graph, request.seeds); });
  const RebuildCone cone =
      subject.sound([&] { return in_phase("cone", [&] { return rebuild_cone(graph, changed.nodes, changed.touches_boundary); }); });
  const std::string said = subject.sound([&] {
    return written(ConeAnswer{graph, cone, request.seeds, request.list, subject.hasty_standing()}, request.answer);
  });
  in_phase("proof", [&] { subject.prove(); });
  for (const std::string& note : changed.notes) complain(shown("note: " + note));
  answer(said);
  return request.answer.exit_code && !cone.rebuilds.empty() ? 1 : 0;
}

int run_all(const ConeRequest& request) {
  const Subject subject(request.graph);
  const RebuildGraph graph = in_phase("question", [&] { return subject.question(); });
  const bool sizes_asked = request.answer.format == "json";
  const std::vector<PackageCone> packages = in_phase("cones", [&] { return package_cones(graph); });
  give(ConeTableAnswer{graph, packages, table_bounds(graph, packages), sizes_asked ? all_cone_sizes(graph) : DenseMap<NodeId, std::uint64_t>(),
                       request.top, subject.standing()},
       request.answer);
  return 0;
}

}  // namespace

Verb cone_verb() {
  const auto request = std::make_shared<ConeRequest>();
  Verb verb;
  verb.name = "cone";
  verb.summary = "What a change would rebuild";
  verb.usages = {"INPUT… --seed SEL… [--list]", "INPUT… --all [--top N]"};
  verb.about =
      "Says what rebuilds if the selected packages are bumped, of the whole graph, for each root and for each class: the derivations whose outputs "
      "change, not those whose .drv path alone does; and of these the ones that the roots need. Fixed outputs shield what is above them. INPUT may "
      "be a "
      "snapshot. Selectors: PNAME, PNAME@VERSION, class:NAME, src:NAME (an input source), drv:HASH-NAME.drv, root:ATTR; * and ? match.";
  verb.words = input_words(request->graph);
  verb.options.push_back({"-s,--seed", "SEL", "what changes; repeats", &request->seeds});
  verb.options.push_back(
      {"--all", "", "every package's bump, the most expensive first; with --format json also every node's own cone", &request->all});
  verb.options.push_back({"--top", "N", "with --all: so many packages", &request->top});
  verb.options.push_back({"--list", "", "name each derivation that rebuilds and the input that put it there", &request->list});
  add_graph_options(verb, request->graph);
  add_answer_options(verb, request->answer);
  add_exit_code_option(verb, request->answer, "something rebuilds");
  verb.example = "bgsnap cone raw/ --seed tokio";
  verb.cost = "reading the input, then one walk; --all is one pass over all nodes at once, not one walk a node";
  verb.run = [request] {
    require_sense(*request);
    return request->all ? run_all(*request) : run_one(*request);
  };
  return verb;
}

}  // namespace bgsnap
