#pragma once

#include "bgsnap/snapshot.hpp"

#include <string>
#include <vector>

namespace bgsnap {

/// Ids of the lines that no root reaches.
[[nodiscard]] std::vector<std::string> unreached_lines(const Snapshot& snapshot);

/// Gives the roots the figures that their lines give together. What is inside the toolchain no line tells, so those figures stay, within
/// what is possible.
void recount(Snapshot& snapshot);

}  // namespace bgsnap
