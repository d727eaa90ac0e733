#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace bgsnap {

/// Which Nix this is, by the numbering that its formats follow.
struct NixVersion {
  unsigned major = 0;
  unsigned minor = 0;
  friend auto operator<=>(const NixVersion&, const NixVersion&) = default;
  [[nodiscard]] std::string text() const;
};

/// From what `nix --version` prints: "nix (Nix) 2.8.0", "nix (Lix, like Nix) 2.93.0", "nix (Determinate Nix 3.8.0) 2.30.1".
[[nodiscard]] std::optional<NixVersion> version_in(std::string_view printed);

}  // namespace bgsnap
