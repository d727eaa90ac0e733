#pragma once

#include <string>
#include <string_view>

namespace bgsnap {

enum class Content { json, aterm, shard };

/// What an input is, by its first bytes. Throws Error that says what it is instead of a graph.
[[nodiscard]] Content sniff(std::string_view text, const std::string& file);

}  // namespace bgsnap
