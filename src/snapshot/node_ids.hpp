#pragma once

#include "formats/text_arena.hpp"
#include "snapshot/shown.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace bgsnap {

/// Ids for lines that show `lines`, in their final order: "CLASS/PNAME[@VERSION PREFIX][:PROFILE][~SCOPE][[SYSTEM]][#N]".
/// The version stands in an id only where one package has several, and then only as much of it as tells them apart, so that a bump
/// leaves the lines of those who use it alone. #N counts lines that differ in nothing else. `system`: the one that goes unsaid.
/// The texts stand in `texts`.
[[nodiscard]] std::vector<std::string_view> node_ids(std::span<const Shown* const> lines, std::string_view system, const Boundary& boundary,
                                                     TextArena& texts);

/// The shortest prefixes, whole components, that tell distinct versions apart; parallel to `versions`. One version gives "".
[[nodiscard]] std::vector<std::string_view> distinguishing_prefixes(std::span<const std::string_view> versions);

}  // namespace bgsnap
