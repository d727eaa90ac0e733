#pragma once

#include "formats/input_bytes.hpp"

#include <string>

namespace bgsnap {

/// The whole of a file that is not a folder; "-" is standard input. Throws Error with the path.
[[nodiscard]] std::string bytes_of(const std::string& path);

/// A regular file that begins like a snapshot. False for what cannot be read twice (a pipe) or at all.
[[nodiscard]] bool is_snapshot_file(const std::string& path);
/// Looks at its first bytes, which are still to be read.
[[nodiscard]] bool begins_like_snapshot(ByteSource& source);
/// Neither a regular file nor a folder: it can be read once.
[[nodiscard]] bool is_stream(const std::string& path);

}  // namespace bgsnap
