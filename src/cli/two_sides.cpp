#include "cli/two_sides.hpp"

#include "base/side_by_side.hpp"
#include "cli/input_bytes.hpp"
#include "cli/stats.hpp"
#include "identity/implied_inputs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <utility>

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

/// Whether it will be compared exactly, as far as can be said before its turn: what is wrong with it is told in its turn.
bool looks_like_graph(const std::string& input) {
  try {
    return !is_stream(input) && !is_snapshot_file(input);
  } catch (const Error&) {
    return false;
  }
}

/// What is read off the recipes and what the rules say need nothing of each other.
ReadyGraph identified_and_ready(Subject& side) {
  const BuildGraph& graph = side.graph()->graph;
  std::shared_ptr<const OutputPaths> paths;
  auto closures = meanwhile(true, [&] {
    return in_phase("fingerprint", [&] {
      paths = std::make_shared<const OutputPaths>(graph);
      return closure_fingerprints(graph, paths);
    });
  });
  side.identify();
  RebuildGraph question = side.question();
  Adjacency<DerivationId, std::uint8_t> implied = implied_inputs(graph);
  GraphPrints prints{closures.get(), std::move(implied), std::move(paths)};
  return {*side.graph(), std::move(question), std::move(prints)};
}

/// All that BEFORE has to tell is told before AFTER says a word.
std::future<std::optional<ReadyGraph>> closing(Subject& before, bool exact) {
  return meanwhile(true, [&before, exact]() -> std::optional<ReadyGraph> {
    before.close();
    if (exact && before.graph() != nullptr) return identified_and_ready(before);
    before.identify();
    return std::nullopt;
  });
}

/// The request itself, once it is known to name standard input at most once.
const TwoSidesRequest& with_one_stream(const TwoSidesRequest& request) {
  if (std::count(request.sides.begin(), request.sides.end(), "-") > 1)
    throw UsageError("standard input is named for both sides, and it can be read once", "write what it gives to a file first");
  return request;
}

Subject after(const TwoSidesRequest& request, std::future<std::optional<ReadyGraph>>& closing_before) {
  try {
    return Subject(side_of(request, false), Subject::Unclosed());
  } catch (...) {
    closing_before.get();
    throw;
  }
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
    : before_(side_of(with_one_stream(request), true), Subject::Unclosed()),
      closing_before_(closing(before_, looks_like_graph(request.sides[1]))),
      now_(after(request, closing_before_)),
      ready_before_(closing_before_.get()) {
  now_.close();
  if (ready_before_ && now_.graph() != nullptr)
    ready_now_.emplace(identified_and_ready(now_));
  else
    now_.identify();
  standing_ = {before_.standing().incomplete || now_.standing().incomplete};
  require_one_set_of_rules(request, before_, now_);
  if (before_.graph() == nullptr || now_.graph() == nullptr) {
    compare_as_snapshots(request);
  } else if (!ready_before_) {
    ready_before_.emplace(ready(*before_.graph()));
    ready_now_.emplace(ready(*now_.graph()));
  }
}

void TwoSides::compare_as_snapshots(const TwoSidesRequest& request) {
  ready_before_.reset();
  ready_now_.reset();
  before_.reduce_to_snapshot(side_of(request, true));
  now_.reduce_to_snapshot(side_of(request, false));
  question_before_.emplace(before_.question());
  question_now_.emplace(now_.question());
}

GraphDiff TwoSides::difference() const {
  return in_phase("compare", [&] { return ready_now_ ? diff(*ready_before_, *ready_now_) : diff(*before_.snapshot(), *now_.snapshot()); });
}

}  // namespace bgsnap
