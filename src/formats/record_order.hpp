#pragma once

#include "bgsnap/raw_graph.hpp"

#include <compare>

namespace bgsnap {

/// Orders records by all that they say, path first, and not by where they stood; equal are only those that say the same. Of a graph
/// that was read for certain attributes the text of a recipe counts by its hash, in an order of its own.
[[nodiscard]] std::strong_ordering order_of(const RawDerivation& a, const RawDerivation& b) noexcept;

}  // namespace bgsnap
