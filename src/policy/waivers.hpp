#pragma once

#include "bgsnap/policy.hpp"

#include <string>
#include <vector>

namespace bgsnap {

/// Marks the findings that a waiver covers, and adds what is wrong with the waivers themselves.
void apply_waivers(const Baseline& baseline, const Surroundings& surroundings, std::vector<Finding>& findings);

/// `bgsnap baseline accept CODE SUBJECT …` for every finding that a waiver may cover; what stood there becomes the edit.
void tell_how_to_accept(const Baseline& baseline, const Surroundings& surroundings, std::vector<Finding>& findings);

}  // namespace bgsnap
