#include "bgsnap/diff.hpp"

#include "cli/answer_options.hpp"
#include "cli/subject.hpp"
#include "cli/verbs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace bgsnap {

namespace {

struct DiffRequest {
  std::vector<std::string> sides;
  std::vector<std::string> roots_before;
  GraphRequest graph;  ///< its roots are AFTER's
  AnswerRequest answer;
  bool list = false;
  bool explain = false;
  bool volatility = false;
  std::string why;
};

GraphRequest side_of(const DiffRequest& request, bool before) {
  GraphRequest side = request.graph;
  side.inputs = {request.sides[before ? 0 : 1]};
  side.config_is_for_another = true;
  if (before) side.roots = request.roots_before;
  return side;
}

std::string rules_words(const std::vector<std::string>& presets, std::uint32_t own) {
  return fmt::format("the presets {}{}", fmt::join(presets, ", "), own == 0 ? "" : fmt::format(" and {} own rule{}", own, own == 1 ? "" : "s"));
}

/// A snapshot's lines are named by the rules that it was made with: a graph that is read with others would differ in every name.
void require_one_set_of_rules(const DiffRequest& request, const Subject& before, const Subject& now) {
  if (before.snapshot() && now.snapshot() && request.graph.config)
    throw UsageError("--config is for graphs, and both sides are snapshots, which hold what the rules gave when they were made");
  if ((before.graph() == nullptr) == (now.graph() == nullptr)) return;
  const Snapshot& snapshot = before.snapshot() ? *before.snapshot() : *now.snapshot();
  const Rules& rules = (before.graph() ? before : now).graph()->rules;
  if (snapshot.presets == rules.presets && snapshot.own_rules == own_rules(rules)) return;
  throw UsageError(fmt::format("{} was made with {}, and {} is read with {}: every name would differ", request.sides[before.snapshot() ? 0 : 1],
                               rules_words(snapshot.presets, snapshot.own_rules), request.sides[before.snapshot() ? 1 : 0],
                               rules_words(rules.presets, own_rules(rules))),
                   "give --config the configuration that the snapshot was made with");
}

int run(const DiffRequest& request) {
  const GraphRequest asked_before = side_of(request, true);
  const GraphRequest asked_now = side_of(request, false);
  Subject before(asked_before);
  Subject now(asked_now);
  require_one_set_of_rules(request, before, now);
  const Standing standing{before.standing().incomplete || now.standing().incomplete};
  const bool exact = before.graph() != nullptr && now.graph() != nullptr;
  if (!exact) {
    before.reduce_to_snapshot(asked_before);
    now.reduce_to_snapshot(asked_now);
  }
  const GraphDiff difference = exact ? diff(*before.graph(), *now.graph()) : diff(*before.snapshot(), *now.snapshot());
  const RebuildGraph labels = now.question();
  DiffAnswer answer{labels, difference, {request.sides[0], request.sides[1]}, request.list, standing, request.explain, request.volatility};
  if (!request.why.empty()) answer.why = {request.why, rebuild_witness(labels, difference, select(labels, request.why).nodes)};
  give(answer, request.answer);

  const bool differs = !difference.rebuilds.empty() || !difference.added.empty() || !difference.removed.empty() || !difference.bumped.empty() ||
                       !difference.roots_added.empty() || !difference.roots_removed.empty();
  return request.answer.exit_code && differs ? 1 : 0;
}

}  // namespace

Verb diff_verb() {
  const auto request = std::make_shared<DiffRequest>();
  Verb verb;
  verb.name = "diff";
  verb.summary = "What rebuilds between two graphs, and because of what";
  verb.usages = {"BEFORE AFTER [--list] [--explain]", "BEFORE AFTER --why SEL", "--volatile A B"};
  verb.about =
      "Says what rebuilds on the way from BEFORE to AFTER, what of it the roots need, which derivations are the causes and which only follow, and "
      "which packages appeared, vanished or were bumped. A cause is a package whose own recipe changed: what a recipe merely repeats of its inputs "
      "(store "
      "paths, versions, derived hashes, lists of all that is below) is no change of it. `alone` counts what no other cause rebuilds. What was moved "
      "to another variant of an input, by nobody's choice, stands under that input as `variant`. Two graphs compare exactly. If a side is a "
      "snapshot, the other is taken as one too, and "
      "the answer is structural: changed flags and sources do not show in it, and its figures are the least that rebuilds.";
  verb.words = {"BEFORE AFTER", "each a graph as `bgsnap snapshot` takes it, or a snapshot", 2, 2, &request->sides};
  verb.options.push_back({"--list", "", "name every cause, package and derivation", &request->list});
  verb.options.push_back({"--explain", "", "show every cause's fields before and after; of long texts, the places that differ", &request->explain});
  verb.options.push_back({"--why", "SEL", "show how a cause reaches this; selectors as for `bgsnap cone`, in AFTER", &request->why});
  verb.options.push_back(
      {"--volatile", "", "A and B should be the same (evaluated before and after an edit that must not count): what moved", &request->volatility});
  verb.options.push_back({"--root-before", "NAME=DRV", "as --root, for BEFORE; repeats", &request->roots_before});
  add_graph_options(verb, request->graph);
  add_answer_options(verb, request->answer);
  add_exit_code_option(verb, request->answer, "the two differ");
  verb.example = "bgsnap diff before.json after.json";
  verb.cost = "reading both inputs and hashing every recipe once; memory for both graphs";
  verb.run = [request] { return run(*request); };
  return verb;
}

}  // namespace bgsnap
