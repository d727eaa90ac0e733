#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bgsnap {

/// The nodes of a directed graph by position, each before those that it leads to; without those that stand in a circle or that one leads to.
/// `starts` has one more element than there are nodes: positions into `targets`. O(V + E).
[[nodiscard]] std::vector<std::uint32_t> sources_first(std::span<const std::uint32_t> starts, std::span<const std::uint32_t> targets);

}  // namespace bgsnap
