#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace bgsnap {

/// The first bytes as a number that compares as they do; what a shorter text lacks counts as 0.
[[nodiscard]] std::uint64_t first_bytes(std::string_view text) noexcept;

/// The places of the texts in ascending order, as bytes; equal ones in the order in which they stand.
[[nodiscard]] std::vector<std::uint32_t> ascending(std::span<const std::string_view> texts);

}  // namespace bgsnap
