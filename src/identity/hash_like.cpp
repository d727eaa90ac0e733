#include "identity/recipe_walk.hpp"

namespace bgsnap {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool is_word(char c) noexcept { return is_digit(c) || is_lower(c) || (c >= 'A' && c <= 'Z'); }

bool hash_like(std::string_view token) noexcept {
  bool digit = false;
  bool letter = false;
  bool hex = true;
  for (char c : token) {
    if (!is_digit(c) && !is_lower(c)) return false;
    if (c == 'e' || c == 'o' || c == 't' || c == 'u') {
      if (token.size() >= 32 && c != 'e') return false;
    }
    digit = digit || is_digit(c);
    letter = letter || is_lower(c);
    hex = hex && (is_digit(c) || c <= 'f');
  }
  return digit && letter && ((hex && token.size() >= 8) || token.size() >= 32);
}

}  // namespace

std::string_view next_hash_like(std::string_view text, std::size_t from) noexcept {
  for (std::size_t at = from; at < text.size();) {
    while (at < text.size() && !is_word(text[at])) ++at;
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    if (end - at >= 8 && hash_like(text.substr(at, end - at))) return text.substr(at, end - at);
    at = end;
  }
  return {};
}

}  // namespace bgsnap
