#pragma once

#include <string>
#include <vector>

/// The one other program that bgsnap runs, and only where a verb is asked for what git knows.
namespace bgsnap {

struct GitAnswer {
  int exit = 0;  ///< 127: git could not be run
  std::string out;
  std::string err;
};
/// `git WORD…`, without a shell. Throws Error when the machine refuses a process or a pipe.
[[nodiscard]] GitAnswer git(const std::vector<std::string>& words);

/// The bytes of `file` at a revision. Throws Error with what git said.
[[nodiscard]] std::string file_at_revision(const std::string& file, const std::string& revision);

/// Who writes here: $GIT_AUTHOR_NAME, git's user.name, else the login name. Empty: nobody knows.
[[nodiscard]] std::string author_name();

}  // namespace bgsnap
