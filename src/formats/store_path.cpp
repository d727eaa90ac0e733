#include "bgsnap/raw_graph.hpp"

#include <algorithm>

namespace bgsnap {

namespace {
constexpr std::size_t hash_length = 32;
constexpr std::string_view drv_suffix = ".drv";

constexpr bool is_base32(char c) noexcept { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z' && c != 'e' && c != 'o' && c != 't' && c != 'u'); }

constexpr bool is_name_character(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || std::string_view("+-._?=").find(c) != std::string_view::npos;
}
}  // namespace

StorePath StorePath::from(std::string_view path) noexcept {
  const std::size_t slash = path.rfind('/');
  return {slash == std::string_view::npos ? path : path.substr(slash + 1)};
}

bool StorePath::valid() const noexcept {
  return base.size() > hash_length + 1 && base[hash_length] == '-' && std::all_of(base.begin(), base.begin() + hash_length, is_base32) &&
         std::all_of(base.begin() + hash_length + 1, base.end(), is_name_character);
}

std::string_view StorePath::hash() const noexcept { return valid() ? base.substr(0, hash_length) : std::string_view(); }

std::string_view StorePath::name() const noexcept { return valid() ? base.substr(hash_length + 1) : base; }

std::string_view StorePath::derivation_name() const noexcept {
  const std::string_view whole = name();
  return whole.ends_with(drv_suffix) ? whole.substr(0, whole.size() - drv_suffix.size()) : whole;
}

namespace {
std::optional<std::string_view> value_of(std::span<const RawVariable> variables, std::string_view wanted) noexcept {
  const auto found = std::lower_bound(variables.begin(), variables.end(), wanted,
                                      [](const RawVariable& variable, std::string_view name) { return variable.name < name; });
  if (found == variables.end() || found->name != wanted) return std::nullopt;
  return found->value;
}
}  // namespace

std::optional<std::string_view> RawDerivation::attribute(std::string_view wanted) const {
  if (asked != nullptr) {
    if (!std::binary_search(asked->begin(), asked->end(), wanted))
      throw std::logic_error("the attribute " + std::string(wanted) + " is asked for, and the graph was read without it");
    return value_of(answers, wanted);
  }
  if (const auto value = value_of(attributes, wanted)) return value;
  return value_of(env, wanted);
}

}  // namespace bgsnap
