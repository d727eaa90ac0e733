#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// The attributes that a graph is read for. Nearly all variables of a recipe are none of them, and most of those are told by their first byte.
class AskedAttributes {
public:
  /// `names` ascend, and live as long.
  explicit AskedAttributes(const std::vector<std::string>& names) : names_(names) {
    for (const std::string& name : names_) ++ends_[first_of(name)];
    for (std::size_t i = 1; i < ends_.size(); ++i) ends_[i] += ends_[i - 1];
  }

  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

  /// The name as it was asked for; null when it was not.
  [[nodiscard]] const std::string* find(std::string_view name) const noexcept {
    const std::size_t first = first_of(name);
    for (std::uint32_t at = first == 0 ? 0 : ends_[first - 1]; at != ends_[first]; ++at)
      if (names_[at] == name) return &names_[at];
    return nullptr;
  }

private:
  static std::size_t first_of(std::string_view name) noexcept { return name.empty() ? 0 : std::size_t{static_cast<unsigned char>(name[0])} + 1; }

  const std::vector<std::string>& names_;
  std::array<std::uint32_t, 257> ends_ = {};  ///< by first byte, none before all others: where the names that begin with it end
};

}  // namespace bgsnap
