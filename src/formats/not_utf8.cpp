#include "formats/not_utf8.hpp"

#include "base/utf8.hpp"
#include "formats/string_scan.hpp"

#include <algorithm>

namespace bgsnap {

namespace {

constexpr char32_t first_mark = 0x10F700;  ///< the mark of byte 0; 256 of them
constexpr std::size_t mark_length = 4;

bool is_mark(std::string_view character) noexcept {
  return character.size() == mark_length && character[0] == '\xF4' && character[1] == '\x8F' && static_cast<unsigned char>(character[2]) >= 0x9C;
}

void put_mark(std::string& to, char byte) {
  char buffer[mark_length];
  write_utf8(first_mark + static_cast<unsigned char>(byte), buffer);
  to.append(buffer, mark_length);
}

/// "\udbfdXXXX" with the second half of a mark: its twelve characters, else 0.
std::size_t escaped_mark_length(std::string_view text) noexcept {
  constexpr std::size_t length = 12;
  if (text.size() < length || text[0] != '\\') return 0;
  char buffer[length];
  std::size_t wrong = 0;
  const char* const end = unescape_json(text.substr(0, length), buffer, wrong);
  return end == buffer + mark_length && is_mark({buffer, mark_length}) ? length : 0;
}

/// How many bytes of `json` its next piece is, and what that becomes.
std::size_t next_piece(std::string_view json, std::string& to) {
  const std::size_t length = utf8_length(json);
  if (length == 0 || is_mark(json.substr(0, length))) {
    const std::size_t bytes = std::max<std::size_t>(length, 1);
    for (const char byte : json.substr(0, bytes)) put_mark(to, byte);
    return bytes;
  }
  if (const std::size_t escaped = escaped_mark_length(json)) {
    char buffer[12];
    std::size_t wrong = 0;
    static_cast<void>(unescape_json(json.substr(0, escaped), buffer, wrong));
    for (std::size_t i = 0; i < mark_length; ++i) put_mark(to, buffer[i]);
    return escaped;
  }
  const std::size_t whole = json[0] == '\\' && json.size() > 1 && static_cast<unsigned char>(json[1]) < 0x80 ? 2 : length;
  to += json.substr(0, whole);
  return whole;
}

}  // namespace

std::string with_marks(std::string_view json) {
  std::string result;
  result.reserve(json.size() + json.size() / 8);
  while (!json.empty()) json.remove_prefix(next_piece(json, result));
  return result;
}

std::string without_marks(std::string_view value) {
  std::string result;
  while (!value.empty()) {
    const std::size_t length = std::max<std::size_t>(utf8_length(value), 1);
    const std::string_view character = value.substr(0, length);
    if (is_mark(character))
      result += static_cast<char>((character[2] & 3) << 6 | (character[3] & 0x3F));
    else
      result += character;
    value.remove_prefix(length);
  }
  return result;
}

std::string_view without_marks(std::string_view value, TextArena& arena) {
  return value.find("\xF4\x8F") == std::string_view::npos ? value : arena.copy(without_marks(value));
}

std::size_t offset_before_marks(std::string_view json, std::size_t offset) {
  std::string marked;
  std::size_t at = 0;
  while (at < json.size()) {
    const std::size_t length = next_piece(json.substr(at), marked);
    if (marked.size() > offset) break;
    at += length;
  }
  return at;
}

}  // namespace bgsnap
