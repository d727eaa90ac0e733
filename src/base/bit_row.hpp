#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace bgsnap {

/// One bit for each column of a block: one cache line. Sets of nodes or roots, many at a time.
struct alignas(64) BitRow {
  static constexpr std::size_t columns = 512;
  std::array<std::uint64_t, columns / 64> words{};

  void set(std::size_t column) noexcept { words[column / 64] |= std::uint64_t{1} << (column % 64); }
  [[nodiscard]] bool test(std::size_t column) const noexcept { return words[column / 64] >> (column % 64) & 1; }
  [[nodiscard]] bool any() const noexcept {
    std::uint64_t all = 0;
    for (const std::uint64_t word : words) all |= word;
    return all != 0;
  }
  void join(const BitRow& other) noexcept {
    for (std::size_t i = 0; i < words.size(); ++i) words[i] |= other.words[i];
  }
  /// As join(); true when that set a bit.
  bool add(const BitRow& other) noexcept {
    std::uint64_t fresh = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
      fresh |= other.words[i] & ~words[i];
      words[i] |= other.words[i];
    }
    return fresh != 0;
  }
  [[nodiscard]] std::uint64_t count() const noexcept { return ones(words); }
  /// Of the columns that `other` has too.
  [[nodiscard]] std::uint64_t count_shared(const BitRow& other) const noexcept {
    BitRow both = other;
    for (std::size_t i = 0; i < words.size(); ++i) both.words[i] &= words[i];
    return both.count();
  }
  /// Calls visit(column) for every column that is set, ascending.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t i = 0; i < words.size(); ++i)
      for (std::uint64_t word = words[i]; word != 0; word &= word - 1) visit(i * 64 + static_cast<std::size_t>(std::countr_zero(word)));
  }
  friend bool operator==(const BitRow&, const BitRow&) = default;

private:
  /// All words side by side: programs for any x86-64 have no instruction that counts, and a call for each word is dear.
  [[nodiscard]] static std::uint64_t ones(const std::array<std::uint64_t, columns / 64>& of) noexcept {
    std::uint64_t bytes = 0;  // eight sums, each of at most 64 ones
    for (std::uint64_t word : of) {
      word -= (word >> 1) & 0x5555555555555555;
      word = (word & 0x3333333333333333) + ((word >> 2) & 0x3333333333333333);
      bytes += (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0f;
    }
    const std::uint64_t pairs = (bytes & 0x00ff00ff00ff00ff) + ((bytes >> 8) & 0x00ff00ff00ff00ff);
    return (pairs * 0x0001000100010001) >> 48;
  }
};

}  // namespace bgsnap
