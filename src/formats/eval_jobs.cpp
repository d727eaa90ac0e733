#include "formats/eval_jobs.hpp"

#include "bgsnap/raw_graph.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <simdjson.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace bgsnap {

namespace {

using simdjson::dom::element;
using simdjson::dom::object;

constexpr const char* expected = "a line of nix-eval-jobs is {\"attr\": …, \"drvPath\": …} or {\"attr\": …, \"error\": …}";

[[noreturn]] void fail(const std::string& what, const Place& place) { throw Error(what, place, expected); }

/// As Nix writes a part of an attribute path.
std::string part_of_path(std::string_view part) {
  if (!part.empty() && part.find_first_of(".\"") == std::string_view::npos) return std::string(part);
  std::string quoted = "\"";
  for (const char c : part) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

class LineReader {
public:
  LineReader(object line, const std::string& file, std::uint64_t offset) : line_(line), file_(file), offset_(offset) {}

  EvalJob run() {
    EvalJob job;
    job.attribute = attribute();
    if (const auto error = text("error")) {
      job.error = error->empty() ? "no reason is given" : std::string(*error);
      return job;
    }
    const auto derivation = text("drvPath");
    if (!derivation) fail("the line has neither \"drvPath\" nor \"error\"", place(""));
    if (!derivation->ends_with(".drv") || !StorePath::from(*derivation).valid())
      fail(fmt::format("\"{}\" is no path of a .drv file", *derivation), place("/drvPath"));
    job.derivation = std::string(*derivation);
    return job;
  }

private:
  [[nodiscard]] Place place(std::string pointer) const { return {file_, offset_, std::move(pointer)}; }

  std::optional<std::string_view> text(std::string_view key) const {
    element value;
    if (line_[key].get(value) || value.is_null()) return std::nullopt;
    std::string_view text;
    if (value.get(text)) fail(fmt::format("\"{}\" must be a string", key), place(fmt::format("/{}", key)));
    return text;
  }

  std::string attribute() const {
    element value;
    if (!line_["attrPath"].get(value) && !value.is_null()) return joined_path(value);
    return std::string(text("attr").value_or(""));
  }

  std::string joined_path(element value) const {
    simdjson::dom::array parts;
    if (value.get(parts)) fail("\"attrPath\" must be a list of names", place("/attrPath"));
    std::string path;
    for (element part : parts) {
      std::string_view name;
      if (part.get(name)) fail("\"attrPath\" must be a list of names", place("/attrPath"));
      path += (path.empty() ? "" : ".") + part_of_path(name);
    }
    return path;
  }

  object line_;
  const std::string& file_;
  std::uint64_t offset_;
};

class InputFile {
public:
  explicit InputFile(const std::string& file) : file_(file), number_(file == "-" ? STDIN_FILENO : open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (number_ < 0) throw Error(fmt::format("cannot open the file: {}", std::strerror(errno)), {file_});
  }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile() {
    if (number_ != STDIN_FILENO) close(number_);
  }
  /// What there is now, added to `into`; false at the end.
  bool read_more(std::string& into) const {
    constexpr std::size_t piece = std::size_t{1} << 16;
    const std::size_t before = into.size();
    into.resize(before + piece);
    ssize_t got = 0;
    do got = read(number_, into.data() + before, piece);
    while (got < 0 && errno == EINTR);
    if (got < 0) throw Error(fmt::format("cannot read the file: {}", std::strerror(errno)), {file_});
    into.resize(before + static_cast<std::size_t>(got));
    return got != 0;
  }

private:
  const std::string& file_;
  int number_;
};

bool is_blank(std::string_view line) noexcept { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

}  // namespace

std::vector<std::string_view> EvalJob::error_lines() const {
  std::vector<std::string_view> lines;
  for (std::size_t begin = 0; begin < error.size();) {
    const std::size_t end = std::min(error.find('\n', begin), error.size());
    lines.push_back(std::string_view(error).substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

EvalJob read_eval_job(std::string_view line, const std::string& file, std::uint64_t offset) {
  simdjson::dom::parser parser;
  element value;
  const Place place{file, offset, {}};
  if (const auto error = parser.parse(line.data(), line.size()).get(value))
    fail(fmt::format("the line is not JSON: {}", simdjson::error_message(error)), place);
  object members;
  if (value.get(members)) fail("the line is no JSON object", place);
  return LineReader(members, file, offset).run();
}

void each_eval_job(const std::string& file, const std::function<void(EvalJob)>& take) {
  const InputFile input(file);
  std::string pending;
  std::uint64_t offset = 0;  // of what is pending
  const auto take_line = [&](std::string_view line) {
    if (!is_blank(line)) take(read_eval_job(line, file, offset));
  };
  for (std::size_t searched = 0; input.read_more(pending);) {
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = pending.find('\n', std::max(begin, searched))) != std::string::npos;) {
      take_line(std::string_view(pending).substr(begin, end - begin));
      offset += end + 1 - begin;
      begin = end + 1;
    }
    pending.erase(0, begin);
    searched = pending.size();
  }
  take_line(pending);
}

}  // namespace bgsnap
