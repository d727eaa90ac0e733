#pragma once

#include "bgsnap/rules.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Room `config`: turns the client's configuration file and our presets into rules, and points at what is wrong with them.
namespace bgsnap {

/// Where Nix finds a root: an attribute of a flake or, when `flake` is empty, of what a file gives.
struct RootSource {
  std::string name;                                            ///< what snapshots call it, "packages.app"; without "="
  bool absent = false;                                         ///< null in the file: this system does not have it
  std::string flake;                                           ///< "FLAKE#ATTRIBUTE"
  std::string file;                                            ///< relative to the configuration's folder, as Nix is told it
  std::string attribute;                                       ///< in the file; empty: all that the file gives
  std::vector<std::pair<std::string, std::string>> arguments;  ///< strings for the file's function, ascending by name
  std::string pointer;                                         ///< where it stands in the configuration
  friend bool operator==(const RootSource&, const RootSource&) = default;
};

/// One graph that is kept as one snapshot: usually all roots of a system.
struct SystemGraph {
  std::string name;               ///< the graph's own, such as "x86_64-windows" for what Linux builds; need not be a system of Nix
  std::vector<RootSource> roots;  ///< ascending by name; one at least is not absent
  std::string snapshot;           ///< the file, reached from where the program runs
  std::string baseline;           ///< likewise; empty: none
  friend bool operator==(const SystemGraph&, const SystemGraph&) = default;
};

/// JSON with comments; schema: share/bgsnap/schemas/configuration.json. Throws Error with file and JSON pointer; unknown keys get a
/// "did you mean". `"preset": P` is P, then "nixpkgs"; `"presets": […]` exactly these; neither, or no file at all, is every preset that
/// ships, in the order of their names, "nixpkgs" last. The configuration's own rules stand before those of its presets.
struct Configuration {
  Rules rules;
  std::string file;                       ///< empty: defaults
  std::vector<SystemGraph> systems = {};  ///< a list as it stands, an object by name; empty: the file names none

  /// The folder that paths and flakes in the file are relative to; "." when the file's name has none.
  [[nodiscard]] std::string folder() const;
};
[[nodiscard]] Configuration default_configuration();
/// The words of presets by name, in order; names that this program does not ship have none.
[[nodiscard]] EcosystemWords words_of_presets(const std::vector<std::string>& names);
[[nodiscard]] Configuration read_configuration(const std::string& file);
[[nodiscard]] Configuration parse_configuration(std::string_view text, const std::string& file);

/// Names of the presets that ship, ascending; and one's text (JSON with comments), absent for an unknown name.
[[nodiscard]] std::vector<std::string> preset_names();
[[nodiscard]] std::optional<std::string_view> preset_text(std::string_view name);

}  // namespace bgsnap
