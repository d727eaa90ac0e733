#pragma once

#include "bgsnap/id.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace bgsnap {

/// A set of up to 512 roots, by their place in a block. As wide as a cache line: an edge costs one, however many roots it serves.
struct RootBits {
  static constexpr std::size_t roots = 512;
  std::array<std::uint64_t, roots / 64> words{};

  void set(std::size_t root) noexcept { words[root / 64] |= std::uint64_t{1} << (root % 64); }
  [[nodiscard]] bool test(std::size_t root) const noexcept { return words[root / 64] >> (root % 64) & 1; }
  [[nodiscard]] bool any() const noexcept {
    std::uint64_t all = 0;
    for (std::uint64_t word : words) all |= word;
    return all != 0;
  }
  RootBits& operator|=(const RootBits& other) noexcept {
    for (std::size_t i = 0; i < words.size(); ++i) words[i] |= other.words[i];
    return *this;
  }
  /// Ascending.
  template <class Visit>
  void each(Visit&& visit) const {
    for (std::size_t i = 0; i < words.size(); ++i)
      for (std::uint64_t bits = words[i]; bits != 0; bits &= bits - 1) visit(64 * i + static_cast<std::size_t>(std::countr_zero(bits)));
  }
  friend bool operator==(const RootBits&, const RootBits&) = default;
};

[[nodiscard]] constexpr std::size_t root_blocks(std::size_t roots) noexcept { return (roots + RootBits::roots - 1) / RootBits::roots; }

/// Hands each node's roots on to what it needs: `each_need(id, give)` calls give(need). One pass, users before what they need.
template <class IdT, class EachNeed>
void spread(std::span<const IdT> inputs_first, DenseMap<IdT, RootBits>& reach, EachNeed&& each_need) {
  for (auto at = inputs_first.rbegin(); at != inputs_first.rend(); ++at) {
    const RootBits roots = reach[*at];
    if (roots.any()) each_need(*at, [&](IdT need) { reach[need] |= roots; });
  }
}

}  // namespace bgsnap
