#include "cli/input_bytes.hpp"

#include "bgsnap/error.hpp"
#include "bgsnap/snapshot.hpp"

#include <filesystem>

namespace bgsnap {

namespace fs = std::filesystem;

std::string bytes_of(const std::string& path) { return ByteSource(path).rest(); }

bool begins_like_snapshot(ByteSource& source) {
  constexpr std::size_t enough = 4096;
  return looks_like_snapshot(source.peek(enough));
}

bool is_snapshot_file(const std::string& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return false;
  try {
    ByteSource source(path);
    return begins_like_snapshot(source);
  } catch (const Error&) {
    return false;  // who reads it will say why
  }
}

bool is_stream(const std::string& path) {
  std::error_code error;
  return path == "-" || (fs::exists(path, error) && !fs::is_regular_file(path, error) && !fs::is_directory(path, error));
}

}  // namespace bgsnap
