#include "identity/recipe_walk.hpp"

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

std::string_view next_hash_like(std::string_view text, std::size_t from) noexcept {
  // `at` always begins a word or stands before one. Where one of the next eight bytes is of no word, none that begins before it is long
  // enough: most bytes are never looked at.
  for (std::size_t at = from; at + short_hash <= text.size();) {
    std::size_t end = at + short_hash;
    while (end > at && is_word(text[end - 1])) --end;
    if (end > at) {
      at = end;
      continue;
    }
    end = at + short_hash;
    while (end < text.size() && is_word(text[end])) ++end;
    if (hash_like(text.substr(at, end - at))) return text.substr(at, end - at);
    at = end;
  }
  return {};
}

Stamp stamp_of(std::string_view token) noexcept {
  if (std::all_of(token.begin(), token.end(), is_digit)) {
    const bool time = (token.size() == seconds_digits || token.size() == date_digits) && (token[0] == '1' || token[0] == '2');
    return time ? Stamp::time : Stamp::none;
  }
  const bool hex = std::all_of(token.begin(), token.end(), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
  if (hex && token.size() == revision_digits) return Stamp::revision;
  return (hex && token.size() == sha256_digits) || token.size() == sha256_in_base_32 ? Stamp::content : Stamp::none;
}

bool OwnWalk::told(std::string_view text, std::size_t at, std::string_view token) const {
  if (hashes_ == Hashes::told) return true;
  const Stamp stamp = stamp_of(token);
  if (stamp == Stamp::none) return false;
  const std::size_t end = at + token.size();
  const std::string_view before = text.substr(0, at);
  const bool begins = at == 0 || before.ends_with('"') || before.ends_with("sha256:") || before.ends_with("sha256-");
  const bool whole = begins && (end == text.size() || text[end] == '"');
  return (whole || stamp != Stamp::content) && !comes_from_inputs(token);
}

bool OwnWalk::comes_from_inputs(std::string_view token) const {
  const auto has = [token](const RawDerivation& input) {
    const auto any = [token](const auto& list, auto text) {
      return std::any_of(list.begin(), list.end(), [&](const auto& one) { return text(one).find(token) != std::string_view::npos; });
    };
    return any(input.env.get(), [](const RawVariable& variable) { return variable.value; }) ||
           any(input.outputs, [](const RawOutput& output) { return output.hash; }) || input.structured.get().find(token) != std::string_view::npos;
  };
  const auto inputs = graph_.inputs(current_);
  return std::any_of(inputs.begin(), inputs.end(), [&](DerivationId input) { return has(graph_[input]); });
}

}  // namespace bgsnap
