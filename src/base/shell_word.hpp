#pragma once

#include <string>
#include <string_view>

namespace bgsnap {

/// A word as a shell takes it: as it is, or quoted.
[[nodiscard]] std::string shell_word(std::string_view word);

}  // namespace bgsnap
