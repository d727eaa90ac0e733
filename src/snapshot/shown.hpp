#pragma once

#include "formats/text_arena.hpp"
#include "snapshot/item_graph.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace bgsnap {

/// What a line shows of a derivation itself, without its edges. Compares in the order in which variants are numbered.
struct Shown {
  std::string_view class_name;
  std::string_view pname;
  std::string_view profile;
  std::string_view scope;
  std::string_view system;
  std::string_view version;
  std::string_view shows;
  std::span<const std::string_view> sources;  ///< names, ascending, distinct; none for fixed outputs, whose recipe does not matter
  DerivationKind kind = DerivationKind::input_addressed;
  bool dynamic_inputs = false;
  bool compiled = false;
  std::uint32_t group = 0;  ///< one more than the toolchain group's number
  friend std::strong_ordering operator<=>(const Shown& a, const Shown& b);
  friend bool operator==(const Shown& a, const Shown& b) { return (a <=> b) == 0; }
};

/// Versions as people order them: runs of digits by value, the rest by bytes.
[[nodiscard]] std::strong_ordering compare_versions(std::string_view a, std::string_view b) noexcept;

/// What each item shows.
struct ShownTable {
  DenseMap<ItemId, Shown> shown;
  DenseMap<ItemId, std::uint32_t> rank;  ///< its place among the distinct values, ascending
  TextArena lists;                       ///< of sources
};
[[nodiscard]] ShownTable shown_table(const IdentifiedGraph& graph, const ItemGraph& items);

}  // namespace bgsnap
