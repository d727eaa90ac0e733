#pragma once

#include "cli/subject.hpp"

#include <string>

namespace bgsnap {

/// Makes the jobs of nix-eval-jobs (a file, or - for standard input) the inputs and roots of `request`, line by line as they come. An
/// attribute that could not be evaluated is told on standard error. True when all could. Throws Error when some could not and
/// `allow_incomplete` is not set, and when there is no job at all.
[[nodiscard]] bool add_eval_jobs(const std::string& file, GraphRequest& request);

}  // namespace bgsnap
