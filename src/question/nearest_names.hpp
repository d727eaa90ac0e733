#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// Up to three of `names` that are within a third of `wanted`'s length of it by single-byte edits, or hold it; nearest first, ties by
/// name. O(names × |wanted| × |name|).
[[nodiscard]] std::vector<std::string_view> nearest_names(std::string_view wanted, std::vector<std::string_view> names);

/// "did you mean a, b or c?"; empty without names.
[[nodiscard]] std::string did_you_mean(const std::vector<std::string_view>& names);

}  // namespace bgsnap
