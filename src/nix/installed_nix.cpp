#include "nix/installed_nix.hpp"

#include "bgsnap/error.hpp"
#include "nix/nix_version.hpp"
#include "nix/process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace bgsnap {

namespace {

constexpr NixVersion oldest{2, 4};  // flakes, and `--extra-experimental-features`
constexpr NixVersion renamed_show{2, 15};
constexpr const char* without_nix = "where Nix is not, `bgsnap snapshot` reads what `nix derivation show -r` printed elsewhere";

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    while (line.ends_with(' ') || line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) lines.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string_view without_indent(std::string_view line) { return line.substr(std::min(line.find_first_not_of(' '), line.size())); }

std::string chosen_program() {
  const char* named = std::getenv("BGSNAP_NIX");
  if (named == nullptr || *named == '\0') return "nix";
  const std::string program = named;  // asked in another folder than this, so a path must not be relative
  return program.find('/') == std::string::npos ? program : std::filesystem::absolute(program).string();
}

ProcessEnd run(const std::vector<std::string>& words, const std::string& folder) {
  try {
    return run_process(words, folder);
  } catch (const std::system_error& error) {
    const std::string& program = words.front();
    const bool missing = error.code() == std::errc::no_such_file_or_directory;
    if (missing && program == "nix")
      throw Error("Nix is not installed: there is no `nix` on the PATH", {}, fmt::format("install it, or name it with BGSNAP_NIX; {}", without_nix));
    throw Error(fmt::format("cannot run {}: {}", program, error.code().message()), {}, "BGSNAP_NIX names the program `nix`");
  }
}

/// `attribute` below `place`, for Nix's own reading of attribute paths.
std::string below(const std::string& place, std::string_view attribute) {
  return place.empty() ? std::string(attribute) : fmt::format("{}.{}", place, attribute);
}

}  // namespace

std::string NixAnswer::error() const {
  const std::vector<std::string> lines = lines_of(said);
  const auto found = std::find_if(lines.rbegin(), lines.rend(), [](const std::string& line) { return without_indent(line).starts_with("error: "); });
  if (found != lines.rend()) return std::string(without_indent(*found).substr(std::string_view("error: ").size()));
  return lines.empty() ? "it said nothing" : std::string(without_indent(lines.back()));
}

std::vector<std::string> NixAnswer::last_lines(std::size_t most) const {
  std::vector<std::string> lines = lines_of(said);
  if (lines.size() > most) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(most));
  return lines;
}

bool NixAnswer::lacks_attribute() const {
  const std::string why = error();
  // Of a flake, and of a file. "attribute 'x' missing" is a mistake inside the expression.
  return !good && (why.find("does not provide attribute") != std::string::npos || why.find("in selection path") != std::string::npos);
}

InstalledNix InstalledNix::find(std::string folder) {
  InstalledNix nix(chosen_program(), std::move(folder));
  const ProcessEnd end = run({nix.program_, "--version"}, nix.folder_);
  const auto version = end.exit == 0 ? version_in(end.output) : std::nullopt;
  if (!version)
    throw Error(fmt::format("`{} --version` does not say which Nix it is (exit {}): {}", nix.program_, end.exit,
                            NixAnswer{false, {}, end.output + end.said}.error()),
                {}, "BGSNAP_NIX names the program `nix`");
  nix.version_ = version->text();
  if (*version < oldest)
    throw Error(fmt::format("Nix {} is too old: {} is the oldest that can be asked", version->text(), oldest.text()), {},
                fmt::format("install a newer Nix; {}", without_nix));
  nix.new_name_ = *version >= renamed_show;
  return nix;
}

NixAnswer InstalledNix::ask(std::vector<std::string> words) const {
  const std::array<std::string, 3> beginning = {program_, "--extra-experimental-features", "nix-command flakes"};
  words.insert(words.begin(), beginning.begin(), beginning.end());
  ProcessEnd end = run(words, folder_);
  return {end.exit == 0, std::move(end.output), std::move(end.said)};
}

NixAnswer InstalledNix::drv_path(const RootSource& root) const {
  std::vector<std::string> words = {"eval", "--raw"};
  if (!root.flake.empty()) {
    // Asking is no reason to write into the project.
    words.insert(words.end(), {"--no-write-lock-file", "--", below(root.flake, "drvPath")});
  } else {
    words.insert(words.end(), {"--file", root.file});
    for (const auto& [name, value] : root.arguments) words.insert(words.end(), {"--argstr", name, value});
    words.insert(words.end(), {"--", below(root.attribute, "drvPath")});
  }
  NixAnswer answer = ask(std::move(words));
  while (answer.output.ends_with('\n')) answer.output.pop_back();
  return answer;
}

NixAnswer InstalledNix::print(const std::vector<std::string>& drvs) const {
  std::vector<std::string> words =
      new_name_ ? std::vector<std::string>{"derivation", "show", "-r", "--"} : std::vector<std::string>{"show-derivation", "-r", "--"};
  words.insert(words.end(), drvs.begin(), drvs.end());
  return ask(std::move(words));
}

}  // namespace bgsnap
