#pragma once

#include "bgsnap/snapshot.hpp"

#include <string>

namespace bgsnap {

/// What the lines themselves must satisfy; throws Error. O(V + E + roots × closure).
void validate_snapshot(const Snapshot& snapshot, const std::string& file);

}  // namespace bgsnap
