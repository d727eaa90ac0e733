#include "cli/git.hpp"

#include "bgsnap/error.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <poll.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bgsnap {

namespace {

constexpr int not_run = 127;

[[noreturn]] void refused(const char* what, int error) { throw Error(fmt::format("git: {}: {}", what, std::strerror(error))); }

struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() {
    if (pipe(ends.data()) != 0) refused("no pipe", errno);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    for (const int end : ends)
      if (end >= 0) close(end);
  }
  void close_writer() {
    close(ends[1]);
    ends[1] = -1;
  }
};

/// Both at once: a program that waits until one is read would never end.
void read_both(const Pipe& out, const Pipe& err, GitAnswer& answer) {
  std::array<pollfd, 2> open{pollfd{out.ends[0], POLLIN, 0}, pollfd{err.ends[0], POLLIN, 0}};
  const std::array<std::string*, 2> texts{&answer.out, &answer.err};
  std::array<char, 65536> buffer{};
  while (open[0].fd >= 0 || open[1].fd >= 0) {
    if (poll(open.data(), open.size(), -1) < 0) {
      if (errno == EINTR) continue;
      refused("no answer", errno);
    }
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (open[i].fd < 0 || open[i].revents == 0) continue;
      const ssize_t count = read(open[i].fd, buffer.data(), buffer.size());
      if (count > 0)
        texts[i]->append(buffer.data(), static_cast<std::size_t>(count));
      else if (count == 0 || errno != EINTR)
        open[i].fd = -1;
    }
  }
}

std::string first_line(std::string text) {
  text.resize(std::min(text.find('\n'), text.size()));
  return text;
}

}  // namespace

GitAnswer git(const std::vector<std::string>& words) {
  std::vector<std::string> owned{"git"};
  owned.insert(owned.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  for (std::string& word : owned) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  Pipe out, err;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", 0, 0);
  posix_spawn_file_actions_adddup2(&actions, out.ends[1], 1);
  posix_spawn_file_actions_adddup2(&actions, err.ends[1], 2);
  for (const Pipe* one : {&out, &err})
    for (const int end : one->ends) posix_spawn_file_actions_addclose(&actions, end);
  pid_t child = 0;
  const int error = posix_spawnp(&child, "git", &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == ENOENT) return {not_run, "", "git is not installed"};
  if (error != 0) refused("cannot be run", error);
  out.close_writer();
  err.close_writer();

  GitAnswer answer;
  read_both(out, err, answer);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  answer.exit = WIFEXITED(status) ? WEXITSTATUS(status) : not_run;
  return answer;
}

std::string file_at_revision(const std::string& file, const std::string& revision) {
  namespace fs = std::filesystem;
  const fs::path path(file);
  const std::string folder = path.has_parent_path() ? path.parent_path().string() : ".";
  GitAnswer answer = git({"-C", folder, "show", "--end-of-options", fmt::format("{}:./{}", revision, path.filename().string())});
  if (answer.exit != 0)
    throw Error(fmt::format("git does not show the file at {}: {}", revision, first_line(answer.err)), Place{file, {}, {}},
                "is it committed there, and was that revision fetched? (a shallow clone lacks it)");
  return std::move(answer.out);
}

std::string author_name() {
  if (const char* name = std::getenv("GIT_AUTHOR_NAME"); name != nullptr && *name != '\0') return name;
  if (const GitAnswer answer = git({"config", "user.name"}); answer.exit == 0 && !first_line(answer.out).empty()) return first_line(answer.out);
  const passwd* user = getpwuid(getuid());
  return user == nullptr ? "" : user->pw_name;
}

}  // namespace bgsnap
