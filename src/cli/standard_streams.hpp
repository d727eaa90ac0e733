#pragma once

#include <string_view>

/// The three streams: answers on standard output, everything else on standard error.
namespace bgsnap {

/// Once, first of all: a closed pipe becomes an error that can be told, and no file that is opened later takes a stream's number.
void hold_standard_streams() noexcept;

/// The whole answer, at once. Throws Error when it cannot be written: a full disk, a reader that went away.
void answer(std::string_view text);
/// "bgsnap: LINE" on standard error; what cannot be written there is lost, there is no third place. `line` is already shown().
void complain(std::string_view line) noexcept;
/// A further line below it, set in; nothing when it is empty.
void complain_further(std::string_view line) noexcept;

/// Writes all of it to a descriptor; gives errno, 0 when all went well.
[[nodiscard]] int write_all(int descriptor, std::string_view bytes) noexcept;

}  // namespace bgsnap
