#pragma once

#include "base/text_hash.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace bgsnap {

/// Numbers texts by first appearance: equal texts, equal numbers. The texts must stay. Open addressing: one or two places are looked at.
class TextNumbers {
public:
  /// A hash of a text, as the functions below want it.
  using Hash = std::uint32_t;
  [[nodiscard]] static Hash hash_of(std::string_view text) noexcept { return static_cast<Hash>(hash_text(text)); }

  /// Makes room for so many.
  void reserve(std::size_t texts) {
    if (const std::size_t places = std::bit_ceil(2 * texts + 2); places > places_.size()) enlarge(places);
  }

  [[nodiscard]] std::uint32_t number(std::string_view text) {
    const Hash hash = hash_of(text);
    const Place& found = places_[place(text, hash)];
    return found.text != nullptr ? found.number : number_new(text, hash);
  }

  /// Of a text that has none yet.
  std::uint32_t number_new(std::string_view text, Hash hash) {
    reserve(size_ + 1);
    const auto number = static_cast<std::uint32_t>(size_++);
    places_[free_place(hash)] = {text.data() != nullptr ? text.data() : "", hash, static_cast<std::uint32_t>(text.size()), number};
    return number;
  }

  /// Absent: it has none.
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text) const noexcept { return find(text, hash_of(text)); }
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view text, Hash hash) const noexcept {
    const Place& found = places_[place(text, hash)];
    return found.text != nullptr ? std::optional(found.number) : std::nullopt;
  }

  /// Before find() or number_new(), so that it need not wait: first for where the text may stand, then for what stands there.
  void prefetch_place(Hash hash) const noexcept { __builtin_prefetch(&places_[hash & (places_.size() - 1)]); }
  void prefetch_text(Hash hash) const noexcept {
    const Place& place = places_[hash & (places_.size() - 1)];
    __builtin_prefetch(place.text);
    __builtin_prefetch(place.text + place.size);
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
  struct Place {
    const char* text = nullptr;  ///< null: empty
    Hash hash = 0;
    std::uint32_t size = 0;
    std::uint32_t number = 0;
  };

  /// Where the text stands, or would.
  [[nodiscard]] std::size_t place(std::string_view text, Hash hash) const noexcept {
    const auto is_it = [&](const Place& place) { return place.hash == hash && std::string_view(place.text, place.size) == text; };
    std::size_t at = hash & (places_.size() - 1);
    while (places_[at].text != nullptr && !is_it(places_[at])) at = (at + 1) & (places_.size() - 1);
    return at;
  }

  void enlarge(std::size_t places) {
    for (const Place& place : std::exchange(places_, std::vector<Place>(places))) {
      if (place.text != nullptr) places_[free_place(place.hash)] = place;
    }
  }

  [[nodiscard]] std::size_t free_place(Hash hash) const noexcept {
    std::size_t at = hash & (places_.size() - 1);
    while (places_[at].text != nullptr) at = (at + 1) & (places_.size() - 1);
    return at;
  }

  std::vector<Place> places_ = std::vector<Place>(4);
  std::size_t size_ = 0;
};

}  // namespace bgsnap
