#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// What a line of a snapshot is of, in the file's order.
struct LineName {
  enum Kind : std::uint8_t { header, root, node };
  Kind kind = header;
  std::string name;  ///< empty for the header
  friend auto operator<=>(const LineName&, const LineName&) = default;
  [[nodiscard]] std::string text() const;
};

/// A member's value, of whatever meaning; compared by its JSON.
struct LineValue {
  std::string json;
  std::optional<std::int64_t> count = {};  ///< when it is a whole number
  /// When it is a list of different strings in ascending order: each string and its JSON.
  std::optional<std::map<std::string, std::string>> set = {};
  friend bool operator==(const LineValue& left, const LineValue& right) { return left.json == right.json; }
};

/// A line without its meaning: members by name, in the order in which they stand.
class SnapshotLine {
public:
  SnapshotLine() = default;
  [[nodiscard]] const LineValue* find(std::string_view key) const;
  void set(std::string_view key, LineValue value);
  [[nodiscard]] const std::vector<std::string>& keys() const noexcept { return keys_; }
  [[nodiscard]] std::string json() const;
  friend bool operator==(const SnapshotLine& left, const SnapshotLine& right) { return left.members_ == right.members_; }

private:
  std::vector<std::string> keys_;
  std::map<std::string, LineValue, std::less<>> members_;
};

using SnapshotLines = std::map<LineName, SnapshotLine>;

/// The lines of a file as they stand; the empty text has none. Throws Error, with `file` and the place, for what is no line of a snapshot.
[[nodiscard]] SnapshotLines lines_of(std::string_view text, const std::string& file);

}  // namespace bgsnap
