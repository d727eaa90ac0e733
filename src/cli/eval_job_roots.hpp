#pragma once

#include "cli/subject.hpp"
#include "formats/eval_jobs.hpp"

#include <functional>
#include <string>

namespace bgsnap {

/// The attribute as people are told it: "packages.app", "the root of the jobs".
[[nodiscard]] std::string name_of(const EvalJob& job);

/// Makes the jobs of nix-eval-jobs (a file, or - for standard input) the inputs and roots of `request`, line by line as they come, and gives
/// each attribute that could not be evaluated to `failed`. Throws Error when no job has a derivation.
void add_eval_jobs(const std::string& file, GraphRequest& request, const std::function<void(const EvalJob&)>& failed);

/// The same for verbs that write: what failed is told on standard error. True when nothing did. Throws Error when something did and
/// `allow_incomplete` is not set.
[[nodiscard]] bool add_whole_eval_jobs(const std::string& file, GraphRequest& request);
/// The same, and gives what failed.
[[nodiscard]] std::vector<EvalJob> add_eval_jobs_but_failed(const std::string& file, GraphRequest& request);

}  // namespace bgsnap
