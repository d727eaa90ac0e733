#include "cli/standard_streams.hpp"

#include "bgsnap/error.hpp"

#include <cerrno>
#include <csignal>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace bgsnap {

namespace {

/// Opened for the other direction, so that use of the stream is still an error.
void occupy(int descriptor, int direction) noexcept {
  if (fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) return;
  const int opened = open("/dev/null", direction);
  if (opened != -1 && opened != descriptor) {
    dup2(opened, descriptor);
    close(opened);
  }
}

void tell(std::string_view before, std::string_view line) noexcept {
  try {
    std::string text(before);
    text += line;
    text += '\n';
    (void)write_all(STDERR_FILENO, text);
  } catch (...) {  // no memory for the line: the exit code still says it
  }
}

}  // namespace

void hold_standard_streams() noexcept {
  std::signal(SIGPIPE, SIG_IGN);
  occupy(STDIN_FILENO, O_WRONLY);
  occupy(STDOUT_FILENO, O_RDONLY);
  occupy(STDERR_FILENO, O_RDONLY);
}

int write_all(int descriptor, std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

void answer(std::string_view text) {
  const int error = write_all(STDOUT_FILENO, text);
  if (error == EPIPE) return;  // whoever read has seen enough (`| head`): what was found stands, and so does its exit code
  if (error != 0) throw Error("cannot write the answer: " + std::generic_category().message(error), {"standard output"});
}

void complain(std::string_view line) noexcept { tell("bgsnap: ", line); }

void complain_further(std::string_view line) noexcept {
  if (!line.empty()) tell("  ", line);
}

}  // namespace bgsnap
