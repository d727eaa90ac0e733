#include "formats/input_bytes.hpp"

#include "bgsnap/error.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace bgsnap {

namespace {

constexpr std::size_t behind = 64;  ///< bytes that may be read, and mean nothing, behind every input
constexpr std::size_t small = std::size_t{1} << 14;

[[noreturn]] void fail(const std::string& name, std::string_view what) {
  const int error = errno;
  throw Error(fmt::format("{}: {}", what, std::strerror(error)), Place{.file = name});
}

class Descriptor {
public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const noexcept { return number_; }

private:
  int number_;
};

/// One read; 0 is the end.
std::size_t read_some(int descriptor, char* to, std::size_t room, const std::string& name) {
  for (;;) {
    const ssize_t got = ::read(descriptor, to, room);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) fail(name, "cannot read");
  }
}

std::span<char> finished(char* bytes, std::size_t size, std::size_t room, TextArena& arena) {
  std::memset(bytes + size, 0, behind);
  arena.give_back(room - size);
  return {bytes, size};
}

/// Everything that can still be read, after `got` bytes that are at `bytes` already, where there is room for `room`.
std::span<char> read_rest(int descriptor, char* bytes, std::size_t got, std::size_t room, const std::string& name, TextArena& arena) {
  for (;;) {
    if (got == room) {
      char* const larger = arena.allocate(room * 2 + behind);
      std::memcpy(larger, bytes, got);
      bytes = larger;
      room *= 2;
    }
    const std::size_t more = read_some(descriptor, bytes + got, room - got, name);
    if (more == 0) return finished(bytes, got, room, arena);
    got += more;
  }
}

}  // namespace

std::span<char> read_file(const std::string& path, const std::string& name, TextArena& arena) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) fail(name, "cannot open");
  struct stat about = {};
  if (::fstat(file.number(), &about) != 0) fail(name, "cannot read");
  const std::size_t room = static_cast<std::size_t>(std::max<off_t>(about.st_size, 0)) + small;
  return read_rest(file.number(), arena.allocate(room + behind), 0, room, name, arena);
}

std::span<char> read_standard_input(TextArena& arena) {
  const std::size_t room = std::size_t{1} << 20;
  return read_rest(STDIN_FILENO, arena.allocate(room + behind), 0, room, "-", arena);
}

OpenDirectory::OpenDirectory(std::string path) : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (descriptor_ < 0) fail(path_, "cannot open the directory");
}

OpenDirectory::~OpenDirectory() { ::close(descriptor_); }

std::vector<std::string> OpenDirectory::names() const {
  DIR* const directory = ::opendir(path_.c_str());
  if (directory == nullptr) fail(path_, "cannot read the directory");
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  ::closedir(directory);
  std::sort(names.begin(), names.end());
  return names;
}

bool OpenDirectory::holds(const std::string& name) const { return ::faccessat(descriptor_, name.c_str(), F_OK, 0) == 0; }

std::span<char> OpenDirectory::read(const std::string& name, TextArena& arena) const {
  const Descriptor file(::openat(descriptor_, name.c_str(), O_RDONLY | O_CLOEXEC));
  const std::string path = path_of(name);
  if (file.number() < 0) fail(path, "cannot open");
  char* const bytes = arena.allocate(small + behind);
  const std::size_t got = read_some(file.number(), bytes, small, path);
  if (got < small) return finished(bytes, got, small, arena);
  return read_rest(file.number(), bytes, got, small, path, arena);
}

std::string OpenDirectory::path_of(std::string_view name) const { return fmt::format("{}{}{}", path_, path_.ends_with('/') ? "" : "/", name); }

}  // namespace bgsnap
