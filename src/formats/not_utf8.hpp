#pragma once

#include "formats/text_arena.hpp"

#include <cstddef>
#include <string>
#include <string_view>

/// Nix 2.0 to 2.11 copy bytes that are not UTF-8 into their JSON as they are. For such a record each of these bytes becomes a mark, a
/// character of its own in plane 16, so that a JSON reader accepts the text; in what was read the marks become bytes again.
namespace bgsnap {

/// `json` as valid UTF-8. Characters that look like marks, raw or escaped, become marks too, so that nothing is lost or confused.
[[nodiscard]] std::string with_marks(std::string_view json);

/// Takes the marks out of a value of such a text; copies only when there are any.
[[nodiscard]] std::string_view without_marks(std::string_view value, TextArena& arena);
[[nodiscard]] std::string without_marks(std::string_view value);

/// Where in `json` stands what stands at `offset` in with_marks(json).
[[nodiscard]] std::size_t offset_before_marks(std::string_view json, std::size_t offset);

}  // namespace bgsnap
