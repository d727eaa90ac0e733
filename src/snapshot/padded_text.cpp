#include "snapshot/padded_text.hpp"

#include "base/side_by_side.hpp"
#include "bgsnap/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <simdjson.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

namespace bgsnap {
namespace {

constexpr std::size_t worth_a_thread = std::size_t{1} << 20;  ///< bytes

class OpenSnapshot {
public:
  explicit OpenSnapshot(const std::string& file) : file_(file), descriptor_(file == "-" ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) refuse();
  }
  ~OpenSnapshot() {
    if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
  }
  OpenSnapshot(const OpenSnapshot&) = delete;
  OpenSnapshot& operator=(const OpenSnapshot&) = delete;

  [[nodiscard]] PaddedText read() const {
    struct stat about {};
    if (descriptor_ != STDIN_FILENO && ::fstat(descriptor_, &about) == 0 && S_ISREG(about.st_mode))
      if (auto text = read_at_once(static_cast<std::size_t>(about.st_size))) return *std::move(text);
    return padded(read_to_the_end());
  }

private:
  /// Absent: the file is of another size by now.
  [[nodiscard]] std::optional<PaddedText> read_at_once(std::size_t size) const {
    const std::shared_ptr<char[]> bytes = std::make_shared_for_overwrite<char[]>(size + simdjson::SIMDJSON_PADDING);
    const std::span<char> text(bytes.get(), size);
    const std::span<char> behind(bytes.get() + size, simdjson::SIMDJSON_PADDING);
    const std::size_t middle = size / 2;
    std::size_t first = 0;
    std::size_t second = 0;
    side_by_side(
        size >= worth_a_thread, [&] { first = read_from(0, text.first(middle)); }, [&] { second = read_from(middle, text.subspan(middle)); });
    if (first + second != size || read_from(size, behind) != 0) return std::nullopt;
    std::fill(behind.begin(), behind.end(), '\0');
    return PaddedText{bytes, text};
  }

  /// How many of the bytes from `offset` there were.
  [[nodiscard]] std::size_t read_from(std::size_t offset, std::span<char> to) const {
    std::size_t got = 0;
    while (got < to.size()) {
      const ssize_t more = ::pread(descriptor_, to.data() + got, to.size() - got, static_cast<off_t>(offset + got));
      if (more < 0 && errno == EINTR) continue;
      if (more < 0) refuse();
      if (more == 0) break;
      got += static_cast<std::size_t>(more);
    }
    return got;
  }

  [[nodiscard]] std::string read_to_the_end() const {
    std::string bytes(std::size_t{1} << 16, '\0');
    for (std::size_t got = 0;;) {
      const ssize_t more = ::read(descriptor_, bytes.data() + got, bytes.size() - got);
      if (more < 0 && errno == EINTR) continue;
      if (more < 0) refuse();
      got += static_cast<std::size_t>(more);
      if (more == 0) {
        bytes.resize(got);
        return bytes;
      }
      if (got == bytes.size()) bytes.resize(got * 2);
    }
  }

  [[noreturn]] void refuse() const {
    throw Error(fmt::format("cannot read the snapshot: {}", std::strerror(errno)), {file_, {}, ""},
                "give the path of a file that `bgsnap snapshot` wrote");
  }

  const std::string& file_;
  int descriptor_;
};

}  // namespace

PaddedText padded(std::string bytes) {
  const auto owner = std::make_shared<std::string>(std::move(bytes));
  owner->reserve(owner->size() + simdjson::SIMDJSON_PADDING);
  return {owner, {owner->data(), owner->size()}};
}

PaddedText padded_file(const std::string& file) { return OpenSnapshot(file).read(); }

}  // namespace bgsnap
