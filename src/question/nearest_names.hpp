#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// Up to three of `names` that the user may have meant: the ones nearest by edits, then those that hold the wanted word, by name.
/// O(names × |wanted| × |name|): for the way to an Error.
[[nodiscard]] std::vector<std::string> nearest_names(std::string_view wanted, const std::vector<std::string_view>& names);

/// "did you mean a, b or c?"; empty without names.
[[nodiscard]] std::string did_you_mean(const std::vector<std::string>& names);

}  // namespace bgsnap
