#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// One line of nix-eval-jobs: an attribute, and its derivation or why there is none.
struct EvalJob {
  std::string attribute;   ///< "packages.app"; a part with a dot or a quote stands in quotes; empty: the root of what was evaluated
  std::string derivation;  ///< path of the .drv file; empty: `error` says why
  std::string error;       ///< many lines, or empty
  /// Views into `error`; empty lines are among them.
  [[nodiscard]] std::vector<std::string_view> error_lines() const;
};

/// Reads one line of any version; `attrPath` goes before `attr`. Throws Error with `file`, the line's offset and a JSON pointer.
[[nodiscard]] EvalJob read_eval_job(std::string_view line, const std::string& file, std::uint64_t offset);

/// Gives every line of a file, or of standard input when it is "-", as soon as it is whole; empty lines are none. The memory it takes
/// is that of the longest line. Throws Error when the file cannot be read.
void each_eval_job(const std::string& file, const std::function<void(EvalJob)>& take);

}  // namespace bgsnap
