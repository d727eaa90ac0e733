#pragma once

#include "bgsnap/diff.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// Leaves out what only repeats another field's change: phases repeat a version, flags and file names repeat a feature. The fields that
/// speak are the version, then what is no variable, then the shortest variables. What a recipe is made of (its source) always speaks.
/// Ascending by field.
[[nodiscard]] std::vector<FieldChange> without_repeats(std::vector<FieldChange> changes);

/// `text` with `part` as a word or number of its own replaced by `by`: "1.2" is a part of "v1.2-final", not of "11.2" or "1.23".
[[nodiscard]] std::string with_part_replaced(std::string_view text, std::string_view part, std::string_view by);

}  // namespace bgsnap
