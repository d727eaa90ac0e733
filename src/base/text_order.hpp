#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace bgsnap {

/// The first eight bytes as one number, the first one highest, zeros where there are none: of two texts the one with the smaller number
/// comes first, and where the numbers are equal the texts must be looked at.
[[nodiscard]] inline std::uint64_t first_eight(std::string_view text) noexcept {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i) number = number << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  return number;
}

/// The places of the texts in ascending order, as bytes; equal ones in the order in which they stand. On both cores where there are many.
[[nodiscard]] std::vector<std::uint32_t> ascending(std::span<const std::string_view> texts);

}  // namespace bgsnap
