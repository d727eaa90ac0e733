#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace bgsnap {

/// The first eight bytes as one number, the first one highest, zeros where there are none: of two texts the one with the smaller number
/// comes first, and where the numbers are equal the texts must be looked at.
[[nodiscard]] inline std::uint64_t first_eight(std::string_view text) noexcept {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i) number = number << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  return number;
}

/// Ascending by bytes. Most texts are told apart by their beginnings, which lie beside each other here.
inline void sort_texts(std::vector<std::string_view>& texts) {
  struct Item {
    std::uint64_t beginning;
    std::string_view text;
  };
  std::vector<Item> items;
  items.reserve(texts.size());
  for (const std::string_view text : texts) items.push_back({first_eight(text), text});
  std::sort(items.begin(), items.end(),
            [](const Item& a, const Item& b) { return a.beginning != b.beginning ? a.beginning < b.beginning : a.text < b.text; });
  std::transform(items.begin(), items.end(), texts.begin(), [](const Item& item) { return item.text; });
}

/// The places of the texts in ascending order, as bytes; equal ones in the order in which they stand. On both cores where there are many.
[[nodiscard]] std::vector<std::uint32_t> ascending(std::span<const std::string_view> texts);

}  // namespace bgsnap
