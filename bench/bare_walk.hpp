#pragma once

#include <cstdint>
#include <span>
#include <string>

/// The least that any reader of these files must do: load the bytes, and visit every key and every string with simdjson, unescaped.
/// Nothing is kept. What bgsnap does is shown as a multiple of this.
struct BareWalk {
  std::uint64_t file_bytes = 0;
  std::uint64_t string_bytes = 0;
};
BareWalk bare_walk(std::span<const std::string> files);

/// Seconds that bare_walk takes for these files: the median of five runs or more, measured once a process.
double bare_walk_seconds(const std::string& name, std::span<const std::string> files);
