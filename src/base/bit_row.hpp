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
  /// Dear where the processor's own instruction is not used: see base/wide.hpp.
  [[nodiscard]] std::uint64_t count() const noexcept {
    int ones = 0;
    for (const std::uint64_t word : words) ones += std::popcount(word);
    return static_cast<std::uint64_t>(ones);
  }
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
};

}  // namespace bgsnap
