#pragma once

#include "render/figures.hpp"
#include "render/table.hpp"

#include <map>
#include <span>
#include <string>
#include <vector>

/// Paragraphs that several answers have. Each ends with a newline or is empty; between two of them the caller leaves a line free.
namespace bgsnap {

/// "165 of 1,653 derivations", with "at most", "at least" or "about" where the count is not exact.
[[nodiscard]] std::string share_words(Share share, Bound bound);

/// One line: what of it the roots need.
[[nodiscard]] std::string needed_words(Share share, Bound bound);

/// "upper", "lower", "neither"; nothing for what is exact.
[[nodiscard]] std::string_view name_of(Bound bound) noexcept;
/// What a figure is when the graph it comes of lacks something: what is missing might add to it.
[[nodiscard]] Bound with(Bound bound, Standing standing) noexcept;
/// Nothing without reasons.
[[nodiscard]] std::string reasons_section(std::string_view heading, const std::vector<std::string>& reasons, Style style);
/// Why a bound is one; of what is exact, what else is to be known.
[[nodiscard]] std::string bound_section(Bound bound, const std::vector<std::string>& reasons, Style style);
/// That the graph lacks something, when it does.
[[nodiscard]] std::string standing_section(Standing standing, Style style);
/// Roots that need something, most first, the first 20 unless `all`; how many need nothing.
[[nodiscard]] std::string roots_section(std::span<const RootShare> roots, bool all, Style style);
/// Classes of which something rebuilds, most first, the first 20 unless `all`.
[[nodiscard]] std::string classes_section(const std::map<std::string, Share>& classes, bool all, Style style);
/// "  … and 12 further roots (--list)"; nothing when there are none.
[[nodiscard]] std::string further(std::uint64_t count, std::string_view one, std::string_view many, std::string_view how, Style style);

/// A heading and one line for each text.
[[nodiscard]] std::string list_section(std::string_view heading, const std::vector<std::string>& lines, Style style);
/// "    └ lib": a chain's link, deeper the later it comes, without the line's end.
[[nodiscard]] std::string chain_line(std::size_t place, std::string_view text, Style style);
/// Joined by a free line, the empty ones left out.
[[nodiscard]] std::string page(const std::vector<std::string>& sections);
/// "a, b, c and 12 more": at most so many, shown().
[[nodiscard]] std::string some_of(const std::vector<std::string>& texts, std::size_t most);

}  // namespace bgsnap
