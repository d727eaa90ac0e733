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

/// `text` with `part` replaced by `by` where it stands for itself: "1.2" does in "v1.2-final", not in "11.2" or "1.23"; "std" does not in
/// "stdenv"; of several words, "proc-macro" does in "libproc-macro".
[[nodiscard]] std::string with_part_replaced(std::string_view text, std::string_view part, std::string_view by);

}  // namespace bgsnap
