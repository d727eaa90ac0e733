#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// A JSON value with its place in the text. The slow, exact reading: for structured attributes and for saying what is wrong.
struct JsonNode {
  enum class Kind { object, array, string, number, boolean, null };
  Kind kind = Kind::null;
  std::size_t begin = 0;                ///< offset of its first character
  std::string key = {};                 ///< as a member of an object
  std::string text = {};                ///< a string unescaped; a number, true, false as they stand
  std::vector<JsonNode> children = {};  ///< members in the order of the text, duplicates included; or items
};

/// What makes a text no JSON, or not the JSON that was wanted.
struct JsonFault : std::runtime_error {
  JsonFault(const std::string& sentence, std::size_t at, std::string json_pointer)
      : std::runtime_error(sentence), byte(at), pointer(std::move(json_pointer)) {}
  std::size_t byte;
  std::string pointer;  ///< of the value or member at fault
};

/// "an object", "a string" …
[[nodiscard]] std::string_view article_of(JsonNode::Kind kind) noexcept;

/// "/" + `segment`, escaped as RFC 6901 wants.
[[nodiscard]] std::string pointer_segment(std::string_view segment);

/// The one value that `text` begins with; `end` becomes the offset after it. RFC 8259 to the letter, UTF-8 included, at most 1000 levels
/// deep. Throws JsonFault.
[[nodiscard]] JsonNode read_json_value(std::string_view text, std::size_t& end);

/// As above, and nothing but white space may follow.
[[nodiscard]] JsonNode read_json(std::string_view text);

}  // namespace bgsnap
