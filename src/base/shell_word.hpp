#pragma once

#include <string>
#include <string_view>

namespace bgsnap {

/// A word as a shell takes it: as it is, or quoted; with what steers a terminal spelled out, which a POSIX shell since 2024 takes, and bash and zsh.
[[nodiscard]] std::string shell_word(std::string_view word);

}  // namespace bgsnap
