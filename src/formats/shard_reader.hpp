#pragma once

#include "bgsnap/raw_graph.hpp"
#include "formats/text_arena.hpp"

#include <string>
#include <string_view>

namespace bgsnap {

/// Does `text` begin as a shard of any version does?
[[nodiscard]] bool looks_like_shard(std::string_view text) noexcept;

/// Adds the records, roots and issues of all shards in `text`, which follow each other, to `graph`. The memory that it takes is bounded by the
/// length of `text`, whatever stands there. What a record says is views into `arena`; texts and lists that records share are there once.
/// Throws Error with `file` and the byte.
void read_shards(std::string_view text, const std::string& file, RawGraph& graph, TextArena& arena);

}  // namespace bgsnap
