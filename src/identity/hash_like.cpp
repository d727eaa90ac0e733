#include "identity/hash_like.hpp"

#include <algorithm>
#include <array>

namespace bgsnap {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }

constexpr std::array<bool, 256> word_bytes = [] {
  std::array<bool, 256> bytes{};
  for (int c = '0'; c <= '9'; ++c) bytes[static_cast<std::size_t>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c) bytes[static_cast<std::size_t>(c)] = true;
  for (int c = 'A'; c <= 'Z'; ++c) bytes[static_cast<std::size_t>(c)] = true;
  return bytes;
}();
constexpr bool is_word(char c) noexcept { return word_bytes[static_cast<unsigned char>(c)]; }

constexpr std::size_t short_hash = 8;   // with both digits and letters: no word and no date looks like that
constexpr std::size_t plain_hash = 10;  // hex digits alone: about one in a hundred hashes of this length has no letter
constexpr std::size_t store_hash = 32;
constexpr std::size_t revision_digits = 40;
constexpr std::size_t sha256_digits = 64;
constexpr std::size_t sha256_in_base_32 = 52;
constexpr std::size_t seconds_digits = 10;  // since 1970
constexpr std::size_t date_digits = 14;     // 20241231235959

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

Stamp stamp_of(std::string_view token) noexcept {
  if (std::all_of(token.begin(), token.end(), is_digit)) {
    const bool time = (token.size() == seconds_digits || token.size() == date_digits) && (token[0] == '1' || token[0] == '2');
    return time ? Stamp::time : Stamp::none;
  }
  const bool hex = std::all_of(token.begin(), token.end(), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
  if (hex && token.size() == revision_digits) return Stamp::revision;
  return (hex && token.size() == sha256_digits) || token.size() == sha256_in_base_32 ? Stamp::content : Stamp::none;
}

namespace {

/// The next run of bytes of a kind, of at least so many. `at` always begins a run or stands before one. Where one of the bytes that it would
/// need is of another kind, none that begins before it is long enough: most bytes are never looked at.
template <class Is>
std::string_view next_run(std::string_view text, std::size_t from, std::size_t least, Is&& is) noexcept {
  for (std::size_t at = from; at + least <= text.size();) {
    std::size_t end = at + least;
    while (end > at && is(text[end - 1])) --end;
    if (end > at) {
      at = end;
      continue;
    }
    end = at + least;
    while (end < text.size() && is(text[end])) ++end;
    return text.substr(at, end - at);
  }
  return {};
}

std::size_t end_in(std::string_view text, std::string_view part) noexcept {
  return static_cast<std::size_t>(part.data() - text.data()) + part.size();
}

}  // namespace

void add_stamp_holders(std::string_view text, std::vector<std::string_view>& holders) {
  for (std::string_view run = next_run(text, 0, revision_digits, is_word); !run.empty();
       run = next_run(text, end_in(text, run), revision_digits, is_word))
    holders.push_back(run);
  for (std::string_view run = next_run(text, 0, seconds_digits, is_digit); !run.empty();
       run = next_run(text, end_in(text, run), seconds_digits, is_digit))
    holders.push_back(run);
}

std::string_view next_hash_like(std::string_view text, std::size_t from) noexcept {
  std::string_view word = next_run(text, from, short_hash, is_word);
  while (!word.empty() && !hash_like(word)) word = next_run(text, end_in(text, word), short_hash, is_word);
  return word;
}

}  // namespace bgsnap
