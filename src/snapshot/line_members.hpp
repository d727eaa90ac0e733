#pragma once

#include "formats/text_arena.hpp"

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace bgsnap {

/// What a snapshot's lines can say, in the order in which they say it.
enum class LineKey : std::uint8_t {
  root,
  nodes,
  id,
  pname,
  version,
  class_name,
  profile,
  scope,
  system,
  kind,
  dynamic_inputs,
  toolchain,
  compiled,
  derivations,
  classes,
  fixed,
  logical_nodes,
  edges,
  pairs,
  shows,
  packages,
  downloads,
  sources,
  inputs,
  implied,
  drv_sources,
  schema,
  presets,
  own_rules,
  incomplete,
  provisional
};
constexpr std::size_t line_keys = static_cast<std::size_t>(LineKey::provisional) + 1;
[[nodiscard]] constexpr std::uint32_t bit(LineKey key) noexcept { return std::uint32_t{1} << static_cast<unsigned>(key); }
static_assert(line_keys <= 32);
[[nodiscard]] std::string_view name_of(LineKey key) noexcept;

/// A member's value, without its meaning.
struct LineMember {
  enum Kind : std::uint8_t { absent, text, count, flag, list, mixed_list, counts, other };  ///< mixed_list: not only of strings
  Kind kind = absent;
  bool set = false;
  std::uint64_t number = 0;
  std::string_view string;
  std::size_t first = 0;  ///< of a list or of counts: where LineMembers keeps them
  std::size_t size = 0;
  const char* place = nullptr;  ///< of its key in the line
};

/// Of an object of counts; absent: that value is none.
using NamedCount = std::pair<std::string_view, std::optional<std::uint64_t>>;

/// The members of one line after the other, each read once, as they stand. Of a key that stands twice the first counts.
class LineMembers {
public:
  /// `bytes` is all that is read, with simdjson's padding behind it; it must stay.
  explicit LineMembers(std::string_view bytes) : end_(bytes.data() + bytes.size()) {}

  /// Forgets the line before. Throws simdjson_error where the bytes are not JSON; what is not fully looked at is `other`.
  void read(simdjson::ondemand::object line);

  [[nodiscard]] const LineMember& operator[](LineKey key) const noexcept {
    static constexpr LineMember none;
    return (present_ & bit(key)) != 0 ? members_[static_cast<std::size_t>(key)] : none;
  }
  /// Whether the line has one of those whose bits are set.
  [[nodiscard]] bool has_any(std::uint32_t keys) const noexcept { return (present_ & keys) != 0; }
  /// The line's first key that is not among those of `known`, a bit for each LineKey; absent: there is none.
  [[nodiscard]] std::optional<std::string_view> unknown_key(std::uint32_t known) const noexcept;
  /// A value was passed over without being looked at: whether it is JSON is not known.
  [[nodiscard]] bool passed_over() const noexcept { return passed_over_; }

  [[nodiscard]] std::span<const std::string_view> strings(const LineMember& list) const noexcept {
    return std::span(strings_).subspan(list.first, list.size);
  }
  [[nodiscard]] std::span<const NamedCount> counts(const LineMember& counts) const noexcept {
    return std::span(counts_).subspan(counts.first, counts.size);
  }

private:
  [[nodiscard]] std::string_view text(simdjson::ondemand::raw_json_string raw);
  /// The key of which `raw` is the name; `strange_` keeps the first name that is none's.
  [[nodiscard]] std::optional<LineKey> key_of(simdjson::ondemand::raw_json_string raw);
  void read_value(simdjson::ondemand::value value, LineMember& member);
  void read_list(simdjson::ondemand::array array, LineMember& member);
  void read_counts(simdjson::ondemand::object object, LineMember& member);

  const char* end_;
  TextArena unescaped_;
  std::uint32_t present_ = 0;  ///< a bit for each LineKey that the line has
  std::array<LineMember, line_keys> members_;
  std::array<LineKey, line_keys + 1> follower_{};  ///< which key came after which one the last time; first of all, which one began a line
  std::size_t last_ = line_keys;                   ///< place in `follower_`
  std::optional<std::string_view> strange_ = {};   ///< the line's first key that is no LineKey
  const char* place_of_strange_ = nullptr;
  bool passed_over_ = false;
  std::vector<std::string_view> strings_;
  std::vector<NamedCount> counts_;
};

}  // namespace bgsnap
