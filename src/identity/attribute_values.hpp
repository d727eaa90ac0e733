#pragma once

#include "bgsnap/raw_graph.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// What one derivation after the other says of a few attributes: one walk over what it sets, and no search for each of them. An
/// attribute that is not set is as one that is empty.
class AttributeValues {
public:
  /// `names` in any order, some twice.
  explicit AttributeValues(std::vector<std::string> names);

  /// Forgets the derivation before. Throws std::logic_error when the graph was read without one of the names.
  void load(const RawDerivation& derivation);
  /// Views into the derivation at hand. `place` is that of a name.
  [[nodiscard]] std::string_view operator[](std::size_t place) const noexcept { return values_[place]; }
  /// Of one of the names.
  [[nodiscard]] std::size_t place(std::string_view name) const noexcept { return find(name) - 1; }
  [[nodiscard]] std::size_t size() const noexcept { return names_.size(); }
  /// Places of what is set, in no order; some twice, some empty.
  [[nodiscard]] std::span<const std::uint32_t> set() const noexcept { return set_; }

private:
  [[nodiscard]] std::uint32_t find(std::string_view name) const noexcept;
  void take(std::span<const RawVariable> variables);
  void require_asked(const std::vector<std::string>& asked);

  std::vector<std::string> names_;  // ascending
  std::vector<std::string_view> values_;
  std::vector<std::uint32_t> set_;
  std::vector<std::uint32_t> buckets_;               // open addressing: a place plus one, 0 where there is none
  const std::vector<std::string>* known_ = nullptr;  // what a graph was read for, and found to hold all names
};

}  // namespace bgsnap
