#pragma once

#include "formats/text_arena.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace bgsnap {

/// The bytes of an input, with readable ones behind them. Throws Error, with `name` as the file, when they cannot be had.
[[nodiscard]] std::span<char> read_file(const std::string& path, const std::string& name, TextArena& arena);
[[nodiscard]] std::span<char> read_standard_input(TextArena& arena);

/// Reads many files of one directory: what costs is one open, one read and one close a file.
class OpenDirectory {
public:
  explicit OpenDirectory(std::string path);
  ~OpenDirectory();
  OpenDirectory(const OpenDirectory&) = delete;
  OpenDirectory& operator=(const OpenDirectory&) = delete;

  /// Names in it, ascending; without "." and "..".
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] bool holds(const std::string& name) const;
  [[nodiscard]] std::span<char> read(const std::string& name, TextArena& arena) const;
  /// The path of a file in it, as errors and documents name it.
  [[nodiscard]] std::string path_of(std::string_view name) const;

private:
  std::string path_;
  int descriptor_;
};

}  // namespace bgsnap
