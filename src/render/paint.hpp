#pragma once

#include "bgsnap/render.hpp"

#include <string>
#include <string_view>

namespace bgsnap {

enum class Ink { plain, strong, faint, red, yellow, green, blue };

/// The text in that ink, or as it is without colour. `text` is already shown().
[[nodiscard]] std::string painted(std::string_view text, Ink ink, Style style);

}  // namespace bgsnap
