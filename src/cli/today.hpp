#pragma once

#include "bgsnap/policy.hpp"
#include "cli/verb.hpp"

#include <optional>
#include <string>

namespace bgsnap {

/// --today
void add_today_option(Verb& verb, std::optional<std::string>& today);

/// What the command line says, else the day of SOURCE_DATE_EPOCH, else nothing: no clock is read. 315532800 (1980-01-01), which Nixpkgs sets
/// where it knows no date, is none. Throws UsageError for what is no day.
[[nodiscard]] std::optional<Day> today_of(const std::optional<std::string>& said);

}  // namespace bgsnap
