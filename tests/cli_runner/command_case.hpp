#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// A command line with what it must answer, as a folder one can read:
///   cmd      a line for bash, run in a copy of the folder with `bgsnap` on the PATH; required
///   exit     the exit code, one number; required
///   stdout   the whole of standard output    } at least one of the two;
///   stderr   the whole of standard error     } a file that is absent is not compared
///   written/ files that must be in the copy afterwards, byte for byte; optional
/// Anything else in the folder is the command's input. $BGSNAP_TEST_DATA is tests/data, in the command and in what it prints.
struct CommandCase {
  std::filesystem::path folder;
  std::string command;
  int exit = 0;
  std::optional<std::string> out;
  std::optional<std::string> err;
};

/// What is wrong with the folder, or with the answer. Empty: nothing.
using Problems = std::vector<std::string>;

/// Folders two levels below `root`, ascending; `root` may be missing.
std::vector<std::filesystem::path> case_folders(const std::filesystem::path& root);

/// Gives nothing, and says why in `problems`, when a required file is missing or unreadable.
std::optional<CommandCase> read_case(const std::filesystem::path& folder, Problems& problems);

struct Machine {
  std::filesystem::path program;  ///< `bgsnap` in the command
  std::filesystem::path test_data;
  bool accept_beside = true;  ///< leave what came out as stdout.new and stderr.new beside what was expected
};

/// Runs the case and compares. A difference is shown as a unified diff.
Problems run_case(const CommandCase& wanted, const Machine& machine);
