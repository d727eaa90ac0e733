#pragma once

#include "cli/verb.hpp"

#include <vector>

/// Every verb, one file each.
namespace bgsnap {

[[nodiscard]] Verb snapshot_verb();
[[nodiscard]] Verb check_verb();
[[nodiscard]] Verb baseline_verb();
[[nodiscard]] Verb regenerate_verb();
[[nodiscard]] Verb pack_verb();
[[nodiscard]] Verb merge_verb();
[[nodiscard]] Verb merge_driver_verb();
[[nodiscard]] Verb cone_verb();
[[nodiscard]] Verb diff_verb();
[[nodiscard]] Verb comment_verb();
[[nodiscard]] Verb duplicates_verb();
[[nodiscard]] Verb metrics_verb();
[[nodiscard]] Verb why_verb();
[[nodiscard]] Verb explain_verb();
[[nodiscard]] Verb completion_verb();
[[nodiscard]] Verb help_verb();
[[nodiscard]] Verb man_verb();

/// In the order in which help lists them.
[[nodiscard]] std::vector<Verb> all_verbs();

}  // namespace bgsnap
