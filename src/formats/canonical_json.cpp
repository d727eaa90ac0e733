#include "formats/canonical_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

namespace bgsnap {

namespace {

void write_string(std::string_view text, std::string& to) {
  to += '"';
  for (const char c : text) {
    switch (c) {
      case '"': to += "\\\""; break;
      case '\\': to += "\\\\"; break;
      case '\b': to += "\\b"; break;
      case '\f': to += "\\f"; break;
      case '\n': to += "\\n"; break;
      case '\r': to += "\\r"; break;
      case '\t': to += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20)
          to += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
          to += c;
    }
  }
  to += '"';
}

/// Integers that a Nix value or its JSON reader keeps exactly.
bool is_exact_integer(std::string_view token) {
  std::int64_t number = 0;
  std::uint64_t large = 0;
  const char* const end = token.data() + token.size();
  const auto small = std::from_chars(token.data(), end, number);
  if (small.ec == std::errc() && small.ptr == end) return true;
  const auto big = std::from_chars(token.data(), end, large);
  return big.ec == std::errc() && big.ptr == end;
}

void write_number(std::string_view token, std::string& to) {
  if (is_exact_integer(token)) {
    to += token == "-0" ? "0" : token;
    return;
  }
  double number = 0;
  const char* const end = token.data() + token.size();
  const auto read = std::from_chars(token.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) {
    to += token;
    return;
  }
  char buffer[64];
  const auto written = std::to_chars(buffer, buffer + sizeof buffer, number);
  const std::string_view shortest(buffer, static_cast<std::size_t>(written.ptr - buffer));
  to += shortest;
  if (shortest.find_first_of(".e") == std::string_view::npos) to += ".0";
}

void write(const JsonNode& value, std::string& to) {
  switch (value.kind) {
    case JsonNode::Kind::null: to += "null"; return;
    case JsonNode::Kind::boolean: to += value.text; return;
    case JsonNode::Kind::number: write_number(value.text, to); return;
    case JsonNode::Kind::string: write_string(value.text, to); return;
    case JsonNode::Kind::array:
    case JsonNode::Kind::object: break;
  }
  const bool object = value.kind == JsonNode::Kind::object;
  to += object ? '{' : '[';
  for (const JsonNode& child : value.children) {
    if (&child != value.children.data()) to += ',';
    if (object) {
      write_string(child.key, to);
      to += ':';
    }
    write(child, to);
  }
  to += object ? '}' : ']';
}

void sort_members(JsonNode& value, const std::string& pointer, std::vector<std::string>& twice) {
  auto& children = value.children;
  for (std::size_t i = 0; i < children.size(); ++i)
    sort_members(children[i], pointer + (value.kind == JsonNode::Kind::array ? fmt::format("/{}", i) : pointer_segment(children[i].key)), twice);
  if (value.kind != JsonNode::Kind::object) return;
  std::stable_sort(children.begin(), children.end(), [](const JsonNode& a, const JsonNode& b) { return a.key < b.key; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (i + 1 < children.size() && children[i].key == children[i + 1].key) {
      twice.push_back(pointer + pointer_segment(children[i].key));
      continue;
    }
    if (kept != i) children[kept] = std::move(children[i]);
    ++kept;
  }
  children.resize(kept);
}

}  // namespace

std::string canonical_json(const JsonNode& value) {
  std::string text;
  write(value, text);
  return text;
}

std::vector<std::string> sort_members(JsonNode& value) {
  std::vector<std::string> twice;
  sort_members(value, "", twice);
  return twice;
}

}  // namespace bgsnap
