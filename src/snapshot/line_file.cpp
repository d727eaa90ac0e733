#include "snapshot/line_file.hpp"

#include "base/side_by_side.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>

namespace bgsnap {
namespace {

using Lines = std::shared_ptr<ReadLines>;

constexpr std::size_t piece_size = std::size_t{1} << 16;  ///< bytes: what is known of a piece while it is read stays in the cache
constexpr std::size_t shortest_line = 32;                 ///< bytes, about
constexpr std::string_view between_lines = "\n,{";        ///< as the writer puts it
constexpr std::string_view between_arrays = "][";         ///< so that a piece is one

bool is_conflict_marker(std::string_view line) noexcept {
  line = line.substr(0, 8);
  return line == "<<<<<<< " || line == ">>>>>>> " || line == "||||||| ";
}

/// Where lines end as the writer puts them, a piece apart, and the end of the text.
std::vector<std::size_t> cuts_of(std::string_view text) {
  std::vector<std::size_t> cuts;
  for (std::size_t cut = 0; cut < text.size(); cuts.push_back(cut))
    cut = text.size() - cut < piece_size ? text.size() : std::min(text.find(between_lines, cut + piece_size), text.size());
  return cuts;
}

/// How many pieces end before the cut nearest the middle, and with it.
std::size_t pieces_to_the_middle(const std::vector<std::size_t>& cuts) {
  const std::size_t middle = cuts.back() / 2;
  const auto behind = std::lower_bound(cuts.begin(), cuts.end(), middle);
  const bool one_less = behind != cuts.begin() && middle - behind[-1] < *behind - middle;
  return static_cast<std::size_t>(behind - cuts.begin()) + (one_less ? 0 : 1);
}

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
  /// None when they are not as the writer would have them, or few. Where a part has more lines than a piece lets expect, its lists grow.
  [[nodiscard]] std::vector<Lines> read_halves() {
    if (text_.size() < 2 * piece_size) return {};
    const std::vector<std::size_t> cuts = cuts_of(text_);
    const std::size_t half = pieces_to_the_middle(cuts);
    if (half == cuts.size()) return {};
    const std::string_view sample = text_.substr(cuts[half - 1], piece_size);
    const auto ends = static_cast<std::size_t>(std::count(sample.begin(), sample.end(), '\n'));
    const std::size_t line = std::max(sample.size() / std::max<std::size_t>(ends, 1), shortest_line);
    const auto lines_of = [&](std::size_t bytes) { return bytes / line; };
    const Lines first = std::make_shared<ReadLines>(text_, 0);
    const Lines second = std::make_shared<ReadLines>(text_, 1);
    first->nodes.reserve(lines_of(text_.size() + text_.size() / 4));  // the others' will stand behind its own
    const auto read = [&](std::size_t from, std::size_t to, ReadLines& lines) {
      const std::size_t begin = from == 0 ? 0 : cuts[from - 1] + 1;
      lines.reserve(lines_of(cuts[to - 1] - begin));
      LineReader reader(lines);
      for (std::size_t piece = from; piece < to; ++piece) {
        const std::size_t start = piece == 0 ? 0 : cuts[piece - 1] + 1;
        reader.read(text_.substr(start, cuts[piece] + 1 - start));
      }
    };
    write_between(between_arrays, cuts);
    try {
      side_by_side(
          true, [&] { read(0, half, *first); }, [&] { read(half, cuts.size(), *second); });
      if (follow(*first, *second)) return {first, second};
    } catch (const LineReader::Fault&) {
    } catch (const simdjson::simdjson_error&) {
    }
    write_between(between_lines.substr(0, between_arrays.size()), cuts);
    return {};
  }

  void write_between(std::string_view between, const std::vector<std::size_t>& cuts) {
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) std::copy(between.begin(), between.end(), &bytes_[cuts[i]]);
  }

  static bool follow(const ReadLines& first, const ReadLines& second) {
    if (first.passed_over || second.passed_over || !second.roots.empty()) return false;
    return first.nodes.empty() || second.nodes.empty() || first.nodes.back().id < second.nodes.front().id;
  }

  [[nodiscard]] Lines read_whole() const {
    auto lines = std::make_shared<ReadLines>(text_, 0);
    lines->reserve(count_lines());
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
      refuse_json(error.error());
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
    if (const auto error = parser.parse(text_.data(), text_.size()).error(); error) refuse_json(error);
  }

  /// Whether the last line and then the array end there, with nothing but space between.
  [[nodiscard]] bool closes_at(std::size_t bracket) const {
    if (text_[bracket] != ']' || bracket == 0) return false;
    const std::size_t before = text_.find_last_not_of(" \t\r\n", bracket - 1);
    return before != std::string_view::npos && text_[before] == '}';
  }

  /// Each line is a JSON value of its own, so the first that is none is where the file went wrong.
  [[noreturn]] void refuse_json(simdjson::error_code error) const {
    if (error == simdjson::MEMALLOC) throw std::bad_alloc();
    const char* const message = simdjson::error_message(error);
    const std::size_t last = text_.find_last_not_of(" \t\r\n");
    if (last == std::string_view::npos) throw Error("the snapshot is empty", {file_, 0, ""}, write_anew);
    const bool whole = closes_at(last) || text_.find("\n]") != std::string_view::npos;
    const std::string next = whole ? std::string(write_anew) : std::string("the file was cut short: copy it again, or ") + write_anew;
    simdjson::dom::parser lines;
    for (std::size_t begin = 0, number = 0; begin < text_.size(); ++number) {
      const std::size_t end = std::min(text_.find('\n', begin), text_.size());
      std::string_view line = text_.substr(begin, end - begin);
      if (!line.empty() && (line.front() == '[' || line.front() == ',')) line.remove_prefix(1);
      if (line != "]" && !line.empty() && lines.parse(line.data(), line.size()).error())
        throw Error(fmt::format("line {} is not JSON: {}", number + 1, message), {file_, begin, "/" + std::to_string(number)}, next);
      begin = end + 1;
    }
    if (!whole) throw Error("the snapshot ends without the bracket that closes it", {file_, text_.size(), ""}, next);
    throw Error(fmt::format("the snapshot is not JSON: {}", message), {file_, text_.size(), ""}, next);
  }

  std::span<char> bytes_;
  std::string_view text_;  ///< the same
  const std::string& file_;
};

}  // namespace

std::vector<Lines> read_parts(std::span<char> bytes, const std::string& file) { return FileReader(bytes, file).read(); }

}  // namespace bgsnap
