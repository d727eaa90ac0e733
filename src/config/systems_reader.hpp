#pragma once

#include "bgsnap/configuration.hpp"
#include "config/json_cursor.hpp"

#include <string>
#include <vector>

namespace bgsnap {

/// Reads "systems", "roots", "snapshot" and "baseline" of a configuration in `folder`: what stands beside "systems" holds for each of
/// them, what stands inside one holds for it alone, and "{system}" is its name. Without "systems" there are none. Throws Error.
[[nodiscard]] std::vector<SystemGraph> read_systems(JsonObject& file, const std::string& folder);

}  // namespace bgsnap
