#pragma once

#include <memory>
#include <span>
#include <string>

namespace bgsnap {

/// A file's bytes, with simdjson's padding behind them.
struct PaddedText {
  std::shared_ptr<const void> owner;
  std::span<char> bytes;
};

[[nodiscard]] PaddedText padded(std::string bytes);
/// A file's, or standard input's for "-"; a large file is read on two threads. Throws Error when it cannot be had.
[[nodiscard]] PaddedText padded_file(const std::string& file);

}  // namespace bgsnap
