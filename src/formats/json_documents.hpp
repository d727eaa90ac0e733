#pragma once

#include "formats/batches.hpp"
#include "formats/input_bytes.hpp"

#include <string>

namespace bgsnap {

/// Cuts the JSON documents of one input into batches of whole records, window by window. Throws Error when the input cannot be read; what
/// its bytes say wrong is thrown where the batches are joined.
void read_json_documents(ByteSource& source, const std::string& root, Batches& batches, bool keep_windows);

}  // namespace bgsnap
