#pragma once

#include <string>
#include <string_view>

namespace bgsnap {

enum class Content { json, aterm, shard };

/// How many first bytes of an input are enough to say what it is. What begins with more white space is taken for JSON.
inline constexpr std::size_t enough_to_sniff = 4096;

/// What an input is, by its first bytes, a byte order mark aside. Throws Error that says what it is instead of a graph.
[[nodiscard]] Content sniff(std::string_view beginning, const std::string& file);

/// Throws the Error for an input of nothing but white space.
[[noreturn]] void refuse_blank(const std::string& file);

}  // namespace bgsnap
