#pragma once

#include "bgsnap/raw_graph.hpp"
#include "formats/text_arena.hpp"

#include <string_view>
#include <vector>

namespace bgsnap {

/// The members of an object in canonical_json's form: strings unescaped, other values as they stand. Gives false, and whatever is in
/// `members`, when the text is not in that form; values are not looked into further than their end. O(bytes).
[[nodiscard]] bool read_structured_members(std::string_view object, std::vector<RawVariable>& members, TextArena& arena);

}  // namespace bgsnap
