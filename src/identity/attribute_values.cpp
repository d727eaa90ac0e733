#include "identity/attribute_values.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <utility>

namespace bgsnap {
namespace {

/// Names differ in their lengths and ends: most of what is not asked for meets an empty bucket.
std::size_t bucket_of(std::string_view name) noexcept {
  if (name.empty()) return 0;
  const auto byte = [name](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(name[at])); };
  return name.size() * 41 + byte(0) * 7 + byte(name.size() / 2) * 3 + byte(name.size() - 1) * 59;
}

}  // namespace

AttributeValues::AttributeValues(std::vector<std::string> names) : names_(std::move(names)) {
  std::sort(names_.begin(), names_.end());
  names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
  values_.resize(names_.size());
  buckets_.resize(std::bit_ceil(names_.size() * 8 + 1));
  for (std::size_t place = 0; place < names_.size(); ++place) {
    std::size_t at = bucket_of(names_[place]) & (buckets_.size() - 1);
    while (buckets_[at] != 0) at = (at + 1) & (buckets_.size() - 1);
    buckets_[at] = static_cast<std::uint32_t>(place + 1);
  }
}

/// The place plus one; 0: it is none of the names.
std::uint32_t AttributeValues::find(std::string_view name) const noexcept {
  std::size_t at = bucket_of(name) & (buckets_.size() - 1);
  while (buckets_[at] != 0 && names_[buckets_[at] - 1] != name) at = (at + 1) & (buckets_.size() - 1);
  return buckets_[at];
}

void AttributeValues::load(const RawDerivation& derivation) {
  for (const std::uint32_t place : set_) values_[place] = {};
  set_.clear();
  if (derivation.asked != nullptr) {
    require_asked(*derivation.asked);
    return take(derivation.answers);
  }
  take(derivation.env);
  take(derivation.attributes);  // structured attributes come first, so they are written last
}

void AttributeValues::take(std::span<const RawVariable> variables) {
  for (const RawVariable& variable : variables)
    if (const std::uint32_t found = find(variable.name); found != 0) {
      values_[found - 1] = variable.value;
      set_.push_back(found - 1);
    }
}

void AttributeValues::require_asked(const std::vector<std::string>& asked) {
  if (std::exchange(known_, &asked) == &asked) return;
  if (!std::includes(asked.begin(), asked.end(), names_.begin(), names_.end()))
    throw std::logic_error("attributes are asked for that the graph was read without");
}

}  // namespace bgsnap
