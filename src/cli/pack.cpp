#include "bgsnap/shard.hpp"
#include "cli/eval_job_roots.hpp"
#include "cli/output_file.hpp"
#include "cli/stats.hpp"
#include "cli/subject.hpp"
#include "cli/verbs.hpp"

#include <fmt/format.h>

namespace bgsnap {

namespace {

struct PackRequest {
  GraphRequest graph;
  std::optional<std::string> eval_jobs;
  std::string output = "-";
};

/// Jobs without a derivation: whoever reads the shard must know that they are not in it.
std::vector<RawIssue> failed_jobs(PackRequest& request) {
  std::vector<RawIssue> issues;
  if (!request.eval_jobs) return issues;
  for (const EvalJob& job : add_eval_jobs_but_failed(*request.eval_jobs, request.graph))
    issues.push_back({RawIssue::Kind::not_evaluated,
                      {},
                      fmt::format("{} could not be evaluated: {}", name_of(job), job.error.substr(0, job.error.find('\n'))),
                      Place{.file = *request.eval_jobs}});
  return issues;
}

int run(PackRequest& request) {
  if (!request.eval_jobs && request.graph.inputs.empty()) throw UsageError("INPUT… is missing");
  std::vector<RawIssue> lost = failed_jobs(request);
  const BuildGraph graph = read_records(request.graph, std::move(lost));
  const std::string shard = in_phase("pack", [&] { return shard_of(graph); });
  const Phase phase("write");
  write_output(request.output, shard);
  return 0;
}

}  // namespace

Verb pack_verb() {
  const auto request = std::make_shared<PackRequest>();
  Verb verb;
  verb.name = "pack";
  verb.summary = "Pack a build graph, or a part of one, into a shard";
  verb.usages = {"INPUT… [--root NAME=DRV]… [-o FILE]", "--eval-jobs FILE [-o FILE]"};
  verb.about =
      "Writes a shard: every recipe whole and its roots by name, compressed, with a checksum. Whatever reads a graph reads shards too, alone, "
      "together "
      "or beside other inputs, and answers as from the graph itself, so a job can hand on what it evaluated, and the base of a pull request need not "
      "be evaluated again. Equal graphs give equal bytes, whichever Nix printed them. A part that lacks inputs is packed as it is: what is missing "
      "once all parts are together is told then. Roots without a name are what nothing refers to, found when the shard is read.";
  verb.words = input_words(request->graph);
  verb.words.least = 0;  // with --eval-jobs
  verb.options.push_back(
      {"-o,--output", "FILE", "where to write; a regular file is replaced at once or not at all (default: standard output)", &request->output});
  verb.options.push_back({"--root", "NAME=DRV", "pack only the closure of DRV, and call it NAME; repeats", &request->graph.roots});
  verb.options.push_back(
      {"--eval-jobs", "FILE", "inputs and roots are the lines of nix-eval-jobs in FILE, or - for standard input", &request->eval_jobs});
  verb.options.push_back({"--allow-incomplete", "", "go on without the jobs that failed; the shard says so", &request->graph.allow_incomplete});
  verb.options.push_back({"--all-issues", "", "tell everything that is wrong with the input, not the first 20", &request->graph.all_issues});
  add_stats_options(verb);
  verb.example = "nix derivation show -r .#default | bgsnap pack - -o graph.shard";
  verb.exits = {{0, "written"}, {2, "could not look: bad input or usage, a job that failed, or a file that cannot be written"}};
  verb.cost = "linear in the input, whose recipes are in memory whole";
  verb.run = [request] { return run(*request); };
  return verb;
}

}  // namespace bgsnap
