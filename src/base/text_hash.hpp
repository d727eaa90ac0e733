#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace bgsnap {

/// A hash of bytes for tables in memory and for telling texts apart. It is in no answer and no file, so it may change.
[[nodiscard]] inline std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0) noexcept {
  const auto folded = [](std::uint64_t a, std::uint64_t b) {
    const auto product = static_cast<unsigned __int128>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  };
  constexpr std::uint64_t odd = 0x9E3779B97F4A7C15;
  constexpr std::uint64_t other = 0xD6E8FEB86659FD93;
  std::uint64_t words[2] = {};
  std::uint64_t hash = seed ^ other;
  std::string_view rest = text;
  for (; rest.size() > sizeof words; rest.remove_prefix(sizeof words)) {
    std::memcpy(words, rest.data(), sizeof words);
    hash = folded(words[0] ^ odd, words[1] ^ hash);
  }
  words[0] = words[1] = 0;
  std::memcpy(words, rest.data(), rest.size());
  hash = folded(words[0] ^ odd, words[1] ^ hash);
  return folded(hash ^ text.size(), odd);
}

}  // namespace bgsnap
