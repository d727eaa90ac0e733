#pragma once

#include "bgsnap/configuration.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// What Nix answered: `output` when it is `good`, else why not.
struct NixAnswer {
  bool good = false;
  std::string output;
  std::string said;  ///< Nix's own messages

  /// "attribute 'x' not found": what Nix gives as the error in the end; else its last line.
  [[nodiscard]] std::string error() const;
  /// The last lines of what it said.
  [[nodiscard]] std::vector<std::string> last_lines(std::size_t most) const;
  /// It looked, and the attribute that was asked for is not there.
  [[nodiscard]] bool lacks_attribute() const;
};

/// The Nix of this machine, asked in a folder. Never builds on its own account: an expression that imports from a derivation may.
class InstalledNix {
public:
  /// $BGSNAP_NIX, else `nix` on the PATH. Throws Error when there is none, or it is older than 2.4.
  [[nodiscard]] static InstalledNix find(std::string folder);

  [[nodiscard]] const std::string& version() const noexcept { return version_; }
  /// Evaluates a root and writes its .drv files; gives the path of its own.
  [[nodiscard]] NixAnswer drv_path(const RootSource& root) const;
  /// The closure of `drvs` as JSON, in this Nix's dialect.
  [[nodiscard]] NixAnswer print(const std::vector<std::string>& drvs) const;

private:
  InstalledNix(std::string program, std::string folder) : program_(std::move(program)), folder_(std::move(folder)) {}
  [[nodiscard]] NixAnswer ask(std::vector<std::string> words) const;

  std::string program_;
  std::string folder_;
  std::string version_;
  bool new_name_ = false;  ///< `nix derivation show`, which was `nix show-derivation` before 2.15
};

}  // namespace bgsnap
