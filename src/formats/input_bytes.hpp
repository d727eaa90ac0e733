#pragma once

#include "formats/text_arena.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// An input's bytes, once, from the first to the last. Its functions throw Error, with the input's name as the file, when bytes cannot be had.
class ByteSource {
public:
  /// A file, a pipe or a device; "-" is standard input.
  explicit ByteSource(const std::string& path);
  /// An open descriptor, which it closes.
  ByteSource(int descriptor, std::string name) noexcept : descriptor_(descriptor), name_(std::move(name)) {}
  /// Bytes that are there already.
  ByteSource(std::string bytes, std::string name) : name_(std::move(name)), ahead_(std::move(bytes)) {}
  ~ByteSource();
  ByteSource(ByteSource&& other) noexcept;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
  /// The next `size` bytes, which are still to be read; fewer at the end.
  [[nodiscard]] std::string_view peek(std::size_t size);
  /// Reads as many bytes as there is room for; fewer only at the end.
  [[nodiscard]] std::size_t read(char* to, std::size_t room);
  [[nodiscard]] std::string rest();

private:
  int descriptor_ = -1;
  std::string name_;
  std::string ahead_ = {};  ///< read from the descriptor, and not yet from here
  std::size_t taken_ = 0;   ///< of `ahead_`
};

/// How many bytes that mean nothing stand behind what OpenDirectory::read gives.
inline constexpr std::size_t bytes_behind = 64;

/// Reads many files of one directory: what costs is one open, one read and one close a file. May be shared by threads.
class OpenDirectory {
public:
  explicit OpenDirectory(std::string path);
  ~OpenDirectory();
  OpenDirectory(const OpenDirectory&) = delete;
  OpenDirectory& operator=(const OpenDirectory&) = delete;

  /// Every name in it as the system lists them, in no order, without "." and "..". A name is gone after its use.
  void list(const std::function<void(std::string_view)>& use) const;
  [[nodiscard]] bool holds(std::string_view name) const;
  [[nodiscard]] ByteSource open(std::string_view name) const;
  /// All bytes of a file, with readable ones behind them. A zero byte stands behind `name`.
  [[nodiscard]] std::span<char> read(std::string_view name, TextArena& arena) const;
  /// The path of a file in it, as errors and documents name it.
  [[nodiscard]] std::string path_of(std::string_view name) const;

private:
  std::string path_;
  int descriptor_;
};

}  // namespace bgsnap
