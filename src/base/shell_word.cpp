#include "base/shell_word.hpp"

#include "base/utf8.hpp"

#include <algorithm>
#include <cctype>

namespace bgsnap {

namespace {

/// What no terminal shows as it is.
bool has_steering(std::string_view word) {
  for (std::size_t at = 0; at < word.size();) {
    const CodePoint point = code_point_at(word, at);
    if (!point.valid || steers(point.value)) return true;
    at += point.bytes;
  }
  return false;
}

/// $'a\x0ab': in characters that stay as they are wherever they are shown and copied.
std::string spelled_out(std::string_view word) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "$'";
  for (std::size_t at = 0; at < word.size();) {
    const CodePoint point = code_point_at(word, at);
    for (const char c : word.substr(at, point.bytes)) {
      const auto byte = static_cast<unsigned char>(c);
      if (!point.valid || steers(point.value))
        out.append("\\x").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
      else
        out.append(c == '\'' || c == '\\' ? "\\" : "").append(1, c);
    }
    at += point.bytes;
  }
  return out + "'";
}

}  // namespace

std::string shell_word(std::string_view word) {
  const auto plain = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("-_./=:+@,%").find(c) != std::string_view::npos;
  };
  if (has_steering(word)) return spelled_out(word);
  if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return std::string(word);
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace bgsnap
