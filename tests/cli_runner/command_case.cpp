#include "cli_runner/command_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace {

std::optional<std::string> read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in || fs::is_directory(file)) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

void write(const fs::path& file, std::string_view text) { std::ofstream(file, std::ios::binary) << text; }

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

std::string shell_word(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string with_name_for(std::string text, const std::string& path, std::string_view name) {
  for (std::size_t at = 0; (at = text.find(path, at)) != std::string::npos; at += name.size()) text.replace(at, path.size(), name);
  return text;
}

/// A folder that goes away with the scope.
class Scratch {
public:
  Scratch() {
    std::string pattern = (fs::temp_directory_path() / "bgsnap-case-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::system_error(errno, std::generic_category(), pattern);
    path_ = pattern;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

private:
  fs::path path_;
};

bool is_expectation(const std::string& name) {
  return name == "cmd" || name == "exit" || name == "stdout" || name == "stderr" || name == "written" || name.ends_with(".new");
}

void copy_inputs(const fs::path& from, const fs::path& to) {
  fs::create_directories(to);
  for (const fs::directory_entry& entry : fs::directory_iterator(from)) {
    const std::string name = entry.path().filename().string();
    if (!is_expectation(name)) fs::copy(entry.path(), to / name, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  }
}

std::string unified_diff(const fs::path& scratch, std::string_view what, std::string_view expected, std::string_view actual) {
  write(scratch / "expected", expected);
  write(scratch / "actual", actual);
  const std::string line =
      fmt::format("cd {} && diff -a -u --label {}.expected --label {}.actual expected actual >difference", shell_word(scratch.string()), what, what);
  const int status = std::system(line.c_str());
  return fmt::format("{} differs (diff exit {}):\n{}", what, WEXITSTATUS(status), read(scratch / "difference").value_or(""));
}

class Comparison {
public:
  Comparison(const CommandCase& wanted, const Machine& machine, const fs::path& scratch) : wanted_(wanted), machine_(machine), scratch_(scratch) {}

  void text(std::string_view what, const std::optional<std::string>& expected, const std::string& actual) {
    const fs::path beside = wanted_.folder / fmt::format("{}.new", what);
    std::error_code ignored;
    if (machine_.accept_beside) fs::remove(beside, ignored);
    if (!expected || *expected == actual) return;
    problems.push_back(unified_diff(scratch_, what, *expected, actual));
    if (machine_.accept_beside) write(beside, actual);
  }

  void exit_code(int actual, const std::string& err) {
    if (actual != wanted_.exit) problems.push_back(fmt::format("exit code {}, expected {}; stderr:\n{}", actual, wanted_.exit, err));
  }

  void written(const fs::path& ran_in) {
    const fs::path expected = wanted_.folder / "written";
    if (!fs::is_directory(expected)) return;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(expected)) {
      if (!entry.is_regular_file()) continue;
      const fs::path name = fs::relative(entry.path(), expected);
      const std::optional<std::string> actual = read(ran_in / name);
      if (!actual)
        problems.push_back(fmt::format("{} was not written", name.string()));
      else if (*actual != read(entry.path()))
        problems.push_back(unified_diff(scratch_, name.filename().string(), *read(entry.path()), *actual));
    }
  }

  Problems problems;

private:
  const CommandCase& wanted_;
  const Machine& machine_;
  const fs::path& scratch_;
};

}  // namespace

std::vector<fs::path> case_folders(const fs::path& root) {
  std::vector<fs::path> folders;
  if (!fs::is_directory(root)) return folders;
  for (const fs::directory_entry& verb : fs::directory_iterator(root)) {
    if (!verb.is_directory()) continue;
    for (const fs::directory_entry& folder : fs::directory_iterator(verb)) {
      if (folder.is_directory()) folders.push_back(folder.path());
    }
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::optional<CommandCase> read_case(const fs::path& folder, Problems& problems) {
  const std::size_t known = problems.size();
  CommandCase found;
  found.folder = folder;
  if (const auto command = read(folder / "cmd")) found.command = trimmed(*command);
  if (found.command.empty()) problems.emplace_back("cmd is missing or empty");
  const std::string code = trimmed(read(folder / "exit").value_or(""));
  const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), found.exit);
  if (code.empty() || error != std::errc() || end != code.data() + code.size()) problems.emplace_back("exit is missing, or is not one number");
  found.out = read(folder / "stdout");
  found.err = read(folder / "stderr");
  if (!found.out && !found.err) problems.emplace_back("neither stdout nor stderr is there: nothing would be compared");
  if (problems.size() != known) return std::nullopt;
  return found;
}

Problems run_case(const CommandCase& wanted, const Machine& machine) {
  const Scratch scratch;
  const fs::path ran_in = scratch.path() / "case";
  const fs::path bin = scratch.path() / "bin";
  copy_inputs(wanted.folder, ran_in);
  fs::create_directory(bin);
  fs::create_symlink(machine.program, bin / "bgsnap");

  const std::string line = fmt::format(
      "cd {} && env -u NO_COLOR -u CLICOLOR_FORCE -u COLUMNS PATH={}:\"$PATH\" LC_ALL=C.UTF-8 TERM=dumb BGSNAP_TEST_DATA={} "
      "bash -c {} </dev/null >../stdout 2>../stderr",
      shell_word(ran_in.string()), shell_word(bin.string()), shell_word(machine.test_data.string()), shell_word(wanted.command));
  const int status = std::system(line.c_str());
  const auto printed = [&](const char* name) {
    return with_name_for(read(scratch.path() / name).value_or(""), machine.test_data.string(), "$BGSNAP_TEST_DATA");
  };

  Comparison comparison(wanted, machine, scratch.path());
  comparison.exit_code(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), printed("stderr"));
  comparison.text("stdout", wanted.out, printed("stdout"));
  comparison.text("stderr", wanted.err, printed("stderr"));
  comparison.written(ran_in);
  return comparison.problems;
}
