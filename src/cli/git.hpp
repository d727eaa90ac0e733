#pragma once

#include <string>

/// What git knows, where a verb is asked for it.
namespace bgsnap {

/// The bytes of `file` at a revision. Throws Error with what git said.
[[nodiscard]] std::string file_at_revision(const std::string& file, const std::string& revision);

/// Who writes here: $GIT_AUTHOR_NAME, git's user.name, else the login name. Empty: nobody knows.
[[nodiscard]] std::string author_name();

}  // namespace bgsnap
