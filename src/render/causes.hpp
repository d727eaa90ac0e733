#pragma once

#include "render/json.hpp"
#include "render/sections.hpp"

/// The causes of a diff, as a table, one by one in detail, and for machines.
namespace bgsnap {

/// "hyper-util 0.1.6 → 0.1.7"
[[nodiscard]] std::string cause_words(const DiffCause& cause);
/// "squeeze 0.9.1, 1.2.0 → 0.9.1, 1.2.1"
[[nodiscard]] std::string package_words(const PackageChange& change);

/// A cause, or causes that are one edit in several packages, as a row of a table.
struct CauseRow {
  std::string cause;  ///< "hyper-util 0.1.6 → 0.1.7", "env libName: - → _ in 144 packages"
  std::uint64_t derivations = 0;
  std::uint64_t rebuilds = 0;
  std::uint64_t alone = 0;
  std::string changed;                ///< of a cause: the fields
  std::vector<std::string> packages;  ///< of one edit: ascending, as they are
};
/// How many rows the causes take.
[[nodiscard]] std::size_t number_of_cause_rows(const GraphDiff& diff);
/// The first of them, edits before single causes; of a cause at most so many fields are named.
[[nodiscard]] std::vector<CauseRow> cause_rows(const RebuildGraph& now, const GraphDiff& diff, std::size_t rows, std::size_t fields);
/// One row a cause; causes that are one edit in several packages share a row, the first ones.
[[nodiscard]] std::string causes_section(const DiffAnswer& answer, Style style);
/// Every cause with its fields before and after; of long texts the places that differ.
[[nodiscard]] std::string explained_section(const DiffAnswer& answer, Style style);

[[nodiscard]] Json json_causes(const DiffAnswer& answer);
[[nodiscard]] Json json_groups(const DiffAnswer& answer);

}  // namespace bgsnap
