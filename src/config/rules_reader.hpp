#pragma once

#include "bgsnap/rules.hpp"
#include "config/json_cursor.hpp"

#include <string>
#include <vector>

/// The parts of rules that presets and configurations have in common. All throw Error that points at the mistake.
namespace bgsnap {

/// `origin` is what explanations call the rules' home.
[[nodiscard]] std::vector<IdentityRule> read_identity(const JsonCursor& list, const std::string& origin);
[[nodiscard]] MetricsRules read_metrics(const JsonCursor& metrics, const std::string& origin);

/// Adds "identity", "generic_names" and "boundary" of one file to what others have said; "metrics" only where none are there yet.
void add_rules(JsonObject& file, const std::string& origin, Rules& rules);

}  // namespace bgsnap
