#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace bgsnap {

/// The places of the texts in ascending order, as bytes; equal ones in the order in which they stand. On both cores where there are many.
/// Texts that begin alike are told apart eight bytes at a time: each byte that they share is looked at once, not once for every comparison.
[[nodiscard]] std::vector<std::uint32_t> ascending(std::span<const std::string_view> texts);

/// Each text's place among the distinct ones, in ascending order.
[[nodiscard]] std::vector<std::uint32_t> ranks(std::span<const std::string_view> texts);

}  // namespace bgsnap
