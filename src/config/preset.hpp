#pragma once

#include "bgsnap/rules.hpp"

#include <string>

namespace bgsnap {

/// The preset whose rules hold for anything that nixpkgs builds; it comes last.
inline constexpr const char* generic_preset = "nixpkgs";

/// Adds a shipped preset's rules after those that are there. Throws Error when none has that name or its file is not one.
void add_preset(const std::string& name, Rules& rules);

}  // namespace bgsnap
