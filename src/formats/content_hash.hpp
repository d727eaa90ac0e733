#pragma once

#include "formats/text_arena.hpp"

#include <string_view>

namespace bgsnap {

/// How a fixed or floating output is addressed, as any dialect says it.
struct ContentHash {
  std::string_view method;     ///< "flat", "nar", "text" or "git"
  std::string_view algorithm;  ///< "sha256" …
  std::string_view hash;       ///< lower-case base 16; as printed when its length fits no known encoding; empty: none
};

/// `algorithm` may carry a prefix ("r:sha256", Nix before 2.23; "text:", "git:") or be empty when `hash` says it ("sha256-BASE64");
/// `method` is empty before Nix 2.23. The hash may be base 16, Nix's base 32 or base 64: its length tells.
[[nodiscard]] ContentHash content_hash(std::string_view method, std::string_view algorithm, std::string_view hash, TextArena& arena);

}  // namespace bgsnap
