#pragma once

#include "bgsnap/raw_graph.hpp"
#include "formats/input_bytes.hpp"

namespace bgsnap {

/// As read_inputs, from what is open already, so that its beginning may have been looked at.
[[nodiscard]] RawGraph read_source(ByteSource& source, const ReadOptions& options = {});

}  // namespace bgsnap
