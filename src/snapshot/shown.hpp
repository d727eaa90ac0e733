#pragma once

#include "snapshot/item_graph.hpp"

#include <string>
#include <string_view>
#include <vector>

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
  std::vector<std::string_view> sources;  ///< names, ascending, distinct; none for fixed outputs, whose recipe does not matter
  DerivationKind kind = DerivationKind::input_addressed;
  bool dynamic_inputs = false;
  bool compiled = false;
  std::uint32_t group = 0;  ///< one more than the toolchain group's number
  friend std::strong_ordering operator<=>(const Shown& a, const Shown& b);
  friend bool operator==(const Shown& a, const Shown& b) { return (a <=> b) == 0; }
};

/// Versions as people order them: runs of digits by value, the rest by bytes.
[[nodiscard]] std::strong_ordering compare_versions(std::string_view a, std::string_view b) noexcept;

/// Distinct Shown values, ascending, and each item's place among them.
struct ShownTable {
  std::vector<Shown> values;
  DenseMap<ItemId, std::uint32_t> of_item;
};
[[nodiscard]] ShownTable shown_table(const IdentifiedGraph& graph, const ItemGraph& items);

}  // namespace bgsnap
