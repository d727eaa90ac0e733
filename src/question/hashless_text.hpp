#pragma once

#include <string>
#include <string_view>

namespace bgsnap {

/// The text as people compare it: "/nix/store/HASH-lib-1.2/bin" becomes "/nix/store/-lib-1.2/bin", and tokens that look like hashes
/// derived from such become "#". O(bytes).
[[nodiscard]] std::string without_hashes(std::string_view text);

}  // namespace bgsnap
