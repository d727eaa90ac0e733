#pragma once

#include "bgsnap/snapshot.hpp"

#include <string>

namespace bgsnap {

/// As parse_snapshot, for lines that have not been held against each other yet.
[[nodiscard]] Snapshot parse_lines(std::string bytes, const std::string& file);
/// As read_snapshot, for the same.
[[nodiscard]] Snapshot read_lines(const std::string& file);

/// What the lines themselves must satisfy; throws Error. O(V + E + roots × closure). `on_more_threads`: it may begin some, for where there
/// is nothing else to do.
void validate_snapshot(const Snapshot& snapshot, const std::string& file, bool on_more_threads = true);

}  // namespace bgsnap
