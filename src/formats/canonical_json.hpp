#pragma once

#include "formats/strict_json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// One text for one value, whichever Nix version printed it: members sorted by key, no white space, strings escaped only where JSON demands
/// it, integers digit by digit, other numbers in the shortest form that reads back as the same double.
[[nodiscard]] std::string canonical_json(const JsonNode& value);

/// Sorts members by key in all depths; of a key that stands there twice the last one stays, and its pointer is given.
[[nodiscard]] std::vector<std::string> sort_members(JsonNode& value);

}  // namespace bgsnap
