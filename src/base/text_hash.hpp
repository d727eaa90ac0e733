#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace bgsnap {

/// Both numbers in one, by their whole product.
[[nodiscard]] inline std::uint64_t folded(std::uint64_t a, std::uint64_t b) noexcept {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// A hash of bytes for tables in memory and for telling texts apart. It is in no answer and no file, so it may change.
[[nodiscard]] inline std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0) noexcept {
  constexpr std::uint64_t odd = 0x9E3779B97F4A7C15;
  constexpr std::uint64_t other = 0xD6E8FEB86659FD93;
  constexpr std::size_t word = sizeof(std::uint64_t);
  const auto number = [&text](std::size_t at, std::size_t bytes) {
    std::uint64_t value = 0;
    std::memcpy(&value, text.data() + at, bytes);
    return value;
  };
  const auto byte = [&text](std::size_t at) { return std::uint64_t{static_cast<unsigned char>(text[at])}; };
  const std::size_t size = text.size();
  std::uint64_t hash = seed ^ other;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  // What is left overlaps what was taken, or itself, so that no length is a case of its own.
  if (size >= word) {
    for (std::size_t at = 0; at + 2 * word < size; at += 2 * word) hash = folded(number(at, word) ^ odd, number(at + word, word) ^ hash);
    first = number(size < 2 * word ? 0 : size - 2 * word, word);
    last = number(size - word, word);
  } else if (size >= word / 2) {
    first = number(0, word / 2);
    last = number(size - word / 2, word / 2);
  } else if (size != 0) {
    first = byte(0) << 16 | byte(size / 2) << 8 | byte(size - 1);
  }
  return folded(folded(first ^ odd, last ^ hash) ^ size, odd);
}

}  // namespace bgsnap
