#include "cli/eval_job_roots.hpp"

#include "bgsnap/error.hpp"
#include "cli/standard_streams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <vector>

namespace bgsnap {

namespace {

void tell_error(const EvalJob& job) {
  complain(fmt::format("{}: could not be evaluated:", shown(name_of(job))));
  for (const std::string_view line : job.error_lines()) complain_further(shown(line));
}

/// The root that a job gives; what is evaluated whole has the derivation's own name, as any root without an attribute.
std::string root_of(const EvalJob& job) {
  return job.attribute.empty() ? std::string(StorePath::from(job.derivation).derivation_name()) : job.attribute;
}

/// Jobs as they come: each attribute once, each derivation there.
class JobTaker {
public:
  JobTaker(const std::string& file, GraphRequest& request) : file_(file), request_(request) {}

  void take(const EvalJob& job) {
    const std::string root = root_of(job);
    if (root.find('=') != std::string::npos) throw Error(fmt::format("the attribute {} has a \"=\", which no root's name may have", root), {file_});
    const auto [at, fresh] = known_.emplace(root, job.derivation);
    if (!fresh && at->second != job.derivation)
      throw Error(fmt::format("two jobs are called {}: {} and {}", root, at->second, job.derivation), {file_},
                  "run nix-eval-jobs once for each graph: a root is one derivation");
    if (!fresh) return;
    if (!std::filesystem::exists(job.derivation))
      throw Error(fmt::format("job {}: there is no {}", root, job.derivation), {file_},
                  "run nix-eval-jobs again on this machine: the .drv was collected, or never written here (--no-instantiate, another store)");
    request_.inputs.push_back(job.derivation);
    request_.roots.push_back(fmt::format("{}={}", root, job.derivation));
  }

private:
  const std::string& file_;
  GraphRequest& request_;
  std::map<std::string, std::string> known_;
};

}  // namespace

std::string name_of(const EvalJob& job) { return job.attribute.empty() ? "the root of the jobs" : job.attribute; }

void add_eval_jobs(const std::string& file, GraphRequest& request, const std::function<void(const EvalJob&)>& failed) {
  const std::size_t before = request.inputs.size();
  JobTaker taker(file, request);
  std::vector<std::string> bad;
  each_eval_job(file, [&](const EvalJob& job) {
    if (job.error.empty()) return taker.take(job);
    failed(job);
    bad.push_back(fmt::format("{}: {}", name_of(job), job.error.substr(0, job.error.find('\n'))));
  });
  if (request.inputs.size() != before) return;
  if (bad.empty()) throw Error("there is no job in it", {file}, "an empty output means that nix-eval-jobs failed: look at its messages");
  throw Error(fmt::format("of {} attribute{} none could be evaluated, so there is no graph", with_thousands(bad.size()), bad.size() == 1 ? "" : "s"),
              {file}, fmt::format("the first of the jobs' errors: {}", bad.front()));
}

std::vector<EvalJob> add_eval_jobs_but_failed(const std::string& file, GraphRequest& request) {
  std::vector<EvalJob> failed;
  add_eval_jobs(file, request, [&](const EvalJob& job) {
    tell_error(job);
    failed.push_back(job);
  });
  const std::size_t bad = failed.size();
  if (bad != 0 && !request.allow_incomplete)
    throw Error(
        fmt::format("{} of {} attributes could not be evaluated, named above", with_thousands(bad), with_thousands(request.roots.size() + bad)),
        {file}, "correct them, or go on without them with --allow-incomplete, which marks the snapshot");
  return failed;
}

bool add_whole_eval_jobs(const std::string& file, GraphRequest& request) { return add_eval_jobs_but_failed(file, request).empty(); }

}  // namespace bgsnap
