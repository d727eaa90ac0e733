#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace bgsnap {

/// The next hash-like token at or after `from`, standing alone: 8 or more lower-case hex digits with both a digit and a letter, 10 or more
/// of any, or 32 and more lower-case letters and digits with both. Empty: none.
[[nodiscard]] std::string_view next_hash_like(std::string_view text, std::size_t from) noexcept;

/// What people write, and Nix code seldom makes of inputs: a revision (40 hex digits), a time (10 decimal digits, or 14), the hash of a
/// content (64 hex digits, or 52 of Nix's base 32; where it is not all of a value, code may have made it).
enum class Stamp { none, revision, time, content };
[[nodiscard]] Stamp stamp_of(std::string_view token) noexcept;

/// Adds parts of the text, one of which holds whatever stamp stands in the text, alone or inside a longer word.
void add_stamp_holders(std::string_view text, std::vector<std::string_view>& holders);

}  // namespace bgsnap
