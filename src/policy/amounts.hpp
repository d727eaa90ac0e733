#pragma once

#include "bgsnap/policy.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace bgsnap {

/// "1,702"
[[nodiscard]] std::string thousands(std::uint64_t count);
/// "1 derivation", "1,702 derivations"
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view unit);
/// "71 of 1,702 derivations (4.2 %)"; what is little but not nothing is "<0.1 %".
[[nodiscard]] std::string share_of(std::uint64_t count, std::uint64_t total, std::string_view unit);
/// "48.1 %", or "48.148 %" beside 48.143: with as many decimals, one at least, as tell it from the other.
[[nodiscard]] std::string percent_told_apart(double percent, double other);
/// "3 %", "2.5 %"
[[nodiscard]] std::string percentage(double percent);
/// "agreed are at most 125 (120 and 5 slack)"
[[nodiscard]] std::string agreed(const Ceiling& ceiling);

}  // namespace bgsnap
