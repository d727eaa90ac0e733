#pragma once

#include "bgsnap/diff.hpp"

namespace bgsnap {

/// Fills added, removed and bumped: of what is built, by pname; downloads are not packages. And the roots' names.
void compare_packages(const RebuildGraph& before, const RebuildGraph& now, GraphDiff& diff);

}  // namespace bgsnap
