#pragma once

#include "cli/verb.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Room `cli`: argv to options, options to rooms, findings to an exit code: one verb, one file.
namespace bgsnap {

/// The program: exit code 0, 1 or 2 (semantics of each: `bgsnap help`). Every Error and UsageError ends here, as lines on standard error.
[[nodiscard]] int run_program(std::vector<std::string> words, std::string_view version);

/// Throws UsageError with the nearest name.
[[nodiscard]] const Verb& find_verb(const std::vector<Verb>& verbs, const std::string& name);

}  // namespace bgsnap
