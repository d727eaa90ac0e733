#include "formats/content_hash.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace bgsnap {

namespace {

constexpr std::array<std::pair<std::string_view, std::size_t>, 5> digest_sizes = {
    {{"md5", 16}, {"sha1", 20}, {"sha256", 32}, {"sha512", 64}, {"blake3", 32}}};

std::size_t digest_size(std::string_view algorithm) noexcept {
  for (const auto& [name, size] : digest_sizes)
    if (name == algorithm) return size;
  return 0;
}

/// What each byte is worth as one of some digits.
class Digits {
public:
  static constexpr std::uint8_t none = 0xFF;
  explicit constexpr Digits(std::string_view digits) {
    values_.fill(none);
    for (std::size_t i = 0; i < digits.size(); ++i) values_[static_cast<unsigned char>(digits[i])] = static_cast<std::uint8_t>(i);
  }
  [[nodiscard]] constexpr std::uint8_t operator()(char c) const noexcept { return values_[static_cast<unsigned char>(c)]; }

private:
  std::array<std::uint8_t, 256> values_ = {};
};

constexpr Digits base64("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
constexpr Digits base32("0123456789abcdfghijklmnpqrsvwxyz");  // Nix's own
constexpr Digits base16("0123456789abcdef");

char lower(char c) noexcept { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_base16(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return base16(lower(c)) != Digits::none; });
}

bool is_lower_base16(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return base16(c) != Digits::none; });
}

std::string in_base16(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += digits[static_cast<unsigned char>(c) >> 4U];
    text += digits[static_cast<unsigned char>(c) & 15U];
  }
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string bytes;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const std::uint8_t digit = base64(c);
    if (digit == Digits::none) return std::nullopt;
    bits = bits << 6U | digit;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFFU);
  }
  return bytes;
}

/// Nix's base 32: little end first, written from the last digit to the first.
std::optional<std::string> from_base32(std::string_view text, std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t n = 0; n < text.size(); ++n) {
    const std::size_t digit = base32(text[text.size() - n - 1]);
    if (digit == Digits::none) return std::nullopt;
    const std::size_t byte = n * 5 / 8;
    const std::size_t shift = n * 5 % 8;
    bytes[byte] = static_cast<char>(static_cast<unsigned char>(bytes[byte]) | (digit << shift & 0xFFU));
    const std::size_t carry = digit >> (8 - shift);
    if (byte + 1 < size)
      bytes[byte + 1] = static_cast<char>(static_cast<unsigned char>(bytes[byte + 1]) | carry);
    else if (carry != 0)
      return std::nullopt;
  }
  return bytes;
}

std::optional<std::string> as_base16(std::string_view text, std::size_t size) {
  if (text.size() == size * 2 && is_base16(text)) {
    std::string digits(text);
    std::transform(digits.begin(), digits.end(), digits.begin(), lower);
    return digits;
  }
  std::optional<std::string> bytes;
  if (text.size() == (size * 8 + 4) / 5)
    bytes = from_base32(text, size);
  else if (text.size() == (size + 2) / 3 * 4 || text.size() == (size * 8 + 5) / 6)
    bytes = from_base64(text);
  if (!bytes || bytes->size() != size) return std::nullopt;
  return in_base16(*bytes);
}

}  // namespace

ContentHash content_hash(std::string_view method, std::string_view algorithm, std::string_view hash, TextArena& arena) {
  ContentHash result{method, algorithm, hash};
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> prefixes = {{{"r:", "nar"}, {"text:", "text"}, {"git:", "git"}}};
  for (const auto& [prefix, meaning] : prefixes) {
    if (!algorithm.starts_with(prefix)) continue;
    result.algorithm.remove_prefix(prefix.size());
    if (method.empty()) result.method = meaning;
  }
  if (result.method.empty()) result.method = "flat";
  if (result.method == "recursive") result.method = "nar";
  const auto is_mark = [](char c) { return c == '-' || c == ':'; };
  const auto mark = static_cast<std::size_t>(std::find_if(hash.begin(), hash.end(), is_mark) - hash.begin());
  if (mark != hash.size() && digest_size(hash.substr(0, mark)) != 0) {
    if (result.algorithm.empty()) result.algorithm = hash.substr(0, mark);
    hash.remove_prefix(mark + 1);
  }
  const bool already = is_lower_base16(hash);
  const std::size_t size = digest_size(result.algorithm);
  if (already && (size == 0 || hash.size() == size * 2))
    result.hash = hash;
  else if (const auto text = as_base16(hash, size))
    result.hash = arena.copy(*text);
  return result;
}

}  // namespace bgsnap
