#include "nix/process.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // NOLINT(readability-redundant-declaration): not every C library declares it

namespace bgsnap {

namespace {

constexpr std::size_t most_said = std::size_t{1} << 16;

[[noreturn]] void fail(int error, const std::string& what) { throw std::system_error(error, std::generic_category(), what); }

class Pipe {
public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) fail(errno, "cannot make a pipe");
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  [[nodiscard]] int reading() const noexcept { return ends_[0]; }
  [[nodiscard]] int writing() const noexcept { return ends_[1]; }
  void close_reading() noexcept { close_end(0); }
  void close_writing() noexcept { close_end(1); }

private:
  void close_end(std::size_t end) noexcept {
    if (ends_[end] >= 0) close(ends_[end]);
    ends_[end] = -1;
  }
  std::array<int, 2> ends_{-1, -1};
};

/// What the child's descriptors, folder and signals are to be.
class Plan {
public:
  Plan(const Pipe& output, const Pipe& said, const std::string& folder) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, output.writing(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, said.writing(), STDERR_FILENO);
    posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
    // This program ignores a closed pipe; its children must not.
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes_, &usual);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
  }
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;
  ~Plan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  [[nodiscard]] pid_t start(const std::vector<std::string>& words) const {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
    arguments.push_back(nullptr);
    pid_t child = -1;
    const int error = posix_spawnp(&child, words.front().c_str(), &actions_, &attributes_, arguments.data(), environ);
    if (error != 0) fail(error, words.front());
    return child;
  }

private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

/// The child that a signal to this program is handed on to; 0: there is none.
std::atomic<pid_t> running{0};

/// Nix would evaluate on, and hold its locks, for nobody.
void hand_on(int signal) noexcept {
  if (const pid_t child = running.load(); child > 0) kill(child, SIGTERM);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

/// A child that is stopped and reaped if nobody waited for it, and stopped with this program when that is asked to end.
class Child {
public:
  explicit Child(pid_t number) noexcept : number_(number) {
    running = number;
    for (std::size_t i = 0; i < ending.size(); ++i) before_[i] = std::signal(ending[i], hand_on);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (number_ <= 0) return;
    kill(number_, SIGTERM);
    static_cast<void>(exit());
  }
  int exit() noexcept {
    int status = 0;
    while (waitpid(number_, &status, 0) < 0 && errno == EINTR) {
    }
    number_ = -1;
    running = 0;
    for (std::size_t i = 0; i < ending.size(); ++i) std::signal(ending[i], before_[i]);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

private:
  static constexpr std::array ending{SIGTERM, SIGINT, SIGHUP};
  pid_t number_;
  std::array<void (*)(int), ending.size()> before_{};
};

/// Appends what can be read now; false at the end.
bool take(int descriptor, std::string& into) {
  static thread_local std::array<char, 1 << 16> buffer;
  const ssize_t got = read(descriptor, buffer.data(), buffer.size());
  if (got < 0 && errno == EINTR) return true;
  if (got < 0) fail(errno, "cannot read what the program says");
  into.append(buffer.data(), static_cast<std::size_t>(got));
  return got != 0;
}

void take_all(Pipe& output, Pipe& said, ProcessEnd& end) {
  while (output.reading() >= 0 || said.reading() >= 0) {
    std::array<pollfd, 2> ready{{{output.reading(), POLLIN, 0}, {said.reading(), POLLIN, 0}}};
    if (poll(ready.data(), ready.size(), -1) < 0) {
      if (errno == EINTR) continue;
      fail(errno, "cannot wait for the program");
    }
    if (ready[0].revents != 0 && !take(output.reading(), end.output)) output.close_reading();
    if (ready[1].revents != 0 && !take(said.reading(), end.said)) said.close_reading();
    if (end.said.size() > 2 * most_said) end.said.erase(0, end.said.size() - most_said);
  }
  if (end.said.size() > most_said) end.said.erase(0, end.said.size() - most_said);
}

}  // namespace

ProcessEnd run_process(const std::vector<std::string>& words, const std::string& folder) {
  Pipe output;
  Pipe said;
  Child child(Plan(output, said, folder).start(words));
  output.close_writing();
  said.close_writing();
  ProcessEnd end;
  take_all(output, said, end);
  end.exit = child.exit();
  return end;
}

}  // namespace bgsnap
