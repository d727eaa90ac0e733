#include "bgsnap/raw_graph.hpp"
#include "formats/string_scan.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace bgsnap {

namespace {
constexpr std::size_t hash_length = 32;
constexpr std::string_view drv_suffix = ".drv";

constexpr std::uint8_t of_hash = 1;  // of Nix's base 32
constexpr std::uint8_t of_name = 2;

/// Where each character may stand.
constexpr std::array<std::uint8_t, 256> places = [] {
  std::array<std::uint8_t, 256> table{};
  const auto allow = [&table](std::string_view characters, std::uint8_t place) {
    for (const char c : characters) table[static_cast<unsigned char>(c)] |= place;
  };
  allow("0123456789abcdfghijklmnpqrsvwxyz", of_hash);
  allow("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-._?=", of_name);
  return table;
}();

/// Without a branch for each: nearly all texts that are asked about are what they should be.
bool all_of(std::string_view text, std::uint8_t place) noexcept {
  std::uint8_t common = place;
  for (const char c : text) common &= places[static_cast<unsigned char>(c)];
  return common != 0;
}
}  // namespace

StorePath StorePath::from(std::string_view path) noexcept { return {after_last_slash(path)}; }

bool StorePath::valid() const noexcept {
  return base.size() > hash_length + 1 && base[hash_length] == '-' && all_of(base.substr(0, hash_length), of_hash) &&
         all_of(base.substr(hash_length + 1), of_name);
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

Place RawGraph::place_of(const RawDerivation& record) const {
  const RawDocument& document = documents[record.document];
  Place place{.file = document.file, .byte = record.offset};
  if (document.directory) place.file += record.path.base;
  return place;
}

}  // namespace bgsnap
