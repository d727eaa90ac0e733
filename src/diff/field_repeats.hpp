#pragma once

#include "bgsnap/diff.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// Marks what only repeats another field's change: whatever a version as a whole or an input, and texts of several words the value or the words of a field that
/// is shorter (phases repeat flags and features). The fields that speak are the version, then what is no variable, then the shortest
/// variables. What a recipe is made of (its source) always speaks, and so does what changed from and to the same value. Ascending by
/// field.
void mark_repeats(std::vector<FieldChange>& changes);

/// "3.8" of "3.8.5": what paths repeat of a version. Empty when there is no more to leave out.
[[nodiscard]] std::string_view series(std::string_view version) noexcept;

/// `part` is at that place of `text` and stands for itself: "1.2" does in "v1.2-final", not in "11.2", "1.23", "1.2.3" or "3.1.2"; "std" does not in
/// "stdenv"; of several words, "proc-macro" does in "libproc-macro".
[[nodiscard]] bool stands_at(std::string_view text, std::size_t at, std::string_view part) noexcept;

/// `text` with `part` replaced by `by` wherever it stands for itself.
[[nodiscard]] std::string with_part_replaced(std::string_view text, std::string_view part, std::string_view by);

}  // namespace bgsnap
