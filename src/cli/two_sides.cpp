#include "cli/two_sides.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace bgsnap {

namespace {

GraphRequest side_of(const TwoSidesRequest& request, bool before) {
  GraphRequest side = request.graph;
  side.whole_recipes = true;
  side.inputs = {request.sides[before ? 0 : 1]};
  side.config_is_for_another = true;
  if (before) side.roots = request.roots_before;
  return side;
}

/// A snapshot's lines are named by the rules that it was made with: a graph that is read with others would differ in every name.
void require_one_set_of_rules(const TwoSidesRequest& request, const Subject& before, const Subject& now) {
  if (before.snapshot() && now.snapshot() && request.graph.config && !request.config_is_for_more)
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

}  // namespace

std::string rules_words(const std::vector<std::string>& presets, std::uint32_t own) {
  return fmt::format("the presets {}{}", fmt::join(presets, ", "), own == 0 ? "" : fmt::format(" and {} own rule{}", own, own == 1 ? "" : "s"));
}

void add_side_words(Verb& verb, TwoSidesRequest& request) {
  verb.words = {"BEFORE AFTER", "each a graph as `bgsnap snapshot` takes it, or a snapshot", 2, 2, &request.sides};
}

void add_side_options(Verb& verb, TwoSidesRequest& request) {
  verb.options.push_back({"--root-before", "NAME=DRV", "as --root, for BEFORE; repeats", &request.roots_before});
  add_graph_options(verb, request.graph);
}

TwoSides::TwoSides(const TwoSidesRequest& request)
    : before(side_of(request, true)), now(side_of(request, false)), standing{before.standing().incomplete || now.standing().incomplete} {
  require_one_set_of_rules(request, before, now);
  if (before.graph() != nullptr && now.graph() != nullptr) return;
  before.reduce_to_snapshot(side_of(request, true));
  now.reduce_to_snapshot(side_of(request, false));
}

GraphDiff TwoSides::difference() const {
  return before.graph() != nullptr ? diff(*before.graph(), *now.graph()) : diff(*before.snapshot(), *now.snapshot());
}

}  // namespace bgsnap
