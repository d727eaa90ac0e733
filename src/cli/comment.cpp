#include "base/shell_word.hpp"
#include "bgsnap/configuration.hpp"
#include "bgsnap/policy.hpp"
#include "cli/answer_options.hpp"
#include "cli/input_bytes.hpp"
#include "cli/surroundings.hpp"
#include "cli/two_sides.hpp"
#include "cli/verbs.hpp"

#include <algorithm>
#include <cctype>

namespace bgsnap {

namespace {

struct CommentRequest {
  TwoSidesRequest compared;
  std::optional<std::string> baseline;
  SurroundingsRequest surroundings;
  SurroundingsRequest base_surroundings;
  std::vector<std::string> watch;
  std::string marker = "comment";
  bool skip_empty = false;
  bool whole = false;
};

/// It stands in an HTML comment, which "--" or ">" would end.
void require_marker(const std::string& marker) {
  const auto fits = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("-._/").find(c) != std::string_view::npos;
  };
  if (!marker.empty() && std::all_of(marker.begin(), marker.end(), fits) && marker.find("--") == std::string::npos && marker.back() != '-') return;
  throw UsageError("--marker is \"" + shown(marker) + "\"", "it takes letters, digits, '.', '_', '/' and single '-', as in --marker x86_64-linux");
}

std::string options_again(std::string_view name, const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) out.append(" ").append(name).append(" ").append(shell_word(value));
  return out;
}

std::vector<std::string> list_of(const std::optional<std::string>& value) { return value ? std::vector{*value} : std::vector<std::string>{}; }

/// What was asked, but for what the comment leaves out and the day.
std::string command_again(const CommentRequest& request) {
  const TwoSidesRequest& compared = request.compared;
  std::string command = "bgsnap comment";
  for (const std::string& side : compared.sides) command += " " + shell_word(side);
  return command + options_again("--baseline", list_of(request.baseline)) + options_again("--config", list_of(compared.graph.config)) +
         options_again("--watch", request.watch) + options_again("--root-before", compared.roots_before) +
         options_again("--root", compared.graph.roots) + given_surroundings(request.surroundings) +
         given_surroundings(request.base_surroundings, "--base-");
}

/// Those of the configuration, then those of the command line.
std::vector<std::string> watched_selectors(const CommentRequest& request) {
  std::vector<std::string> selectors;
  if (request.compared.graph.config) selectors = read_configuration(*request.compared.graph.config).rules.watch;
  for (const std::string& selector : request.watch)
    if (std::find(selectors.begin(), selectors.end(), selector) == selectors.end()) selectors.push_back(selector);
  return selectors;
}

/// Throws Error for what the command line asks to be watched and neither side has: a name that was mistyped.
std::vector<WatchedCone> watched_of(const CommentRequest& request, const RebuildGraph& before, const RebuildGraph& now) {
  std::vector<WatchedCone> watched = watched_cones(before, now, watched_selectors(request));
  for (const WatchedCone& one : watched) {
    const bool asked = std::find(request.watch.begin(), request.watch.end(), one.selector) != request.watch.end();
    if (asked && !one.cone.before && !one.cone.now) (void)select(now, one.selector);
  }
  return watched;
}

std::vector<DuplicateChange> duplicates_of(const TwoSides& sides, const RebuildGraph& before, const RebuildGraph& now) {
  const auto recipes = [](const Subject& side) { return side.graph() != nullptr ? &side.graph()->graph : nullptr; };
  return duplicate_changes(duplication(before, recipes(sides.before())), duplication(now, recipes(sides.now())));
}

/// Whether BEFORE was held against the like of what the finding was seen in.
bool looked_at_before(SeenIn place, const SurroundingsRequest& base) {
  switch (place) {
    case SeenIn::cargo_lock: return base.cargo_lock.has_value();
    case SeenIn::flake_lock: return base.flake_lock.has_value();
    case SeenIn::other_systems: return !base.beside.empty();
    case SeenIn::graph: break;
  }
  return true;
}

/// The new first, then what got worse, what is as before last.
int place_of(HeldFinding::Age age) { return age == HeldFinding::Age::as_before ? 2 : age == HeldFinding::Age::worse_than_before ? 1 : 0; }

/// What AFTER does not hold.
std::vector<HeldFinding> held_findings(std::vector<Finding> now, const std::vector<Finding>& before, const SurroundingsRequest& base) {
  using Age = HeldFinding::Age;
  std::vector<HeldFinding> held;
  for (Finding& finding : now) {
    const Finding* stood = same_finding(before, finding);
    const bool worse = stood != nullptr && is_worse(finding, *stood);
    const Age of_known = stood == nullptr ? Age::of_this_change : worse ? Age::worse_than_before : Age::as_before;
    const Age age = looked_at_before(finding.seen_in, base) ? of_known : Age::unknown;
    held.push_back({std::move(finding), age, age == Age::worse_than_before ? stood->measure : std::nullopt});
  }
  std::stable_sort(held.begin(), held.end(), [](const HeldFinding& a, const HeldFinding& b) { return place_of(a.age) < place_of(b.age); });
  return held;
}

/// A side as a check takes it.
struct CheckedSide {
  Snapshot snapshot;
  std::optional<Freshness> fresh;  ///< of a graph: it is always what it gives, and knows its sources
};

CheckedSide checked(const Subject& side, GraphRequest request) {
  if (side.graph() == nullptr) return {*side.snapshot(), std::nullopt};
  request.allow_incomplete = true;  // which is a finding
  DenseMap<DerivationId, NodeId> node_of;
  Snapshot snapshot = snapshot_of(*side.graph(), request, &node_of);
  const std::string text = text_of(snapshot);
  Freshness fresh{snapshot, text, text};
  fresh.sources = input_sources(*side.graph(), node_of, snapshot.nodes.size());
  fresh.graph = live_graph({std::shared_ptr<void>(), side.graph()}, node_of);
  return {std::move(snapshot), std::move(fresh)};
}

/// What a finding tells to be asked once more, with an option that was missing.
std::string checking_command(const CommentRequest& request) {
  const std::string& after = request.compared.sides[1];
  if (!is_snapshot_file(after)) return command_again(request);
  return "bgsnap check --snapshot " + shell_word(after) + options_again("--baseline", list_of(request.baseline)) +
         given_surroundings(request.surroundings);
}

/// A lock of the base alone tells nothing.
void require_sense(const CommentRequest& request) {
  const SurroundingsRequest& now = request.surroundings;
  const SurroundingsRequest& base = request.base_surroundings;
  if (base.cargo_lock && !now.cargo_lock) throw UsageError("--base-cargo-lock is for --cargo-lock, which is missing");
  if (base.flake_lock && !now.flake_lock) throw UsageError("--base-flake-lock is for --flake-lock, which is missing");
  if (!base.beside.empty() && now.beside.empty()) throw UsageError("--base-beside is for --beside, which is missing");
}

/// There is something to hold the sides against.
bool is_held(const CommentRequest& request) { return request.baseline || request.surroundings.flake_lock || request.surroundings.cargo_lock; }

/// Both sides held against the baseline and the lock files, with BEFORE as the base; what AFTER does not hold.
std::vector<HeldFinding> findings_of(const TwoSides& sides, const CommentRequest& request) {
  const TwoSidesRequest& compared = request.compared;
  const std::optional<Baseline> baseline = request.baseline ? std::optional(read_baseline(*request.baseline)) : std::nullopt;
  const CheckedSide before = checked(sides.before(), compared.graph);
  const NamedSnapshot base{compared.sides[0], before.snapshot};
  SurroundingsRequest around_base = request.base_surroundings;
  around_base.today = request.surroundings.today;
  ReadSurroundings surroundings(request.surroundings, compared.sides[1]);
  ReadSurroundings base_surroundings(around_base, compared.sides[0]);
  for (ReadSurroundings* one : {&surroundings, &base_surroundings}) one->given.base = &base;
  surroundings.given.command = checking_command(request);
  const std::string whole_graph = "bgsnap snapshot " + shell_word(compared.sides[1]) + options_again("--root", compared.graph.roots) +
                                  options_again("--config", list_of(compared.graph.config)) + " -o FILE";
  const auto held = [&](const CheckedSide& side, const Surroundings& around) {
    std::vector<Finding> findings = check(side.snapshot, baseline ? &*baseline : nullptr, side.fresh ? &*side.fresh : nullptr, whole_graph, around);
    std::erase_if(findings, [](const Finding& finding) { return finding.code == "base-unused"; });  // there is always one
    return findings;
  };
  return held_findings(held(checked(sides.now(), compared.graph), surroundings.given), held(before, base_surroundings.given),
                       request.base_surroundings);
}

bool changed(const WatchedCone& watched) {
  const auto& [before, now] = watched.cone;
  if (!before || !now) return before.has_value() != now.has_value();
  return before->rebuilds.count != now->rebuilds.count || before->bound != now->bound;
}

/// Nothing is built for any root: known, not merely not seen.
bool needs_nothing(const GraphDiff& diff) {
  const bool known = diff.exactness == Exactness::exact && (diff.bound == Bound::exact || diff.bound == Bound::upper);
  return shows_nothing(diff) || (known && diff.needed_share.count == 0 && diff.roots_added.empty() && diff.roots_removed.empty());
}

bool matters(const CommentAnswer& comment) {
  return !needs_nothing(comment.diff) || !comment.duplicates.empty() || std::any_of(comment.watched.begin(), comment.watched.end(), changed) ||
         std::any_of(comment.findings.begin(), comment.findings.end(),
                     [](const HeldFinding& held) { return held.age != HeldFinding::Age::as_before; });
}

int run(const CommentRequest& request) {
  require_marker(request.marker);
  require_sense(request);
  const TwoSides sides(request.compared);
  const RebuildGraph& before = sides.question_before();
  const RebuildGraph& now = sides.question_now();
  const GraphDiff difference = sides.difference();
  std::vector<HeldFinding> findings = is_held(request) ? findings_of(sides, request) : std::vector<HeldFinding>();
  const bool breach = std::any_of(findings.begin(), findings.end(), [](const HeldFinding& held) { return is_breach({held.finding}); });
  const std::string whole = command_again(request) + options_again("--today", list_of(request.surroundings.today)) + " --whole";
  CommentAnswer comment{now,
                        difference,
                        watched_of(request, before, now),
                        duplicates_of(sides, before, now),
                        request.baseline,
                        std::move(findings),
                        breach,
                        sides.standing(),
                        whole,
                        request.marker};
  if (request.whole) comment.most_bytes = SIZE_MAX;
  if (!request.skip_empty || matters(comment)) answer(as_markdown(comment));
  return 0;
}

}  // namespace

Verb comment_verb() {
  const auto request = std::make_shared<CommentRequest>();
  request->compared.config_is_for_more = true;
  Verb verb;
  verb.name = "comment";
  verb.summary = "What a pull request does to the graph, as a comment";
  verb.usages = {"BEFORE AFTER [--baseline FILE] [--config FILE]"};
  verb.about =
      "Prints Markdown: in the first line the verdict, the derivations that must be built for the roots, their share and the number of causes; then "
      "the "
      "causes, the roots, what a bump of each watched package rebuilds before and after, what is compiled more often or less often than before, what "
      "of "
      "the baseline does not hold, with the command that accepts it, and the packages that were bumped, came or went. The last line is a marker, "
      "`<!-- bgsnap:comment -->`, by which a bot finds its comment and updates it. A comment stays under 60,000 bytes: until it fits it leaves "
      "out, in this order, the packages that were bumped, came or went, those of each edit, the evidence of findings, then what stands beyond the "
      "first "
      "ten causes, roots, duplicates, watched packages and findings, at last all but the first line; of the last of these no more than must go; and "
      "it says so. What is found in a lock file, or beside another system's snapshot, is said to be as before only where the like of BEFORE was "
      "given, "
      "by --base-cargo-lock and so on; what stood before and measures more now is worse than before. Names are data: they can "
      "be neither markup nor a mention or a link. If a side is a snapshot, the figures are the least that rebuilds, as with `bgsnap diff`.";
  add_side_words(verb, request->compared);
  verb.options.push_back({"--baseline", "FILE", "hold AFTER against these floors and ceilings, with BEFORE as the base", &request->baseline});
  verb.options.push_back({"--watch", "SEL", "watch this too, beside what the configuration watches; repeats", &request->watch});
  verb.options.push_back(
      {"--skip-empty", "",
       "print nothing when no root needs a build, came or went, no watched cone and no duplicate changed, and nothing newly fails or got worse",
       &request->skip_empty});
  verb.options.push_back({"--marker", "NAME", "the marker's name, where a pull request has several comments (default: comment)", &request->marker});
  verb.options.push_back({"--whole", "", "leave nothing out, however long it gets", &request->whole});
  add_surroundings_but_base(verb, request->surroundings);
  add_surroundings_of_base(verb, request->base_surroundings);
  add_side_options(verb, request->compared);
  verb.example = "bgsnap comment before/ after/ --config bgsnap.json --baseline baseline/x86_64-linux.json";
  verb.exits = looking_exits();
  verb.cost = "that of `bgsnap diff`, and one walk over each side for each watched package and ceiling";
  verb.run = [request] { return run(*request); };
  return verb;
}

}  // namespace bgsnap
