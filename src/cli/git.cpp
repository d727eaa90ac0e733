#include "cli/git.hpp"

#include "bgsnap/error.hpp"
#include "nix/process.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <vector>

#include <pwd.h>
#include <unistd.h>

namespace bgsnap {

namespace {

/// `git WORD…`; that it is not there is an answer like any other.
ProcessEnd git(std::vector<std::string> words, const std::string& folder) {
  words.insert(words.begin(), "git");
  try {
    return run_process(words, folder);
  } catch (const std::system_error& error) {
    return {127, "", fmt::format("git cannot be run: {}", error.code().message())};
  }
}

std::string first_line(std::string text) {
  text.resize(std::min(text.find('\n'), text.size()));
  return text;
}

}  // namespace

std::string file_at_revision(const std::string& file, const std::string& revision) {
  namespace fs = std::filesystem;
  const fs::path path(file);
  const std::string folder = path.has_parent_path() ? path.parent_path().string() : ".";
  ProcessEnd answer = git({"show", "--end-of-options", fmt::format("{}:./{}", revision, path.filename().string())}, folder);
  if (answer.exit != 0)
    throw Error(fmt::format("git does not show the file at {}: {}", revision, first_line(answer.said)), Place{file, {}, {}},
                "is it committed there, and was that revision fetched? (a shallow clone lacks it)");
  return std::move(answer.output);
}

std::string author_name() {
  if (const char* name = std::getenv("GIT_AUTHOR_NAME"); name != nullptr && *name != '\0') return name;
  if (const ProcessEnd answer = git({"config", "user.name"}, "."); answer.exit == 0 && !first_line(answer.output).empty())
    return first_line(answer.output);
  const passwd* user = getpwuid(getuid());
  return user == nullptr ? "" : user->pw_name;
}

}  // namespace bgsnap
