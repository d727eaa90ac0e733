#pragma once

#include "base/text_hash.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace bgsnap {

/// Numbers lists of numbers by first appearance: equal lists, equal numbers. The lists are kept back to back.
class ListNumbers {
public:
  [[nodiscard]] std::uint32_t number(std::span<const std::uint32_t> list) {
    if (table_.size() < starts_.size() * 2) enlarge();
    std::size_t at = hash(list) & (table_.size() - 1);
    for (; table_[at] != 0; at = (at + 1) & (table_.size() - 1)) {
      const auto known = (*this)[table_[at] - 1];
      if (std::equal(known.begin(), known.end(), list.begin(), list.end())) return table_[at] - 1;
    }
    items_.insert(items_.end(), list.begin(), list.end());
    starts_.push_back(items_.size());
    return (table_[at] = static_cast<std::uint32_t>(starts_.size() - 1)) - 1;
  }
  [[nodiscard]] std::size_t size() const noexcept { return starts_.size() - 1; }
  [[nodiscard]] std::span<const std::uint32_t> operator[](std::uint32_t number) const noexcept {
    return std::span(items_).subspan(starts_[number], starts_[number + 1] - starts_[number]);
  }

private:
  [[nodiscard]] static std::uint64_t hash(std::span<const std::uint32_t> list) noexcept {
    return hash_text({reinterpret_cast<const char*>(list.data()), list.size_bytes()});
  }

  void enlarge() {
    table_.assign(std::max<std::size_t>(table_.size() * 2, 1024), 0);
    for (std::uint32_t number = 0; number < size(); ++number) {
      std::size_t at = hash((*this)[number]) & (table_.size() - 1);
      while (table_[at] != 0) at = (at + 1) & (table_.size() - 1);
      table_[at] = number + 1;
    }
  }

  std::vector<std::uint32_t> items_;
  std::vector<std::size_t> starts_{0};
  std::vector<std::uint32_t> table_;  ///< open addressing: a number plus one
};

}  // namespace bgsnap
