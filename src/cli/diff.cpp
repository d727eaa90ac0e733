#include "bgsnap/diff.hpp"

#include "cli/answer_options.hpp"
#include "cli/two_sides.hpp"
#include "cli/verbs.hpp"

namespace bgsnap {

namespace {

struct DiffRequest {
  TwoSidesRequest compared;
  AnswerRequest answer;
  bool list = false;
  bool explain = false;
  bool volatility = false;
  std::string why;
};

int run(const DiffRequest& request) {
  const TwoSides sides(request.compared);
  const GraphDiff difference = sides.difference();
  const RebuildGraph& labels = sides.question_now();
  DiffAnswer answer{labels,          difference,        {request.compared.sides[0], request.compared.sides[1]}, request.list, sides.standing(),
                    request.explain, request.volatility};
  if (!request.why.empty()) {
    const Selection asked = select(labels, request.why);
    answer.why = {request.why, rebuild_witness(labels, difference, asked.nodes)};
    if (!answer.why->witness) answer.why->by_variant = cause_by_variant(labels, difference, asked.nodes);
  }
  give(answer, request.answer);

  return request.answer.exit_code && !shows_nothing(difference) ? 1 : 0;
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
      "(store paths, versions, derived hashes, lists of all that is below) is no change of it. A revision, a time, or the hash of a content that "
      "is all of a value is the recipe's own, unless an input has it. `alone` counts what no other cause rebuilds; three packages and more that "
      "changed in one and "
      "the same way stand in one row. What was moved to another variant of an input, by nobody's choice, stands under that input as `variant`. Two "
      "graphs compare exactly. If a side is a "
      "snapshot, the other is taken as one too, and "
      "the answer is structural: changed flags and sources do not show in it, and its figures are the least that rebuilds.";
  add_side_words(verb, request->compared);
  verb.options.push_back({"--list", "", "name every cause, package and derivation", &request->list});
  verb.options.push_back({"--explain", "", "show every cause's fields before and after; of long texts, the places that differ", &request->explain});
  verb.options.push_back({"--why", "SEL", "show how a cause reaches this; selectors as for `bgsnap cone`, in AFTER", &request->why});
  verb.options.push_back(
      {"--volatile", "", "A and B should be the same (evaluated before and after an edit that must not count): what moved", &request->volatility});
  add_side_options(verb, request->compared);
  add_answer_options(verb, request->answer);
  add_exit_code_option(verb, request->answer, "the two differ");
  verb.example = "bgsnap diff before.json after.json";
  verb.cost = "reading both inputs and hashing every recipe once; memory for both graphs";
  verb.run = [request] { return run(*request); };
  return verb;
}

}  // namespace bgsnap
