#include "formats/input_bytes.hpp"

#include "bgsnap/error.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace bgsnap {

namespace {

constexpr std::size_t small = std::size_t{1} << 14;

[[noreturn]] void fail(const std::string& name, std::string_view what, const std::string& next = "") {
  const int error = errno;
  throw Error(fmt::format("{}: {}", what, std::strerror(error)), Place{.file = name}, next);
}

/// One read; 0 is the end. `name` is asked for only when it fails.
template <class Name>
std::size_t read_some(int descriptor, char* to, std::size_t room, const Name& name) {
  for (;;) {
    const ssize_t got = ::read(descriptor, to, room);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) fail(name(), "cannot read");
  }
}

/// Closes it.
struct OpenFile {
  explicit OpenFile(int opened) noexcept : descriptor(opened) {}
  ~OpenFile() {
    if (descriptor >= 0) ::close(descriptor);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  const int descriptor;
};

}  // namespace

ByteSource::ByteSource(const std::string& path)
    : descriptor_(path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)), name_(path) {
  if (descriptor_ < 0) fail(name_, path == "-" ? "cannot read" : "cannot open", "give the path of a file that can be read");
}

ByteSource::ByteSource(ByteSource&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), name_(std::move(other.name_)), ahead_(std::move(other.ahead_)), taken_(other.taken_) {}

ByteSource::~ByteSource() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string_view ByteSource::peek(std::size_t size) {
  ahead_.erase(0, std::exchange(taken_, 0));
  while (descriptor_ >= 0 && ahead_.size() < size) {
    const std::size_t before = ahead_.size();
    ahead_.resize(size);
    const std::size_t got = read_some(descriptor_, ahead_.data() + before, size - before, [this] { return name_; });
    ahead_.resize(before + got);
    if (got == 0) break;
  }
  return std::string_view(ahead_).substr(0, size);
}

std::size_t ByteSource::read(char* to, std::size_t room) {
  std::size_t got = ahead_.copy(to, room, taken_);
  taken_ += got;
  while (descriptor_ >= 0 && got < room) {
    const std::size_t more = read_some(descriptor_, to + got, room - got, [this] { return name_; });
    if (more == 0) break;
    got += more;
  }
  return got;
}

std::string ByteSource::rest() {
  std::string bytes = std::exchange(ahead_, {}).substr(std::exchange(taken_, 0));
  for (std::size_t got = bytes.size(); descriptor_ >= 0;) {
    bytes.resize(std::max(got * 2, small));
    const std::size_t more = read(bytes.data() + got, bytes.size() - got);
    got += more;
    if (got == bytes.size()) continue;
    bytes.resize(got);
    break;
  }
  return bytes;
}

OpenDirectory::OpenDirectory(std::string path) : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (descriptor_ < 0) fail(path_, "cannot open the directory");
}

OpenDirectory::~OpenDirectory() { ::close(descriptor_); }

void OpenDirectory::list(const std::function<void(std::string_view)>& use) const {
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path_.c_str()), ::closedir);
  if (directory == nullptr) fail(path_, "cannot read the directory");
  for (;;) {
    errno = 0;
    const dirent* const entry = ::readdir(directory.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") use(name);
  }
  if (errno != 0) fail(path_, "cannot read the directory");
}

bool OpenDirectory::holds(std::string_view name) const { return ::faccessat(descriptor_, std::string(name).c_str(), F_OK, 0) == 0; }

ByteSource OpenDirectory::open(std::string_view name) const {
  const std::string path = path_of(name);
  const int descriptor = ::openat(descriptor_, std::string(name).c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail(path, "cannot open");
  return {descriptor, path};
}

std::span<char> OpenDirectory::read(std::string_view name, TextArena& arena) const {
  const OpenFile file(::openat(descriptor_, name.data(), O_RDONLY | O_CLOEXEC));
  const auto path = [&] { return path_of(name); };
  if (file.descriptor < 0) fail(path(), "cannot open");
  std::size_t room = small;
  char* bytes = arena.allocate(room + bytes_behind);
  std::size_t got = read_some(file.descriptor, bytes, room, path);
  // A file gives what it has at once: what it gives short of the room is all of it.
  for (std::size_t more = got; got == room || (more != 0 && got > small); got += more) {
    if (got == room) {
      char* const larger = arena.allocate(room * 2 + bytes_behind);
      std::memcpy(larger, bytes, got);
      bytes = larger;
      room *= 2;
    }
    more = read_some(file.descriptor, bytes + got, room - got, path);
  }
  std::memset(bytes + got, 0, bytes_behind);
  arena.give_back(room - got);
  return {bytes, got};
}

std::string OpenDirectory::path_of(std::string_view name) const { return fmt::format("{}{}{}", path_, path_.ends_with('/') ? "" : "/", name); }

}  // namespace bgsnap
