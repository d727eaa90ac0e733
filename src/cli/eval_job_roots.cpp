#include "cli/eval_job_roots.hpp"

#include "bgsnap/error.hpp"
#include "cli/standard_streams.hpp"
#include "formats/eval_jobs.hpp"

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

bool add_eval_jobs(const std::string& file, GraphRequest& request) {
  std::uint64_t good = 0;
  std::uint64_t bad = 0;
  each_eval_job(file, [&](const EvalJob& job) {
    if (!job.error.empty()) {
      tell_error(job);
      ++bad;
      return;
    }
    if (job.attribute.find('=') != std::string::npos) throw Error(fmt::format("the attribute {} has a \"=\", which no root's name may have", job.attribute), {file});
    request.inputs.push_back(job.derivation);
    request.roots.push_back(fmt::format("{}={}", job.attribute, job.derivation));
    ++good;
  });
  if (good + bad == 0) throw Error("there is no job in it", {file}, "an empty output means that nix-eval-jobs failed: look at its messages");
  if (bad == 0) return true;
  const std::string lacking = fmt::format("{} of {} attributes could not be evaluated", with_thousands(bad), with_thousands(good + bad));
  if (good == 0) throw Error(lacking + ", so there is no graph", {file});
  if (!request.allow_incomplete) throw Error(lacking + ", named above", {file}, "correct them, or go on without them with --allow-incomplete, which marks the snapshot");
  return false;
}

}  // namespace bgsnap
