#include "base/shell_word.hpp"
#include "bgsnap/diff.hpp"
#include "bgsnap/error.hpp"
#include "bgsnap/policy.hpp"
#include "cli/answer_options.hpp"
#include "cli/eval_job_roots.hpp"
#include "cli/input_bytes.hpp"
#include "cli/live_snapshot.hpp"
#include "cli/output_file.hpp"
#include "cli/today.hpp"
#include "cli/verbs.hpp"
#include "config/nearest_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace bgsnap {

namespace {

struct RegenerateRequest {
  std::string config = "bgsnap.json";
  std::vector<std::string> systems;
  std::optional<std::string> snapshots;
  std::optional<std::string> eval_jobs;
  bool check = false;
  bool merged = false;
  LiveRequest live;
  AnswerRequest answer;
};

/// A system, what its graph gives now, and what was agreed for it.
struct Regenerated {
  SystemGraph system;
  std::optional<Baseline> baseline;
  Snapshot live;
  std::string text;
};

std::optional<Baseline> baseline_of(const SystemGraph& system) {
  if (system.baseline.empty()) return std::nullopt;
  if (!std::filesystem::exists(system.baseline))
    throw Error(fmt::format("the configuration names it as the baseline of {}, and there is no such file", system.name), {system.baseline},
                "write {} into it, which asks for nothing yet, or take \"baseline\" out of the configuration");
  return read_baseline(system.baseline);
}

/// A merge left it provisional, or in a state that nobody can read, such as with conflict markers.
bool needs_mending(const std::string& file) {
  if (!std::filesystem::exists(file)) return false;
  try {
    return read_snapshot(file).provisional;
  } catch (const Error&) {
    return true;
  }
}

/// Those that were asked for, in the configuration's order; all when none was.
std::vector<SystemGraph> chosen_systems(const Configuration& configuration, const RegenerateRequest& request) {
  if (configuration.systems.empty()) {
    throw Error("the configuration names no systems, so there is nothing to regenerate", {configuration.file},
                "name them and their roots: \"systems\": [\"x86_64-linux\"], \"roots\": {\"packages.app\": \".#packages.{system}.app\"}");
  }
  std::vector<std::string> names;
  for (const SystemGraph& system : configuration.systems) names.push_back(system.name);
  for (const std::string& wanted : request.systems) {
    if (std::find(names.begin(), names.end(), wanted) == names.end())
      throw UsageError(fmt::format("the configuration has no system \"{}\"", wanted), did_you_mean(wanted, names));
  }
  std::vector<SystemGraph> chosen;
  for (SystemGraph system : configuration.systems) {
    if (!request.systems.empty() && std::find(request.systems.begin(), request.systems.end(), system.name) == request.systems.end()) continue;
    if (request.snapshots) system.snapshot = (std::filesystem::path(*request.snapshots) / (system.name + ".json")).string();
    if (!request.merged || needs_mending(system.snapshot)) chosen.push_back(std::move(system));
  }
  return chosen;
}

Snapshot snapshot_of_jobs(const RegenerateRequest& request) {
  GraphRequest graph;
  graph.config = request.config;
  graph.allow_incomplete = request.live.allow_incomplete;
  graph.all_issues = request.live.all_issues;
  const bool all = add_whole_eval_jobs(*request.eval_jobs, graph);
  Snapshot snapshot = snapshot_of(read_graph(graph), graph);
  snapshot.incomplete |= !all;
  return snapshot;
}

/// Everything is read and asked before anything is written; files, which are quick, before Nix.
std::vector<Regenerated> regenerated(const Configuration& configuration, const RegenerateRequest& request) {
  std::vector<Regenerated> all;
  std::vector<SystemGraph> systems = chosen_systems(configuration, request);
  if (systems.empty()) return all;
  for (SystemGraph& system : systems) {
    std::optional<Baseline> baseline = baseline_of(system);
    all.push_back({std::move(system), std::move(baseline), {}, {}});
  }
  if (request.eval_jobs) {
    if (all.size() > 1) throw UsageError("--eval-jobs are the jobs of one system", "say which: --system NAME");
    all.front().live = snapshot_of_jobs(request);
  } else {
    const InstalledNix nix = InstalledNix::find(configuration.folder());
    for (Regenerated& now : all) now.live = live_snapshot(nix, configuration, now.system, request.live);
  }
  for (Regenerated& now : all) now.text = text_of(now.live);
  return all;
}

std::string command_for(const RegenerateRequest& request, const SystemGraph& system) {
  std::string command = "bgsnap regenerate";
  if (request.config != RegenerateRequest().config) command += " --config " + shell_word(request.config);
  command += " --system " + shell_word(system.name);
  if (request.snapshots) command += " --snapshots " + shell_word(*request.snapshots);
  return command;
}

/// Roots that the configuration says this graph does not have, so that a report of what changed does not pass over them.
void tell_absent_roots(const SystemGraph& system) {
  for (const RootSource& root : system.roots)
    if (root.absent) answer(fmt::format("  {} does not have the root {}\n", shown(system.name), shown(root.name)));
}

/// True when the committed file is not what the graph gives.
bool tell_staleness(const Regenerated& now, const RegenerateRequest& request) {
  const std::string& file = now.system.snapshot;
  const std::string command = command_for(request, now.system);
  if (!std::filesystem::exists(file)) {
    answer(fmt::format("{}: {} is not there yet; write it: {}\n", shown(now.system.name), shown(file), shown(command)));
    return true;
  }
  const std::string committed = bytes_of(file);
  const Freshness freshness{now.live, now.text, committed, command};
  const std::vector<Finding> findings = check(parse_snapshot(committed, file), nullptr, &freshness, command);
  const bool stale = now.text != committed;
  answer(fmt::format("{}: {} {}\n", shown(now.system.name), shown(file), stale ? "is not what its graph gives" : "is what its graph gives"));
  tell_absent_roots(now.system);
  if (stale) answer(as_text(CheckAnswer{file, {}, true, findings, true}, style_of(request.answer)));
  return stale;
}

/// What the file held before; nothing, after a word on standard error, when that cannot be read.
std::optional<Snapshot> former(const std::string& bytes, const std::string& file) {
  try {
    Snapshot before = parse_snapshot(bytes, file);
    if (before.provisional) complain(fmt::format("{}: what stood there was merged by lines, so the difference is from a guess", shown(file)));
    return before;
  } catch (const Error& error) {
    complain(shown(fmt::format("{}: what stood there cannot be compared: {}", file, error.sentence())));
    return std::nullopt;
  }
}

/// Lines that changed though no derivation rebuilds by what they show: an implied input, a figure, a rule.
void tell_moved_lines(const Snapshot& before, const Regenerated& now, const std::string& bytes) {
  const Freshness freshness{now.live, now.text, bytes};
  for (const Finding& finding : check(before, nullptr, &freshness)) {
    if (finding.code != "snapshot-not-fresh") continue;
    answer("lines that changed:\n");
    for (const std::string& line : finding.evidence) answer("  " + shown(line) + "\n");
  }
}

void tell_difference(const Snapshot& before, const std::string& bytes, const Regenerated& now, const AnswerRequest& request) {
  const GraphDiff difference = diff(before, now.live);
  if (difference.rebuilds.empty() && difference.added.empty() && difference.removed.empty()) return tell_moved_lines(before, now, bytes);
  const RebuildGraph labels = rebuild_graph(now.live);
  const Standing standing{before.incomplete || now.live.incomplete};
  answer(as_text(DiffAnswer{labels, difference, {"before", "now"}, false, standing}, style_of(request)));
}

void tell_breaches(const Regenerated& now, const RegenerateRequest& request) {
  if (!now.baseline) return;
  Surroundings surroundings;
  surroundings.today = today_of({});
  surroundings.snapshot_name = now.system.snapshot;
  surroundings.command = fmt::format("bgsnap check --snapshot {} --baseline {}", shell_word(now.system.snapshot), shell_word(now.system.baseline));
  const std::vector<Finding> findings = check(now.live, &*now.baseline, nullptr, command_for(request, now.system), surroundings);
  if (findings.empty()) return;
  answer("\n" + as_text(CheckAnswer{now.system.snapshot, now.system.baseline, true, findings, is_breach(findings)}, style_of(request.answer)));
}

void write(const Regenerated& now, const RegenerateRequest& request) {
  const std::string& file = now.system.snapshot;
  const bool there = std::filesystem::exists(file);
  const std::string before = there ? bytes_of(file) : "";
  if (before == now.text) {
    answer(fmt::format("{}: {} is what its graph gives\n", shown(now.system.name), shown(file)));
  } else {
    const std::filesystem::path folder = std::filesystem::path(file).parent_path();
    if (!folder.empty()) std::filesystem::create_directories(folder);
    write_output(file, now.text);
    answer(fmt::format("{}: {} {}\n", shown(now.system.name), shown(file), there ? "written" : "written, for the first time"));
    tell_absent_roots(now.system);
    if (there) {
      if (const auto old = former(before, file)) tell_difference(*old, before, now, request.answer);
    }
  }
  tell_breaches(now, request);
}

int run(const RegenerateRequest& request) {
  const Configuration configuration = read_configuration(request.config);
  const std::vector<Regenerated> all = regenerated(configuration, request);
  bool stale = false;
  for (const Regenerated& now : all) {
    if (request.check)
      stale |= tell_staleness(now, request);
    else
      write(now, request);
  }
  return stale ? 1 : 0;
}

}  // namespace

Verb regenerate_verb() {
  const auto request = std::make_shared<RegenerateRequest>();
  Verb verb;
  verb.name = "regenerate";
  verb.summary = "Ask Nix for the graphs and write their snapshots anew";
  verb.usages = {"[--config FILE] [--system NAME]… [--check] [--merged]"};
  verb.about =
      "Evaluates the roots that the configuration names for each of its \"systems\", reads the graph from the Nix that is installed (2.4 or newer; "
      "BGSNAP_NIX names another one), writes each snapshot, and tells what changed and which ceilings of the baseline no longer hold. Nothing is "
      "built, "
      "and nothing is written unless every graph could be read. With --check nothing is written at all.";
  verb.options.push_back({"--config", "FILE", "names systems and roots (default: bgsnap.json); Nix is asked in its folder", &request->config});
  verb.options.push_back({"--system", "NAME", "only this one of the configuration's systems; repeats", &request->systems});
  verb.options.push_back({"--check", "", "only compare; exit code 1 when a snapshot is not what its graph gives", &request->check});
  verb.options.push_back(
      {"--merged", "", "only snapshots that a merge left provisional or unreadable; without one, Nix is not asked", &request->merged});
  verb.options.push_back({"--snapshots", "FOLDER", "the snapshots are FOLDER/NAME.json, whatever the configuration says", &request->snapshots});
  verb.options.push_back(
      {"--eval-jobs", "FILE", "roots are the lines of nix-eval-jobs in FILE, or - for standard input; Nix is not asked", &request->eval_jobs});
  verb.options.push_back(
      {"--allow-incomplete", "", "take a graph that lacks derivations or jobs; the file says so", &request->live.allow_incomplete});
  verb.options.push_back({"--all-issues", "", "tell everything that is wrong with a graph, not the first 20", &request->live.all_issues});
  verb.options.push_back({"--color", "WHEN", "when to use colour (default: auto)", &request->answer.colour, {"auto", "always", "never"}});
  verb.example = "bgsnap regenerate --config bgsnap.json --system x86_64-linux";
  verb.exits = {
      {0, "the snapshots are what their graphs give"},
      {1, "with --check: one is not"},
      {2, "could not look: no Nix or too old a one, an expression that fails, an attribute that does not exist, an incomplete graph, bad usage"}};
  verb.cost = "one evaluation for each root, then that of `bgsnap snapshot`";
  verb.run = [request] { return run(*request); };
  return verb;
}

}  // namespace bgsnap
