#include "base/shell_word.hpp"
#include "bgsnap/error.hpp"
#include "bgsnap/policy.hpp"
#include "cli/answer_options.hpp"
#include "cli/eval_job_roots.hpp"
#include "cli/input_bytes.hpp"
#include "cli/output_file.hpp"
#include "cli/stats.hpp"
#include "cli/subject.hpp"
#include "cli/surroundings.hpp"
#include "cli/two_sides.hpp"
#include "cli/verbs.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace bgsnap {

namespace {

struct CheckRequest {
  std::string snapshot;
  std::optional<std::string> baseline;
  std::optional<std::string> baseline_as;
  SurroundingsRequest surroundings;
  std::optional<std::string> report;
  std::optional<std::string> accept_with;
  std::optional<std::string> eval_jobs;
  GraphRequest graph;
  AnswerRequest answer;
};

/// The command that makes the snapshot anew from the same graph, or from one that lacks nothing.
std::string regenerating_command(const CheckRequest& request, bool allow_incomplete) {
  if (request.accept_with) return *request.accept_with;
  std::string command = "bgsnap snapshot";
  if (request.eval_jobs) {
    command += " --eval-jobs " + shell_word(*request.eval_jobs);
  } else {
    for (const std::string& input : request.graph.inputs) command += " " + shell_word(input);
    if (request.graph.inputs.empty()) command += " INPUT";
    for (const std::string& root : request.graph.roots) command += " --root " + shell_word(root);
  }
  if (request.graph.config) command += " --config " + shell_word(*request.graph.config);
  if (allow_incomplete) command += " --allow-incomplete";
  return command + " -o " + shell_word(request.snapshot);
}

/// The rules stand in the file: other ones give other lines.
std::string rules_hint(const CheckRequest& request, const Snapshot& committed, const Snapshot& live) {
  if (committed.presets == live.presets && committed.own_rules == live.own_rules) return "";
  return fmt::format("the snapshot was made with {}, the graph was read with {}{}", rules_words(committed.presets, committed.own_rules),
                     rules_words(live.presets, live.own_rules), request.graph.config ? "" : ": you gave no --config");
}

/// An attribute that has no derivation, in the words of nix-eval-jobs.
Finding failed_evaluation(const EvalJob& job) {
  Finding finding{
      "evaluation-failed", Severity::error, name_of(job), name_of(job) + " could not be evaluated, so its graph is not looked at", {}, ""};
  for (const std::string_view line : job.error_lines())
    if (!line.empty()) finding.evidence.emplace_back(line);
  finding.accept = "correct the expression, or take the attribute out of the jobs";
  return finding;
}

/// Adds the graph of the jobs to what is asked.
std::vector<Finding> failed_evaluations(CheckRequest& request) {
  std::vector<Finding> findings;
  if (request.eval_jobs) add_eval_jobs(*request.eval_jobs, request.graph, [&](const EvalJob& job) { findings.push_back(failed_evaluation(job)); });
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) { return a.subject < b.subject; });
  return findings;
}

Freshness freshness_of(const CheckRequest& request, const Snapshot& snapshot, std::string committed) {
  const auto recipes = std::make_shared<const IdentifiedGraph>(read_recipes(request.graph, "check --graph"));
  const IdentifiedGraph& graph = *recipes;
  DenseMap<DerivationId, NodeId> node_of;
  Snapshot live = snapshot_of(graph, request.graph, &node_of);
  std::string text = text_of(live);
  std::string hint = rules_hint(request, snapshot, live);
  std::vector<InputSource> sources = input_sources(graph, node_of, live.nodes.size());
  return {std::move(live), std::move(text),    std::move(committed),        regenerating_command(request, request.graph.allow_incomplete),
          std::move(hint), std::move(sources), live_graph(recipes, node_of)};
}

void require_sense(const CheckRequest& request) {
  if (request.snapshot.empty()) throw UsageError("--snapshot is missing", "say which file to check: --snapshot FILE; --flake-lock alone needs none");
  if (request.eval_jobs && !(request.graph.inputs.empty() && request.graph.roots.empty()))
    throw UsageError("--eval-jobs names the graph and its roots, so --graph and --root are too many");
  if (!request.graph.inputs.empty() || request.eval_jobs) return;
  if (!request.graph.roots.empty()) throw UsageError("--root is for --graph, which is missing");
  if (request.graph.config) throw UsageError("--config is for --graph, which is missing: a snapshot holds what the rules gave when it was made");
  if (request.graph.allow_incomplete) throw UsageError("--allow-incomplete is for --graph, which is missing");
}

/// Store paths as their names alone: a hash in a build's output is a reference, and would keep every .drv alive.
std::string without_store_hashes(std::string_view text) {
  constexpr std::size_t digits = 32;
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); };
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end - at == digits && end < text.size() && text[end] == '-') {
      while (!out.empty() && std::string_view(" \n\"'=(,:").find(out.back()) == std::string_view::npos) out.pop_back();  // the store's own path
      at = end + 1;
      continue;
    }
    end = std::max(end, at + 1);
    out.append(text.substr(at, end - at));
    at = end;
  }
  return out;
}

/// The command that was given, as far as it says what to look at.
std::string checking_command(const CheckRequest& request) {
  std::string command = "bgsnap check";
  if (!request.snapshot.empty()) command += " --snapshot " + shell_word(request.snapshot);
  if (request.baseline) command += " --baseline " + shell_word(request.baseline_as.value_or(*request.baseline));
  command += given_surroundings(request.surroundings);
  if (request.eval_jobs) return command + " --eval-jobs " + shell_word(*request.eval_jobs);
  for (const std::string& input : request.graph.inputs) command += " --graph " + shell_word(input);
  for (const std::string& root : request.graph.roots) command += " --root " + shell_word(root);
  if (request.graph.config) command += " --config " + shell_word(*request.graph.config);
  if (request.graph.allow_incomplete) command += " --allow-incomplete";
  return command;
}

/// Without one a base is one by itself: no worse than that.
std::optional<Baseline> baseline_of(const CheckRequest& request) {
  if (request.baseline) return parse_baseline(bytes_of(*request.baseline), request.baseline_as.value_or(*request.baseline));
  if (request.surroundings.base || request.surroundings.base_ref) return no_worse_than_base();
  return std::nullopt;
}

std::vector<std::string> rules_off(const Baseline& baseline) {
  std::vector<std::string> codes;
  for (const ChosenSeverity& chosen : baseline.severities)
    if (!chosen.severity) codes.push_back(chosen.code);
  return codes;
}

/// A flake.lock is judged by itself, before there is any graph.
bool asks_for_pins_alone(const CheckRequest& request) {
  const SurroundingsRequest& given = request.surroundings;
  const bool more = request.eval_jobs || request.accept_with || given.base || given.base_ref || given.cargo_lock || !given.beside.empty() ||
                    !request.graph.inputs.empty() || !request.graph.roots.empty() || request.graph.config || request.graph.allow_incomplete;
  return request.snapshot.empty() && given.flake_lock && !more;
}

int tell(const CheckRequest& request, const CheckAnswer& said) {
  if (request.report) write_output(*request.report, without_store_hashes(request.answer.format == "json" ? as_json(said) : as_text(said, Style{})));
  give(said, request.answer);
  return said.breach ? 1 : 0;
}

int check_flake_lock(const CheckRequest& request) {
  ReadSurroundings surroundings(request.surroundings, {});
  surroundings.given.command = checking_command(request);
  const std::optional<Baseline> baseline = baseline_of(request);
  const std::vector<Finding> findings = check_pins(baseline ? &*baseline : nullptr, surroundings.given);
  return tell(request, {.snapshot = {},
                        .baseline = request.baseline,
                        .findings = findings,
                        .breach = is_breach(findings),
                        .off = baseline ? rules_off(*baseline) : std::vector<std::string>(),
                        .flake_lock = *request.surroundings.flake_lock});
}

int run(CheckRequest& request) {
  if (request.baseline_as && !request.baseline) throw UsageError("--baseline-as is for --baseline, which is missing");
  if (asks_for_pins_alone(request)) return check_flake_lock(request);
  require_sense(request);
  ReadSurroundings surroundings(request.surroundings, request.snapshot);
  surroundings.given.command = checking_command(request);
  surroundings.given.base_words = given_base(request.surroundings);
  const bool compared = !request.graph.inputs.empty() || request.eval_jobs;  // byte by byte
  const bool whole_text = compared || is_stream(request.snapshot);           // whose size is known when it has been read
  std::string committed = whole_text ? bytes_of(request.snapshot) : std::string();
  const Snapshot snapshot =
      in_phase("read", [&] { return whole_text ? parse_snapshot(committed, request.snapshot) : read_snapshot(request.snapshot); });
  std::error_code unknown;
  const std::uintmax_t size = whole_text ? committed.size() : std::filesystem::file_size(request.snapshot, unknown);
  count_snapshot(snapshot, unknown ? 0 : size);
  const std::optional<Baseline> baseline = baseline_of(request);
  std::optional<Freshness> freshness;
  const std::vector<Finding> failed = failed_evaluations(request);
  surroundings.given.found_before = failed;
  // A graph without the roots that failed would only say once more that they failed.
  if (!request.graph.inputs.empty() && failed.empty()) freshness = freshness_of(request, snapshot, std::move(committed));
  const std::vector<Finding> findings = in_phase("check", [&] {
    return check(snapshot, baseline ? &*baseline : nullptr, freshness ? &*freshness : nullptr, regenerating_command(request, false),
                 surroundings.given);
  });
  const bool breach = is_breach(findings);
  return tell(request, {.snapshot = request.snapshot,
                        .baseline = request.baseline,
                        .freshness = freshness.has_value(),
                        .findings = findings,
                        .breach = breach,
                        .off = baseline ? rules_off(*baseline) : std::vector<std::string>()});
}

}  // namespace

Verb check_verb() {
  const auto request = std::make_shared<CheckRequest>();
  Verb verb;
  verb.name = "check";
  verb.summary = "Hold a snapshot against its graph and a baseline";
  verb.usages = {"--snapshot FILE [--baseline FILE] [--graph INPUT…]", "--snapshot FILE [--baseline FILE] --eval-jobs FILE",
                 "--flake-lock FILE [--baseline FILE]"};
  verb.about =
      "With --graph, says whether the committed snapshot is what the graph gives, byte for byte. With --baseline, holds roots, members, sizes, "
      "duplication, variants, cones, vendored packages, boundaries, locks and systems against what was agreed. Every finding names the culprit, the "
      "evidence and the command that accepts it; `bgsnap help CODE` says what it means.";
  verb.options.push_back({"--snapshot", "FILE", "the committed snapshot; --flake-lock alone needs none", &request->snapshot});
  verb.options.push_back({"--baseline", "FILE", "what was agreed: floors, ceilings, waivers", &request->baseline});
  verb.options.push_back({"--baseline-as", "FILE", "what the commands that are told call it, where it is checked as a copy", &request->baseline_as});
  verb.options.push_back({"--graph", "INPUT", "the live graph: inputs as `bgsnap snapshot` takes them; repeats", &request->graph.inputs, {}, true});
  verb.options.push_back(
      {"--eval-jobs", "FILE", "the live graph: that of the lines of nix-eval-jobs in FILE, or - for standard input", &request->eval_jobs});
  add_graph_options(verb, request->graph);
  verb.options.push_back({"--allow-incomplete", "", "take a graph that lacks derivations; a snapshot that was made of one is an error all the same",
                          &request->graph.allow_incomplete});
  add_surroundings_options(verb, request->surroundings);
  verb.options.push_back({"--report", "FILE", "write the answer there too, without colour or store hashes", &request->report});
  verb.options.push_back({"--accept-with", "COMMAND", "the command to tell when the snapshot is not fresh", &request->accept_with});
  add_answer_options(verb, request->answer);
  verb.example = "bgsnap check --snapshot snapshots/x86_64-linux.json --baseline baseline/x86_64-linux.json --graph raw/";
  verb.exits = {{0, "nothing but warnings, or nothing"},
                {1, "a breach: the snapshot is not fresh, or a rule of the baseline does not hold"},
                {2, "could not look: bad input or usage, or an incomplete graph"}};
  verb.cost = "that of `bgsnap snapshot` with --graph, and one walk over the snapshot for each ceiling";
  verb.run = [request] { return run(*request); };
  return verb;
}

}  // namespace bgsnap
