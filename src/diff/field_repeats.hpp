#pragma once

#include "bgsnap/diff.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// Marks what only repeats another field's change: whatever a version or an input, and texts of several words the value or the words of a field that
/// is shorter (phases repeat flags and features). The fields that speak are the version, then what is no variable, then the shortest
/// variables. What a recipe is made of (its source) always speaks, and so does what changed from and to the same value. Ascending by
/// field.
void mark_repeats(std::vector<FieldChange>& changes);

/// `part` is at that place of `text` and stands for itself: "1.2" does in "v1.2-final", not in "11.2" or "1.23"; "std" does not in
/// "stdenv"; of several words, "proc-macro" does in "libproc-macro".
[[nodiscard]] bool stands_at(std::string_view text, std::size_t at, std::string_view part) noexcept;

/// `text` with `part` replaced by `by` wherever it stands for itself.
[[nodiscard]] std::string with_part_replaced(std::string_view text, std::string_view part, std::string_view by);

}  // namespace bgsnap
