#include "identity/recipe_walk.hpp"

namespace bgsnap {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
constexpr bool is_word(char c) noexcept { return is_digit(c) || is_lower(c) || (c >= 'A' && c <= 'Z'); }

constexpr std::size_t short_hash = 8;   // with both digits and letters: no word and no date looks like that
constexpr std::size_t plain_hash = 10;  // hex digits alone: about one in a hundred hashes of this length has no letter
constexpr std::size_t store_hash = 32;

bool hash_like(std::string_view token) noexcept {
  bool digit = false;
  bool letter = false;
  bool hex = true;
  for (char c : token) {
    if (!is_digit(c) && !is_lower(c)) return false;
    digit = digit || is_digit(c);
    letter = letter || is_lower(c);
    hex = hex && (is_digit(c) || c <= 'f');
  }
  if (hex && token.size() >= plain_hash) return true;
  return digit && letter && ((hex && token.size() >= short_hash) || token.size() >= store_hash);
}

}  // namespace

std::string_view next_hash_like(std::string_view text, std::size_t from) noexcept {
  for (std::size_t at = from; at < text.size();) {
    while (at < text.size() && !is_word(text[at])) ++at;
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    if (end - at >= short_hash && hash_like(text.substr(at, end - at))) return text.substr(at, end - at);
    at = end;
  }
  return {};
}

}  // namespace bgsnap
