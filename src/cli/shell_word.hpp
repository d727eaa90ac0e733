#pragma once

#include <string>

namespace bgsnap {

/// A word as a shell takes it, in quotes where it needs them.
[[nodiscard]] std::string shell_word(const std::string& word);

}  // namespace bgsnap
