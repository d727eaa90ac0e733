#pragma once

#include <cstddef>
#include <set>
#include <string_view>
#include <vector>

namespace bgsnap {

/// A place where two texts differ. Either side may be empty; both are views into the texts.
struct TextEdit {
  std::string_view before;
  std::string_view now;
  friend auto operator<=>(const TextEdit&, const TextEdit&) = default;
};

enum class Grain {
  words,   ///< runs of letters and digits, runs of white space, any other character by itself
  fields,  ///< what stands between white space, and runs of white space
  lines,   ///< up to and with the line's end
};

/// The fewest places to change, in their order. Where more than a thousand pieces differ, all between the first and the last of them is
/// one place. O(pieces × differing pieces).
[[nodiscard]] std::vector<TextEdit> text_edits(std::string_view before, std::string_view now, Grain grain);

/// The words (runs of letters and digits) of a text.
[[nodiscard]] std::set<std::string_view> words_of(std::string_view text);

}  // namespace bgsnap
