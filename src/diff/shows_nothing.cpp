#include "bgsnap/diff.hpp"

namespace bgsnap {

bool shows_nothing(const GraphDiff& diff) noexcept {
  return diff.rebuilds.empty() && diff.added.empty() && diff.removed.empty() && diff.bumped.empty() && diff.roots_added.empty() &&
         diff.roots_removed.empty();
}

}  // namespace bgsnap
