#include "cli/input_bytes.hpp"

#include "bgsnap/error.hpp"
#include "bgsnap/snapshot.hpp"
#include "formats/input_bytes.hpp"

#include <array>
#include <filesystem>
#include <fstream>

namespace bgsnap {

namespace fs = std::filesystem;

std::string bytes_of(const std::string& path) {
  TextArena arena;
  const std::span<const char> bytes = path == "-" ? read_standard_input(arena) : read_file(path, path, arena);
  return {bytes.begin(), bytes.end()};
}

bool is_snapshot_file(const std::string& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return false;
  std::ifstream file(path, std::ios::binary);
  std::array<char, 4096> beginning{};
  file.read(beginning.data(), beginning.size());
  return looks_like_snapshot({beginning.data(), static_cast<std::size_t>(file.gcount())});
}

bool is_stream(const std::string& path) {
  std::error_code error;
  return path == "-" || (fs::exists(path, error) && !fs::is_regular_file(path, error) && !fs::is_directory(path, error));
}

}  // namespace bgsnap
