#include "cli/input_bytes.hpp"

#include "bgsnap/error.hpp"
#include "bgsnap/snapshot.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bgsnap {

namespace {

[[noreturn]] void fail(const std::string& path, int error) { throw Error("cannot read: " + std::generic_category().message(error), {path}); }

/// A descriptor to read from, closed with the scope unless it is standard input.
class Source {
public:
  explicit Source(const std::string& path) : descriptor_(path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  ~Source() {
    if (descriptor_ > STDIN_FILENO) close(descriptor_);
  }
  [[nodiscard]] bool open_failed() const noexcept { return descriptor_ < 0; }
  /// Up to `most` bytes are added to `bytes`; 0 at the end, -1 with errno on failure.
  [[nodiscard]] ssize_t append_to(std::string& bytes, std::size_t most) const {
    std::array<char, 65536> block;
    ssize_t count = -1;
    do count = read(descriptor_, block.data(), std::min(most, block.size()));
    while (count < 0 && errno == EINTR);
    if (count > 0) bytes.append(block.data(), static_cast<std::size_t>(count));
    return count;
  }

private:
  int descriptor_;
};

}  // namespace

std::string bytes_of(const std::string& path) {
  const Source source(path);
  if (source.open_failed()) fail(path, errno);
  std::string bytes;
  for (;;) {
    const ssize_t count = source.append_to(bytes, SIZE_MAX);
    if (count < 0) fail(path, errno);
    if (count == 0) return bytes;
  }
}

bool is_snapshot_file(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return false;
  const Source source(path);
  std::string beginning;
  return !source.open_failed() && source.append_to(beginning, 4096) > 0 && looks_like_snapshot(beginning);
}

bool is_stream(const std::string& path) {
  if (path == "-") return true;
  struct stat found {};
  return stat(path.c_str(), &found) == 0 && !S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode);
}

}  // namespace bgsnap
