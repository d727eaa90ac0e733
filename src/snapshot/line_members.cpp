#include "snapshot/line_members.hpp"

#include "formats/string_scan.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace bgsnap {

namespace ondemand = simdjson::ondemand;

namespace {

constexpr std::array<std::string_view, line_keys> names = {
    "root",    "nodes",          "id",         "pname",      "version",     "class",   "profile", "scope",         "system",
    "kind",    "dynamic_inputs", "toolchain",  "compiled",   "derivations", "classes", "fixed",   "logical_nodes", "edges",
    "pairs",   "shows",          "packages",   "downloads",  "sources",     "inputs",  "implied", "drv_sources",   "schema",
    "presets", "own_rules",      "incomplete", "provisional"};

/// Tells all the names apart, which the making of the table proves.
constexpr std::size_t place_of(std::string_view name) noexcept {
  const auto letter = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(name[at])); };
  return (3 * letter(0) + 7 * letter(name.size() / 2) + letter(name.size() - 1) + 20 * name.size()) % 64;
}

constexpr std::uint8_t nothing = 255;

constexpr std::array<std::uint8_t, 64> places = [] {
  std::array<std::uint8_t, 64> table{};
  for (std::uint8_t& place : table) place = nothing;
  for (std::size_t key = 0; key < names.size(); ++key) {
    std::uint8_t& place = table[place_of(names[key])];
    if (place != nothing) throw "two names in one place";
    place = static_cast<std::uint8_t>(key);
  }
  return table;
}();

/// A name as it stands in a line, its quote behind it, in two halves: a key is compared with one in a few instructions.
struct RawName {
  std::array<std::uint64_t, 2> bytes{};
  std::array<std::uint64_t, 2> mask{};

  /// At least 16 bytes can be read there.
  [[nodiscard]] bool stands_at(const char* text) const noexcept {
    std::array<std::uint64_t, 2> there;
    std::memcpy(there.data(), text, sizeof there);
    return ((there[0] & mask[0]) ^ bytes[0]) == 0 && ((there[1] & mask[1]) ^ bytes[1]) == 0;
  }
};

constexpr std::array<RawName, line_keys> raw_names = [] {
  std::array<RawName, line_keys> raw;
  for (std::size_t key = 0; key < line_keys; ++key) {
    std::array<char, sizeof(RawName::bytes)> text{};
    std::array<char, sizeof(RawName::bytes)> mask{};
    const std::size_t size = names[key].copy(text.data(), text.size() - 1);
    text[size] = '"';
    std::fill_n(mask.begin(), size + 1, '\xff');
    raw[key].bytes = std::bit_cast<decltype(RawName::bytes)>(text);
    raw[key].mask = std::bit_cast<decltype(RawName::mask)>(mask);
  }
  return raw;
}();
static_assert(std::all_of(names.begin(), names.end(), [](std::string_view name) { return name.size() < sizeof(RawName::bytes); }));
static_assert(simdjson::SIMDJSON_PADDING >= sizeof(RawName::bytes));

}  // namespace

std::string_view name_of(LineKey key) noexcept { return names[static_cast<std::size_t>(key)]; }

void LineMembers::read(ondemand::object line) {
  present_ = 0;
  last_ = line_keys;
  strange_.reset();
  strings_.clear();
  counts_.clear();
  passed_over_ = false;
  LineMember passing;
  for (auto field : line) {
    const ondemand::raw_json_string raw = field.key();
    const std::optional<LineKey> key = key_of(raw);
    const bool fresh = key && (present_ & bit(*key)) == 0;
    LineMember& member = fresh ? members_[static_cast<std::size_t>(*key)] : passing;
    member.place = raw.raw();
    read_value(field.value(), member);
    if (fresh) present_ |= bit(*key);
  }
}

std::optional<std::string_view> LineMembers::unknown_key(std::uint32_t known) const noexcept {
  if (!has_any(~known)) return strange_;
  std::optional<std::string_view> first = strange_;
  const char* place = place_of_strange_;
  for (std::size_t key = 0; key < line_keys; ++key)
    if (has_any(bit(static_cast<LineKey>(key)) & ~known) && (!first || members_[key].place < place)) {
      first = names[key];
      place = members_[key].place;
    }
  return first;
}

std::string_view LineMembers::text(ondemand::raw_json_string raw) {
  const char* const from = raw.raw();
  const char* const stop = find_quote_or_backslash(from, end_);
  if (stop != end_ && *stop == '"') return {from, static_cast<std::size_t>(stop - from)};
  const std::string_view escaped(from, static_cast<std::size_t>(find_closing_quote(from, end_) - from));
  char* const to = unescaped_.allocate(escaped.size());
  std::size_t wrong = 0;
  const char* const written = unescape_json(escaped, to, wrong);
  if (written == nullptr) throw simdjson::simdjson_error(simdjson::STRING_ERROR);
  return {to, static_cast<std::size_t>(written - to)};
}

/// Most lines say the same in the same order: the key that came here the last time is looked for first.
std::optional<LineKey> LineMembers::key_of(ondemand::raw_json_string raw) {
  LineKey& follower = follower_[last_];
  if (!raw_names[static_cast<std::size_t>(follower)].stands_at(raw.raw())) {
    const std::string_view name = text(raw);
    const std::uint8_t key = name.empty() ? nothing : places[place_of(name)];
    if (key == nothing || names[key] != name) {
      if (!strange_) place_of_strange_ = raw.raw();
      if (!strange_) strange_ = name;
      return std::nullopt;
    }
    follower = static_cast<LineKey>(key);
  }
  last_ = static_cast<std::size_t>(follower);
  return follower;
}

void LineMembers::read_value(ondemand::value value, LineMember& member) {
  member.kind = LineMember::other;
  switch (value.type()) {
    case ondemand::json_type::string:
      member.string = text(value.get_raw_json_string());
      member.kind = LineMember::text;
      return;
    case ondemand::json_type::number:
      if (!value.get_uint64().get(member.number)) member.kind = LineMember::count;
      break;
    case ondemand::json_type::boolean:
      if (!value.get_bool().get(member.set)) member.kind = LineMember::flag;
      break;
    case ondemand::json_type::array: return read_list(value.get_array(), member);
    case ondemand::json_type::object: return read_counts(value.get_object(), member);
    default: break;
  }
  passed_over_ = passed_over_ || member.kind == LineMember::other;
}

void LineMembers::read_list(ondemand::array array, LineMember& member) {
  member.kind = LineMember::list;
  member.first = strings_.size();
  for (auto element : array) {
    ondemand::raw_json_string raw;
    if (element.get_raw_json_string().get(raw)) {
      member.kind = LineMember::mixed_list;
      passed_over_ = true;
    } else {
      strings_.push_back(text(raw));
    }
  }
  member.size = strings_.size() - member.first;
}

void LineMembers::read_counts(ondemand::object object, LineMember& member) {
  member.kind = LineMember::counts;
  member.first = counts_.size();
  for (auto field : object) {
    auto& [name, count] = counts_.emplace_back(text(field.key()), std::nullopt);
    std::uint64_t number = 0;
    if (field.value().get_uint64().get(number))
      passed_over_ = true;
    else
      count = number;
  }
  member.size = counts_.size() - member.first;
}

}  // namespace bgsnap
