#pragma once

#include <string>
#include <string_view>

namespace bgsnap {

/// Makes `bytes` the content of `path`. A regular file is replaced at once, by a finished file of its mode, or stays as it was; of a
/// symbolic link the target is replaced; a device, FIFO, socket or /dev/fd/N is written straight; "-" is standard output.
/// Throws Error with the path.
void write_output(const std::string& path, std::string_view bytes);

}  // namespace bgsnap
