#pragma once

#include "bgsnap/policy.hpp"

#include <string>
#include <vector>

namespace bgsnap {

enum class Waivers {
  all,
  of_findings,  ///< not everything was looked at, so a waiver that nothing needs is not idle
};
/// Marks the findings that a waiver covers, and adds what is wrong with the waivers themselves.
void apply_waivers(const Baseline& baseline, const Surroundings& surroundings, Waivers told, std::vector<Finding>& findings);

/// `bgsnap baseline accept CODE SUBJECT …` for every finding that a waiver may cover; what stood there becomes the edit.
void tell_how_to_accept(const Baseline& baseline, const Surroundings& surroundings, std::vector<Finding>& findings);

}  // namespace bgsnap
