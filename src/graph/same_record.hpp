#pragma once

#include "bgsnap/raw_graph.hpp"

namespace bgsnap {

/// Two records of one path say the same, whichever dialects wrote them: what one of them does not print (the store directory, a fixed
/// output's path) is no difference.
[[nodiscard]] bool same_record(const RawDerivation& a, const RawDerivation& b) noexcept;

/// `a` prints something that `b`, which says the same, leaves out.
[[nodiscard]] bool prints_more(const RawDerivation& a, const RawDerivation& b) noexcept;

}  // namespace bgsnap
