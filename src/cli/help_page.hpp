#pragma once

#include "cli/verb.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// `bgsnap VERB --help`.
[[nodiscard]] std::string help_page(const Verb& verb);
/// `bgsnap VERB ACTION --help`: what is of that one of Verb::actions, or of all.
[[nodiscard]] std::string help_page(const Verb& verb, const std::string& action);
/// `bgsnap help`: the verbs that are for people.
[[nodiscard]] std::string overview(const std::vector<Verb>& verbs);
/// Lines of at most `width` columns, broken at blanks, each behind `indent` blanks; a longer word has its own line.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent, std::size_t width = 80);
/// "-o, --output FILE"
[[nodiscard]] std::string option_words(const Option& option);

}  // namespace bgsnap
