#pragma once

#include <cstddef>
#include <string_view>

namespace bgsnap {

/// One step through text that should be UTF-8 and may not be.
struct CodePoint {
  char32_t value = 0;     ///< the byte, when not `valid`
  std::size_t bytes = 1;  ///< how many to go on by
  bool valid = false;     ///< well formed: shortest form, no surrogate, at most U+10FFFF
};

/// Control characters, line and paragraph separators, and format characters that reorder or hide text (Unicode Cc, Zl, Zp and of Cf those):
/// what could steer a terminal or the eye.
[[nodiscard]] bool steers(char32_t value) noexcept;

/// `at` is less than text.size().
[[nodiscard]] CodePoint code_point_at(std::string_view text, std::size_t at) noexcept;

/// The length of the UTF-8 character that `text` begins with, or 0 when it begins with none.
[[nodiscard]] std::size_t utf8_length(std::string_view text) noexcept;

}  // namespace bgsnap
