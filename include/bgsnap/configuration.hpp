#pragma once

#include "bgsnap/rules.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Room `config`: turns the client's configuration file and our presets into rules, and points at what is wrong with them.
namespace bgsnap {

/// JSON with comments; schema: share/bgsnap/schemas/configuration.json. Throws Error with file and JSON pointer; unknown keys get a
/// "did you mean". `"preset": P` is P, then "nixpkgs"; `"presets": […]` exactly these; neither, or no file at all, is every preset that
/// ships, in the order of their names, "nixpkgs" last. The configuration's own rules stand before those of its presets.
struct Configuration {
  Rules rules;
  std::string file;  ///< empty: defaults
};
[[nodiscard]] Configuration default_configuration();
[[nodiscard]] Configuration read_configuration(const std::string& file);
[[nodiscard]] Configuration parse_configuration(std::string_view text, const std::string& file);

/// Names of the presets that ship, ascending; and one's text (JSON with comments), absent for an unknown name.
[[nodiscard]] std::vector<std::string> preset_names();
[[nodiscard]] std::optional<std::string_view> preset_text(std::string_view name);

}  // namespace bgsnap
