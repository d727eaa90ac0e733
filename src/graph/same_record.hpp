#pragma once

#include "bgsnap/raw_graph.hpp"

namespace bgsnap {

/// Do two records of one path say the same? What one of them does not say (a fixed output's path, the store directory) is no contradiction.
[[nodiscard]] bool same_record(const RawDerivation& a, const RawDerivation& b) noexcept;

/// Does `more` say all that `less` says? Then `less` need not be kept. A record that is empty says nothing.
[[nodiscard]] bool says_all_of(const RawDerivation& more, const RawDerivation& less) noexcept;

/// How much of what may be left out a record says. Of two that are the same, the one that says more is kept.
[[nodiscard]] std::size_t completeness(const RawDerivation& record) noexcept;

}  // namespace bgsnap
