#pragma once

#include "bgsnap/error.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Reading of files that people write: JSON with comments, whose every mistake is told with its place.
namespace bgsnap {

class JsonObject;

/// One value of a document and where it stands. Every reading either gives what was asked for or throws Error with file and pointer.
class JsonCursor {
public:
  /// The whole of `text`. Throws Error with a byte offset when it is not JSON, with a pointer when an object has one key twice.
  [[nodiscard]] static JsonCursor parse(std::string_view text, const std::string& file);

  [[nodiscard]] std::string text() const;           ///< a string that is not empty
  [[nodiscard]] std::string text_or_empty() const;  ///< a string
  [[nodiscard]] bool truth() const;
  [[nodiscard]] std::uint64_t count() const;  ///< a whole number, 0 or more
  [[nodiscard]] double percent() const;       ///< a number from 0 to 100
  [[nodiscard]] std::vector<JsonCursor> items() const;
  [[nodiscard]] std::vector<std::string> texts() const;                           ///< a list of strings, none empty, none twice
  [[nodiscard]] std::vector<std::string> text_or_texts() const;                   ///< as above, or one string; never an empty list
  [[nodiscard]] std::vector<std::pair<std::string, JsonCursor>> entries() const;  ///< an object whose keys are names, ascending
  [[nodiscard]] JsonObject object() const;
  [[nodiscard]] bool is_object() const noexcept { return value_->is_object(); }
  [[nodiscard]] bool is_number() const noexcept { return value_->is_number(); }
  [[nodiscard]] bool is_text() const noexcept { return value_->is_string(); }
  [[nodiscard]] bool is_list() const noexcept { return value_->is_array(); }
  [[nodiscard]] bool is_null() const noexcept { return value_->is_null(); }

  /// One of `known`; anything else is refused with the nearest.
  [[nodiscard]] std::string one_of(std::string_view what, const std::vector<std::string>& known) const;

  [[nodiscard]] const std::string& pointer() const noexcept { return pointer_; }
  [[noreturn]] void fail(std::string sentence, std::string next = {}) const;

private:
  friend class JsonObject;
  JsonCursor(std::shared_ptr<const nlohmann::json> document, const nlohmann::json& value, std::shared_ptr<const std::string> file,
             std::string pointer)
      : document_(std::move(document)), value_(&value), file_(std::move(file)), pointer_(std::move(pointer)) {}
  [[nodiscard]] JsonCursor child(const nlohmann::json& value, std::string_view step) const;
  [[noreturn]] void expected(std::string_view what) const;

  std::shared_ptr<const nlohmann::json> document_;  // keeps `value_` alive
  const nlohmann::json* value_;
  std::shared_ptr<const std::string> file_;
  std::string pointer_;
};

/// An object with known keys: a key that nobody asked for is a mistake of the file.
class JsonObject {
public:
  [[nodiscard]] std::optional<JsonCursor> find(const std::string& key);
  [[nodiscard]] JsonCursor require(const std::string& key);
  /// Skips "$schema" and holds "schema" to `name`, where it stands.
  void accept_schema(const std::string& name);
  /// Throws for the first key, in the order of their names, that nobody asked for.
  void finish() const;
  [[nodiscard]] const JsonCursor& cursor() const noexcept { return cursor_; }

private:
  friend class JsonCursor;
  explicit JsonObject(JsonCursor cursor) : cursor_(std::move(cursor)) {}
  JsonCursor cursor_;
  std::vector<std::string> asked_;
};

/// One step of a JSON pointer, with its slash. RFC 6901: "~" and "/" in a key are written "~0" and "~1".
[[nodiscard]] std::string pointer_step(std::string_view step);

/// The bytes of a file that a person named. Throws Error when it cannot be read.
[[nodiscard]] std::string read_text_file(const std::string& file);

}  // namespace bgsnap
