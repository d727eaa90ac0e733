#pragma once

#include <string>
#include <vector>

/// Room `nix`: asks the installed Nix and gives bytes; judges nothing.
namespace bgsnap {

/// How a program ended and what it left. Its two streams are never mixed.
struct ProcessEnd {
  int exit = 0;        ///< of a program that a signal ended: 128 + the signal
  std::string output;  ///< the whole of its standard output
  std::string said;    ///< the last 64 KiB of its standard error
};

/// Runs `words` in `folder` without a shell and waits for it; the first word is searched for on the PATH unless it has a '/'. Nothing
/// is on its standard input. Whatever happens here, no child is left behind. Throws std::system_error when it cannot be started.
[[nodiscard]] ProcessEnd run_process(const std::vector<std::string>& words, const std::string& folder);

}  // namespace bgsnap
