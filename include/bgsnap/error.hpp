#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

namespace bgsnap {

/// Where in the input something was met. Empty parts are unknown or do not apply, never zero.
struct Place {
  std::string file;                        ///< as the user named it; "-" is standard input
  std::optional<std::uint64_t> byte = {};  ///< offset from the start of the file, from 0
  std::string pointer = {};                ///< JSON pointer (RFC 6901), or the ATerm field, e.g. "inputDrvs[3]"

  /// "FILE: byte 12: /a/b", the known parts only.
  [[nodiscard]] std::string text() const;
};

/// "I could not look": thrown by the rooms that read, caught once in main, exit code 2.
/// What was seen in a graph that could be read is a GraphIssue or a Finding, never an Error.
class Error : public std::runtime_error {
public:
  /// `what` is one sentence without a final stop; `next` says what the user can do, or is empty.
  explicit Error(std::string what, Place place = {}, std::string next = {});

  [[nodiscard]] const Place& place() const noexcept { return place_; }
  [[nodiscard]] const std::string& next_step() const noexcept { return next_; }
  /// The sentence alone, without place and next step.
  [[nodiscard]] const std::string& sentence() const noexcept { return sentence_; }

private:
  std::string sentence_;
  Place place_;
  std::string next_;
};

}  // namespace bgsnap
