#include "cli/eval_job_roots.hpp"

#include "bgsnap/error.hpp"
#include "cli/standard_streams.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {

namespace {

void tell_error(const EvalJob& job) {
  complain(fmt::format("{}: could not be evaluated:", shown(job.attribute)));
  for (std::size_t begin = 0; begin < job.error.size();) {
    const std::size_t end = std::min(job.error.find('\n', begin), job.error.size());
    complain_further(shown(std::string_view(job.error).substr(begin, end - begin)));
    begin = end + 1;
  }
}

}  // namespace

void add_eval_jobs(const std::string& file, GraphRequest& request, const std::function<void(const EvalJob&)>& failed) {
  const std::size_t before = request.inputs.size();
  std::uint64_t bad = 0;
  each_eval_job(file, [&](const EvalJob& job) {
    if (!job.error.empty()) {
      failed(job);
      ++bad;
      return;
    }
    if (job.attribute.find('=') != std::string::npos)
      throw Error(fmt::format("the attribute {} has a \"=\", which no root's name may have", job.attribute), {file});
    request.inputs.push_back(job.derivation);
    request.roots.push_back(fmt::format("{}={}", job.attribute, job.derivation));
  });
  if (request.inputs.size() != before) return;
  if (bad != 0)
    throw Error(fmt::format("of {} attributes none could be evaluated, so there is no graph", with_thousands(bad)), {file},
                "look at the jobs' errors");
  throw Error("there is no job in it", {file}, "an empty output means that nix-eval-jobs failed: look at its messages");
}

bool add_whole_eval_jobs(const std::string& file, GraphRequest& request) {
  std::uint64_t bad = 0;
  add_eval_jobs(file, request, [&](const EvalJob& job) {
    tell_error(job);
    ++bad;
  });
  if (bad != 0 && !request.allow_incomplete)
    throw Error(
        fmt::format("{} of {} attributes could not be evaluated, named above", with_thousands(bad), with_thousands(request.roots.size() + bad)),
        {file}, "correct them, or go on without them with --allow-incomplete, which marks the snapshot");
  return bad == 0;
}

}  // namespace bgsnap
