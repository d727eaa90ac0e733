#pragma once

#include "snapshot/line_reader.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace bgsnap {

/// What the lines of a file say, in one part or in two, which follow each other: each by itself, so what they name is not known to be there.
/// `bytes` are padded as PaddedText has them, are written to, and must stay. Throws Error for the first that is wrong.
[[nodiscard]] std::vector<std::shared_ptr<ReadLines>> read_parts(std::span<char> bytes, const std::string& file);

/// What to do about a snapshot that is none.
inline constexpr const char* write_anew = "write it anew with `bgsnap snapshot INPUT -o FILE`";

}  // namespace bgsnap
