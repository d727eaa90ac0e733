#pragma once

#include <span>
#include <string>
#include <string_view>

namespace bgsnap {

/// What a person who wrote `wrong` most likely meant: the known name with the fewest edits (a letter more, less, other, or two swapped),
/// ties by the order of `known`. Empty when nothing is near: more than a third of the letters would have to change.
[[nodiscard]] std::string nearest_name(std::string_view wrong, std::span<const std::string> known);

/// `did you mean "NAME"?`, or, with nothing near, "known are NAME, NAME …" (at most twelve). For Error's next step.
[[nodiscard]] std::string did_you_mean(std::string_view wrong, std::span<const std::string> known);

}  // namespace bgsnap
