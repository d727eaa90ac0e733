#include "cli/output_file.hpp"

#include "bgsnap/error.hpp"
#include "cli/standard_streams.hpp"
#include "cli/verb.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace bgsnap {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& path, std::string_view what, int error) {
  throw Error(fmt::format("{}: {}", what, std::generic_category().message(error)), {path});
}

class Descriptor {
public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  [[nodiscard]] int number() const noexcept { return number_; }
  /// errno of the close: some file systems tell only there that the disk is full.
  [[nodiscard]] int closed() noexcept {
    const int result = close(number_);
    number_ = -1;
    return result == 0 ? 0 : errno;
  }

private:
  int number_;
};

/// What the path ends in, links followed; a link whose target is missing ends in that target.
struct Destination {
  fs::path path;
  std::optional<int> descriptor;  ///< the chain of links led to /proc/…/fd/N: an open file of this process
};

std::optional<int> descriptor_of(const fs::path& path) {
  if (path.parent_path() != fmt::format("/proc/{}/fd", getpid())) return std::nullopt;
  const std::string name = path.filename().string();
  int number = -1;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  return error == std::errc() && end == name.data() + name.size() ? std::optional(number) : std::nullopt;
}

Destination destination_of(const std::string& path) {
  fs::path at = path;
  for (int links = 0; links < 40; ++links) {
    std::error_code error;
    const fs::path folder = fs::canonical(at.has_parent_path() ? at.parent_path() : fs::path("."), error);
    if (error) fail(path, "its folder cannot be reached", error.value());
    at = folder / at.filename();
    if (const auto number = descriptor_of(at)) return {at, number};
    if (!fs::is_symlink(fs::symlink_status(at, error))) return {at, std::nullopt};
    const fs::path target = fs::read_symlink(at, error);
    if (error) fail(path, "cannot read the link", error.value());
    at = target.is_absolute() ? target : folder / target;
  }
  fail(path, "cannot follow the link", ELOOP);
}

void write_straight(const std::string& path, int descriptor, std::string_view bytes) {
  const int error = write_all(descriptor, bytes);
  if (error != 0) fail(path, "cannot write", error);
}

void write_to_socket(const std::string& path, std::string_view bytes) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) fail(path, "cannot reach the socket", ENAMETOOLONG);
  std::memcpy(address.sun_path, path.data(), path.size());
  const Descriptor socket_end(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket_end.number() < 0 || connect(socket_end.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    fail(path, "cannot reach the socket", errno);
  }
  write_straight(path, socket_end.number(), bytes);
}

void write_to_special(const std::string& path, std::string_view bytes) {
  Descriptor special(open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  if (special.number() < 0) fail(path, "cannot open", errno);
  write_straight(path, special.number(), bytes);
  const int error = special.closed();
  if (error != 0) fail(path, "cannot write", error);
}

/// A file beside the destination that goes away unless it takes its place.
class Replacement {
public:
  Replacement(std::string shown_path, const fs::path& destination)
      : shown_path_(std::move(shown_path)),
        destination_(destination),
        name_((destination.parent_path() / ".bgsnap-XXXXXX").string()),
        file_(mkostemp(name_.data(), O_CLOEXEC)) {
    if (file_.number() < 0) fail(shown_path_, "cannot make a file beside it", errno);
  }
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;
  ~Replacement() {
    if (!placed_) unlink(name_.c_str());
  }

  void like(const struct stat* replaced) {
    mode_t mode = 0;
    if (replaced != nullptr) {
      // Only a privileged process can keep a foreign owner; for others the new file is theirs.
      if (fchown(file_.number(), replaced->st_uid, replaced->st_gid) != 0) errno = 0;
      mode = replaced->st_mode & 07777;
    } else {
      const mode_t mask = umask(0);
      umask(mask);
      mode = 0666 & ~mask;
    }
    if (fchmod(file_.number(), mode) != 0) fail(shown_path_, "cannot set its mode", errno);
  }

  void take_place(std::string_view bytes) {
    write_straight(shown_path_, file_.number(), bytes);
    if (fsync(file_.number()) != 0) fail(shown_path_, "cannot write", errno);
    const int error = file_.closed();
    if (error != 0) fail(shown_path_, "cannot write", error);
    if (rename(name_.c_str(), destination_.c_str()) != 0) fail(shown_path_, "cannot replace it", errno);
    placed_ = true;
    const Descriptor folder(open(destination_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.number() >= 0) (void)fsync(folder.number());  // a file system that cannot do this has its own ways
  }

private:
  std::string shown_path_;
  fs::path destination_;
  std::string name_;
  Descriptor file_;
  bool placed_ = false;
};

}  // namespace

void write_output(const std::string& path, std::string_view bytes) {
  if (path == "-") return answer(bytes);
  if (path.empty()) throw UsageError("the name of the file to write is empty");
  const Destination destination = destination_of(path);
  if (destination.descriptor) return write_straight(path, *destination.descriptor, bytes);

  struct stat found {};
  const bool exists = stat(destination.path.c_str(), &found) == 0;
  if (!exists && errno != ENOENT) fail(path, "cannot look at it", errno);
  if (exists && S_ISDIR(found.st_mode)) fail(path, "cannot write", EISDIR);
  if (exists && S_ISSOCK(found.st_mode)) return write_to_socket(path, bytes);
  if (exists && !S_ISREG(found.st_mode)) return write_to_special(path, bytes);

  Replacement replacement(path, destination.path);
  replacement.like(exists ? &found : nullptr);
  replacement.take_place(bytes);
}

}  // namespace bgsnap
