#include "snapshot/line_file.hpp"

#include "base/side_by_side.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {
namespace {

using Lines = std::shared_ptr<ReadLines>;

constexpr std::size_t piece_size = std::size_t{1} << 18;  ///< bytes: what is known of a piece while it is read stays in the cache
constexpr std::string_view between_lines = "\n,{";        ///< as the writer puts it
constexpr std::string_view between_arrays = "][";         ///< so that a piece is one

bool is_conflict_marker(std::string_view line) noexcept {
  line = line.substr(0, 8);
  return line == "<<<<<<< " || line == ">>>>>>> " || line == "||||||| ";
}

/// Lines that stand as the writer puts them, cut between lines into pieces, each of which is an array of lines by itself.
class Half {
public:
  /// The lines of `file` from `begin`, where the first one begins, to `end`, behind the last one's end.
  Half(std::span<char> file, std::size_t begin, std::size_t end)
      : file_(file), begin_(begin), end_(end), lines_(std::make_shared<ReadLines>(std::string_view(file.data(), file.size()), begin == 0 ? 0 : 1)) {}

  /// False when there are lines that no writer puts.
  [[nodiscard]] bool look() {
    const std::string_view text(file_.data(), end_);
    std::size_t last = begin_;
    for (std::size_t line = begin_; line < end_; ++count_) {
      if (is_conflict_marker(text.substr(line))) return false;
      const std::size_t end = std::min(text.find('\n', line), end_);
      if (end - last >= piece_size && text.substr(end).starts_with(between_lines)) cuts_.push_back(last = end);
      line = end + 1;
    }
    return true;
  }

  void read() {
    LineReader reader(*lines_);
    std::size_t from = begin_;
    for (const std::size_t cut : cuts_) {
      reader.read({&file_[from], cut + 1 - from});
      from = cut + 1;
    }
    reader.read({&file_[from], end_ - from});
  }

  /// Where the half is cut, one line ends before another as `between` has it.
  void write_between(std::string_view between) {
    for (const std::size_t cut : cuts_) std::copy(between.begin(), between.end(), &file_[cut]);
  }

  [[nodiscard]] std::size_t count() const noexcept { return count_; }
  [[nodiscard]] const Lines& lines() const noexcept { return lines_; }

private:
  std::span<char> file_;
  std::size_t begin_;
  std::size_t end_;
  Lines lines_;
  std::vector<std::size_t> cuts_ = {};  ///< ends of lines, ascending
  std::size_t count_ = 0;               ///< of lines
};

/// Reads a file's lines. Where they stand as the writer puts them, one half of the file is read beside the other. A file that is laid out
/// differently, or in which anything is wrong, is read as a whole: that knows the line of what is wrong.
class FileReader {
public:
  FileReader(std::span<char> bytes, const std::string& file) : bytes_(bytes), text_(bytes.data(), bytes.size()), file_(file) {}

  [[nodiscard]] std::vector<Lines> read() {
    if (auto halves = read_halves(); !halves.empty()) return halves;
    return {read_whole()};
  }

private:
  /// None when they are not as the writer would have them.
  [[nodiscard]] std::vector<Lines> read_halves() {
    const std::size_t middle = bytes_.size() < piece_size ? std::string_view::npos : text_.find(between_lines, bytes_.size() / 2);
    if (middle == std::string_view::npos) return {};
    Half first(bytes_, 0, middle + 1);
    Half second(bytes_, middle + 1, bytes_.size());
    bool usual = true;
    bool usual_too = true;
    side_by_side(
        true, [&] { usual = first.look(); }, [&] { usual_too = second.look(); });
    if (!usual || !usual_too) return {};
    first.lines()->reserve(first.count() + second.count(), first.count());  // the others' will stand behind its own
    second.lines()->reserve(second.count(), second.count());
    write_between(between_arrays, first, second, middle);
    try {
      side_by_side(
          true, [&] { first.read(); }, [&] { second.read(); });
      if (follow(*first.lines(), *second.lines())) return {first.lines(), second.lines()};
    } catch (const LineReader::Fault&) {
    } catch (const simdjson::simdjson_error&) {
    }
    write_between(between_lines.substr(0, between_arrays.size()), first, second, middle);
    return {};
  }

  void write_between(std::string_view between, Half& first, Half& second, std::size_t middle) {
    first.write_between(between);
    second.write_between(between);
    std::copy(between.begin(), between.end(), &bytes_[middle]);
  }

  static bool follow(const ReadLines& first, const ReadLines& second) {
    if (first.passed_over || second.passed_over || !second.roots.empty()) return false;
    return first.nodes.empty() || second.nodes.empty() || first.nodes.back().id < second.nodes.front().id;
  }

  [[nodiscard]] Lines read_whole() const {
    auto lines = std::make_shared<ReadLines>(text_, 0);
    const std::size_t count = count_lines();
    lines->reserve(count, count);
    if (!looks_like_array()) {
      require_json();
      throw Error("a snapshot is a JSON array of lines, and this is not", {file_, 0, ""}, write_anew);
    }
    try {
      LineReader(*lines).read(text_);
    } catch (const LineReader::Fault& fault) {
      require_json();  // what is wrong with JSON comes before what is wrong with its meaning
      throw Error(fault.what, {file_, {}, "/" + std::to_string(lines->number)}, write_anew);
    } catch (const simdjson::simdjson_error& error) {
      require_json();  // it names the fault more exactly
      refuse_json(simdjson::error_message(error.error()));
    }
    if (lines->passed_over) require_json();
    if (lines->number == 0) throw Error("the snapshot is empty: it has not even a header", {file_, 0, ""}, write_anew);
    return lines;
  }

  /// Those that stand on a line of their own.
  [[nodiscard]] std::size_t count_lines() const {
    std::size_t count = 0;
    for (std::size_t line = 0; line < text_.size(); ++count) {
      if (is_conflict_marker(text_.substr(line)))
        throw Error(
            "git left a merge conflict in the snapshot", {file_, line, ""},
            "do not resolve it by hand: when the rest is merged, run `bgsnap regenerate`, or `bgsnap snapshot INPUT -o FILE` where Nix is not");
      line = std::min(text_.find('\n', line), text_.size()) + 1;
    }
    return count;
  }

  [[nodiscard]] bool looks_like_array() const {
    const std::size_t first = text_.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text_[first] == '[';
  }

  void require_json() const {
    simdjson::dom::parser parser;
    if (const auto error = parser.parse(text_.data(), text_.size()).error(); error) refuse_json(simdjson::error_message(error));
  }

  /// Each line is a JSON value of its own, so the first that is none is where the file went wrong.
  [[noreturn]] void refuse_json(const char* message) const {
    simdjson::dom::parser lines;
    for (std::size_t begin = 0, number = 0; begin < text_.size(); ++number) {
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      std::string_view line = text_.substr(begin, end - begin);
      if (!line.empty() && (line.front() == '[' || line.front() == ',')) line.remove_prefix(1);
      if (line != "]" && !line.empty() && lines.parse(line.data(), line.size()).error())
        throw Error(fmt::format("line {} is not JSON: {}", number + 1, message), {file_, begin, "/" + std::to_string(number)}, write_anew);
      begin = end + 1;
    }
    throw Error(fmt::format("the snapshot is not JSON: {}", message), {file_, text_.size(), ""}, write_anew);
  }

  std::span<char> bytes_;
  std::string_view text_;  ///< the same
  const std::string& file_;
};

}  // namespace

std::vector<Lines> read_parts(std::span<char> bytes, const std::string& file) { return FileReader(bytes, file).read(); }

}  // namespace bgsnap
