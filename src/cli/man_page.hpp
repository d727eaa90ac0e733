#pragma once

#include "cli/verb.hpp"

#include <string>
#include <vector>

namespace bgsnap {

/// bgsnap-VERB(1), as roff.
[[nodiscard]] std::string man_page(const Verb& verb);
/// bgsnap(1): the program and its verbs.
[[nodiscard]] std::string man_page(const std::vector<Verb>& verbs);

}  // namespace bgsnap
