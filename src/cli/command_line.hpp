#pragma once

#include "cli/verb.hpp"

#include <string>
#include <vector>

namespace bgsnap {

/// Puts the words into the verb's targets. Throws UsageError: an unknown option (with the nearest one), a missing or superfluous word,
/// a value that is not among the choices or not a count. CLI11 stands behind this wall alone.
void parse_command_line(const Verb& verb, std::vector<std::string> words);

}  // namespace bgsnap
