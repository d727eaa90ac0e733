#include "snapshot/line_members.hpp"

#include "formats/string_scan.hpp"

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

}  // namespace

std::string_view name_of(LineKey key) noexcept { return names[static_cast<std::size_t>(key)]; }

void LineMembers::read(ondemand::object line) {
  present_ = 0;
  keys_.clear();
  counts_.clear();
  passed_over_ = false;
  for (auto field : line) {
    const std::string_view name = text(field.key());
    const std::optional<LineKey> key = key_of(name);
    keys_.emplace_back(name, key);
    const bool fresh = key && (present_ & bit(*key)) == 0;
    LineMember passing;
    read_value(field.value(), fresh ? members_[static_cast<std::size_t>(*key)] : passing);
    if (fresh) present_ |= bit(*key);
  }
}

std::optional<std::string_view> LineMembers::unknown_key(std::uint32_t known) const noexcept {
  for (const auto& [name, key] : keys_)
    if (!key || (bit(*key) & known) == 0) return name;
  return std::nullopt;
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

std::optional<LineKey> LineMembers::key_of(std::string_view name) noexcept {
  if (name.empty()) return std::nullopt;
  const std::uint8_t key = places[place_of(name)];
  if (key == nothing || names[key] != name) return std::nullopt;
  return static_cast<LineKey>(key);
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
