#pragma once

#include "render/json.hpp"
#include "render/sections.hpp"

/// The causes of a diff, as a table, one by one in detail, and for machines.
namespace bgsnap {

/// "hyper-util 0.1.6 → 0.1.7"
[[nodiscard]] std::string cause_words(const DiffCause& cause);

/// One row a cause; causes that are one edit in several packages share a row, the first ones.
[[nodiscard]] std::string causes_section(const DiffAnswer& answer, Style style);
/// Every cause with its fields before and after; of long texts the places that differ.
[[nodiscard]] std::string explained_section(const DiffAnswer& answer, Style style);

[[nodiscard]] Json json_causes(const DiffAnswer& answer);
[[nodiscard]] Json json_groups(const DiffAnswer& answer);

}  // namespace bgsnap
