#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// Where a value stands in its text: [begin, end).
struct JsonPlace {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t member = 0;  ///< where its key begins; of what has no key, `begin`
};

/// Where every value of a JSON text with comments stands. For texts that JsonCursor::parse took: of others it says nothing sensible.
class JsonLayout {
public:
  explicit JsonLayout(std::string_view text);

  /// Null: there is no such value.
  [[nodiscard]] const JsonPlace* find(const std::string& pointer) const;
  /// The values in an object or a list, in the order of the file.
  [[nodiscard]] std::vector<JsonPlace> children(const std::string& pointer) const;

private:
  void value(const std::string& pointer, std::size_t member);
  void container(const std::string& pointer, char close);
  void string();
  void skip_blank();

  std::string_view text_;
  std::size_t at_ = 0;
  std::map<std::string, JsonPlace> places_;
  std::map<std::string, std::vector<std::string>> children_;
};

/// Edits of the text, each of which changes nothing else. The pointer must be one that the layout has.
[[nodiscard]] std::string with_value(std::string_view text, const std::string& pointer, std::string_view value);
/// Adds `item` (a value, or `"key": value`) as the last of an object or a list: on a line of its own where the closing bracket has one.
/// "\n" in it stands for the file's line end and the indent of the new line.
[[nodiscard]] std::string with_item(std::string_view text, const std::string& pointer, std::string_view item);
/// Takes a value, its key and its comma away, and its line where nothing else stands on it. Comments stay.
[[nodiscard]] std::string without_item(std::string_view text, const std::string& pointer);

}  // namespace bgsnap
