#include "bgsnap/policy.hpp"
#include "cli/answer_options.hpp"
#include "cli/eval_job_roots.hpp"
#include "cli/input_bytes.hpp"
#include "cli/output_file.hpp"
#include "cli/shell_word.hpp"
#include "cli/subject.hpp"
#include "cli/verbs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cctype>

namespace bgsnap {

namespace {

struct CheckRequest {
  std::string snapshot;
  std::optional<std::string> baseline;
  std::optional<std::string> today;
  std::optional<std::string> report;
  std::optional<std::string> accept_with;
  std::optional<std::string> eval_jobs;
  GraphRequest graph;
  AnswerRequest answer;
};

/// YYYY-MM-DD, a day that the calendar has.
bool is_date(const std::string& text) {
  const std::string shape = "0000-00-00";
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    if (shape[i] == '0' ? !digit : text[i] != shape[i]) return false;
  }
  const int year = std::stoi(text.substr(0, 4));
  const int month = std::stoi(text.substr(5, 2));
  const int day = std::stoi(text.substr(8, 2));
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int days = month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  return month >= 1 && month <= 12 && day >= 1 && day <= days;
}

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

/// The presets stand in the file: other rules give other lines.
std::string preset_hint(const CheckRequest& request, const Snapshot& committed, const Snapshot& live) {
  if (committed.presets == live.presets && committed.own_rules == live.own_rules) return "";
  return fmt::format("the snapshot was made with the presets {}, the graph was read with {}{}", fmt::join(committed.presets, ", "),
                     fmt::join(live.presets, ", "), request.graph.config ? "" : ": you gave no --config");
}

/// An attribute that has no derivation, in the words of nix-eval-jobs.
Finding failed_evaluation(const EvalJob& job) {
  Finding finding{
      "evaluation-failed", Severity::error, job.attribute, job.attribute + " could not be evaluated, so its graph is not looked at", {}, ""};
  for (std::size_t begin = 0; begin < job.error.size();) {
    const std::size_t end = std::min(job.error.find('\n', begin), job.error.size());
    if (end != begin) finding.evidence.push_back(job.error.substr(begin, end - begin));
    begin = end + 1;
  }
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

Freshness freshness_of(const CheckRequest& request, const Snapshot& snapshot, std::string committed, bool incomplete) {
  const IdentifiedGraph graph = read_recipes(request.graph, "check --graph");
  Snapshot live = snapshot_of(graph, request.graph);
  live.incomplete |= incomplete;
  std::string text = text_of(live);
  std::string hint = preset_hint(request, snapshot, live);
  return {std::move(live), std::move(text), std::move(committed), regenerating_command(request, request.graph.allow_incomplete), std::move(hint)};
}

void require_sense(const CheckRequest& request) {
  if (request.snapshot.empty()) throw UsageError("--snapshot is missing", "say which file to check: --snapshot FILE");
  if (request.today && !is_date(*request.today)) throw UsageError("--today is \"" + *request.today + "\", not a date like 2024-02-29");
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

int run(CheckRequest& request) {
  require_sense(request);
  std::string committed = bytes_of(request.snapshot);
  const Snapshot snapshot = parse_snapshot(committed, request.snapshot);
  std::optional<Baseline> baseline;
  if (request.baseline) baseline = read_baseline(*request.baseline);
  std::optional<Freshness> freshness;
  std::vector<Finding> findings = failed_evaluations(request);
  if (!request.graph.inputs.empty()) freshness = freshness_of(request, snapshot, std::move(committed), !findings.empty());
  const std::vector<Finding> found =
      check(snapshot, baseline ? &*baseline : nullptr, freshness ? &*freshness : nullptr, regenerating_command(request, false));
  findings.insert(findings.end(), found.begin(), found.end());
  const bool breach = is_breach(findings);
  const CheckAnswer said{request.snapshot, request.baseline, freshness.has_value(), findings, breach};
  if (request.report) write_output(*request.report, without_store_hashes(request.answer.format == "json" ? as_json(said) : as_text(said, Style{})));
  give(said, request.answer);
  return breach ? 1 : 0;
}

}  // namespace

Verb check_verb() {
  const auto request = std::make_shared<CheckRequest>();
  Verb verb;
  verb.name = "check";
  verb.summary = "Hold a snapshot against its graph and a baseline";
  verb.usages = {"--snapshot FILE [--baseline FILE] [--graph INPUT…]", "--snapshot FILE [--baseline FILE] --eval-jobs FILE"};
  verb.about =
      "With --graph, says whether the committed snapshot is what the graph gives, byte for byte. With --baseline, holds roots, members, sizes, "
      "duplication, variants, cones and vendored packages against what was agreed. Every finding names the culprit, the evidence and the "
      "command that accepts it.";
  verb.options.push_back({"--snapshot", "FILE", "the committed snapshot; required", &request->snapshot});
  verb.options.push_back({"--baseline", "FILE", "floors and ceilings", &request->baseline});
  verb.options.push_back({"--graph", "INPUT", "the live graph: inputs as `bgsnap snapshot` takes them; repeats", &request->graph.inputs, {}, true});
  verb.options.push_back(
      {"--eval-jobs", "FILE", "the live graph: that of the lines of nix-eval-jobs in FILE, or - for standard input", &request->eval_jobs});
  add_graph_options(verb, request->graph);
  verb.options.push_back(
      {"--allow-incomplete", "", "take a graph that lacks derivations; a snapshot that was made of one is an error all the same", &request->graph.allow_incomplete});
  verb.options.push_back({"--today", "DATE", "the day for what expires, YYYY-MM-DD; no clock is ever read", &request->today});
  verb.options.push_back({"--report", "FILE", "write the answer there too, without colour or store hashes", &request->report});
  verb.options.push_back({"--accept-with", "COMMAND", "the command to tell when the snapshot is not fresh", &request->accept_with});
  add_answer_options(verb, request->answer);
  verb.example = "bgsnap check --snapshot snapshots/x86_64-linux.json --baseline baseline/x86_64-linux.json --graph raw/";
  verb.exits = {{0, "nothing but warnings, or nothing"},
                {1, "a breach: the snapshot is not fresh, or a floor or ceiling does not hold"},
                {2, "could not look: bad input or usage, or an incomplete graph"}};
  verb.cost = "that of `bgsnap snapshot` with --graph, and one walk over the snapshot for each ceiling";
  verb.run = [request] { return run(*request); };
  return verb;
}

}  // namespace bgsnap
