#pragma once

#include <cstddef>
#include <cstdint>

namespace bgsnap {

/// The parts of a shard's payload, in their order; README.md says what each holds. Every part is its length and so many bytes.
enum class ShardColumn : std::size_t {
  text_lengths,
  texts,
  list_lengths,
  lists,
  paths,
  flags,
  store_dirs,
  systems,
  builders,
  args,
  variable_names,
  variable_values,
  output_counts,
  output_names,
  output_kinds,
  output_paths,
  output_contents,
  input_counts,
  input_paths,
  input_outputs,
  dynamic,
  sources,
  structured,
  root_names,
  root_records,
  issues,
  count,
};

/// Bits of a record's flags, and of a root's.
inline constexpr std::uint64_t shard_empty_record = 1;
inline constexpr std::uint64_t shard_given_root = 1;

/// Dynamic outputs nest no deeper in any format.
inline constexpr std::size_t deepest_shard_dynamic = 300;

}  // namespace bgsnap
