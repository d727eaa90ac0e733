#pragma once

#include "bgsnap/render.hpp"

/// Counts in words, for people.
namespace bgsnap {

/// "1 derivation", "1,653 derivations".
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view one, std::string_view many);

}  // namespace bgsnap
