#pragma once

#include "cli/verb.hpp"

#include <string>
#include <vector>

/// What a shell must know to complete `bgsnap` on the command line, made of the verbs' own data.
namespace bgsnap {

[[nodiscard]] std::string bash_completion(const std::vector<Verb>& verbs);
[[nodiscard]] std::string zsh_completion(const std::vector<Verb>& verbs);
[[nodiscard]] std::string fish_completion(const std::vector<Verb>& verbs);

}  // namespace bgsnap
