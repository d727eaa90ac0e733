#include "base/side_by_side.hpp"
#include "snapshot/line_ids.hpp"
#include "snapshot/line_reader.hpp"
#include "snapshot/snapshot_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>

namespace bgsnap {
namespace {

constexpr const char* regenerate = "write it anew with `bgsnap snapshot INPUT -o FILE`";
constexpr std::size_t piece_size = std::size_t{1} << 18;  ///< bytes: what is known of a piece while it is read stays in the cache

using Lines = std::shared_ptr<ReadLines>;

/// Reads a file's lines. Where they stand as the writer puts them, pieces of the file are arrays of lines by themselves, and are read on
/// two threads. A file that is laid out differently, or in which anything is wrong, is read as a whole: that knows the line of what is wrong.
class FileReader {
public:
  FileReader(std::string& bytes, const std::string& file) : bytes_(bytes), file_(file) {}

  [[nodiscard]] std::vector<Lines> read() {
    look_at_line_ends();
    if (ends_.size() >= 2)
      if (auto halves = read_halves(); !halves.empty()) return halves;
    return {read_whole()};
  }

private:
  /// Where a piece ends, and how many lines end before.
  struct PieceEnd {
    std::size_t byte;
    std::size_t lines;
  };

  /// Of the line ends before another line, those are remembered that cut the bytes into pieces.
  void look_at_line_ends() {
    std::size_t last = 0;
    for (std::size_t line = 0; line < bytes_.size(); ++lines_) {
      const std::size_t end = std::min(bytes_.find('\n', line), bytes_.size());
      refuse_conflict_marker(line);
      if (end - last >= piece_size && std::string_view(bytes_).substr(end).starts_with("\n,{")) ends_.push_back({last = end, lines_});
      line = end + 1;
    }
  }

  void refuse_conflict_marker(std::size_t line) const {
    const std::string_view text = std::string_view(bytes_).substr(line, 8);
    if (text == "<<<<<<< " || text == ">>>>>>> " || text == "||||||| ")
      throw Error("git left a merge conflict in the snapshot", {file_, line, ""},
                  "do not resolve it by hand: when the rest is merged, run `bgsnap regenerate`, or `bgsnap snapshot INPUT -o FILE` where Nix is not");
  }

  /// None when they are not as the writer would have them.
  [[nodiscard]] std::vector<Lines> read_halves() {
    std::vector<Lines> halves{std::make_shared<ReadLines>(bytes_, 0), std::make_shared<ReadLines>(bytes_, 1)};
    make_arrays("][");
    const std::size_t middle = ends_.size() / 2;
    halves[0]->reserve(lines_);  // the others' will stand behind its own
    halves[1]->reserve(lines_ - ends_[middle].lines);
    try {
      side_by_side(
          true, [&] { read_pieces(0, middle + 1, *halves[0]); }, [&] { read_pieces(middle + 1, ends_.size() + 1, *halves[1]); });
      if (follow(*halves[0], *halves[1])) return halves;
    } catch (const LineReader::Fault&) {
    } catch (const simdjson::simdjson_error&) {
    }
    make_arrays("\n,");
    return {};
  }

  void make_arrays(std::string_view between) {
    for (const PieceEnd& end : ends_) bytes_.replace(end.byte, between.size(), between);
  }

  void read_pieces(std::size_t begin, std::size_t end, ReadLines& lines) const {
    LineReader reader(lines);
    for (std::size_t piece = begin; piece < end; ++piece) {
      const std::size_t from = piece == 0 ? 0 : ends_[piece - 1].byte + 1;
      const std::size_t to = piece == ends_.size() ? bytes_.size() : ends_[piece].byte + 1;
      reader.read(std::string_view(bytes_).substr(from, to - from));
    }
  }

  static bool follow(const ReadLines& first, const ReadLines& second) {
    if (first.passed_over || second.passed_over || !second.roots.empty()) return false;
    return first.nodes.empty() || second.nodes.empty() || first.nodes.back().id < second.nodes.front().id;
  }

  [[nodiscard]] Lines read_whole() const {
    auto lines = std::make_shared<ReadLines>(bytes_, 0);
    lines->reserve(lines_);
    if (!looks_like_array()) {
      require_json();
      throw Error("a snapshot is a JSON array of lines, and this is not", {file_, 0, ""}, regenerate);
    }
    try {
      LineReader(*lines).read(bytes_);
    } catch (const LineReader::Fault& fault) {
      require_json();  // what is wrong with JSON comes before what is wrong with its meaning
      throw Error(fault.what, {file_, {}, "/" + std::to_string(lines->number)}, regenerate);
    } catch (const simdjson::simdjson_error& error) {
      require_json();  // it names the fault more exactly
      refuse_json(simdjson::error_message(error.error()));
    }
    if (lines->passed_over) require_json();
    if (lines->number == 0) throw Error("the snapshot is empty: it has not even a header", {file_, 0, ""}, regenerate);
    return lines;
  }

  [[nodiscard]] bool looks_like_array() const {
    const std::size_t first = bytes_.find_first_not_of(" \t\r\n");
    return first != std::string::npos && bytes_[first] == '[';
  }

  void require_json() const {
    simdjson::dom::parser parser;
    if (const auto error = parser.parse(bytes_).error(); error) refuse_json(simdjson::error_message(error));
  }

  /// Each line is a JSON value of its own, so the first that is none is where the file went wrong.
  [[noreturn]] void refuse_json(const char* message) const {
    simdjson::dom::parser lines;
    for (std::size_t begin = 0, number = 0; begin < bytes_.size(); ++number) {
      const std::size_t end = std::min(bytes_.find('\n', begin), bytes_.size());
      std::string_view line = std::string_view(bytes_).substr(begin, end - begin);
      if (!line.empty() && (line.front() == '[' || line.front() == ',')) line.remove_prefix(1);
      if (line != "]" && !line.empty() && lines.parse(line.data(), line.size()).error())
        throw Error(fmt::format("line {} is not JSON: {}", number + 1, message), {file_, begin, "/" + std::to_string(number)}, regenerate);
      begin = end + 1;
    }
    throw Error(fmt::format("the snapshot is not JSON: {}", message), {file_, bytes_.size(), ""}, regenerate);
  }

  std::string& bytes_;  ///< with simdjson's padding behind them
  const std::string& file_;
  std::vector<PieceEnd> ends_ = {};  ///< ascending
  std::size_t lines_ = 0;            ///< where each stands on a line of its own
};

/// Puts the lines' parts together, and ids in the place of names.
class Assembly {
public:
  Assembly(const std::vector<Lines>& parts, const std::string& file) : parts_(parts), file_(file), snapshot_(std::move(parts.front()->header)) {}

  Snapshot run() && {
    snapshot_.roots = std::move(parts_.front()->roots);
    take_nodes();
    const LineIds ids(snapshot_.nodes.values());
    const auto resolve_part = [&](std::size_t part) { resolve(*parts_[part], part == 0 ? 0 : parts_.front()->inputs.size(), ids); };
    resolve_roots(ids);
    side_by_side(
        parts_.size() > 1, [&] { resolve_part(0); },  // what is wrong here comes first
        [&] {
          for (std::size_t part = 1; part < parts_.size(); ++part) resolve_part(part);
        });
    for (const Lines& part : parts_) snapshot_.storage.push_back(part);
    return std::move(snapshot_);
  }

private:
  void take_nodes() {
    std::vector<SnapshotNode> nodes = std::move(parts_.front()->nodes);
    for (const Lines& part : parts_) {
      nodes.insert(nodes.end(), part->nodes.begin(), part->nodes.end());
      part->nodes = {};
    }
    const auto system = std::make_shared<const std::string>(snapshot_.system);
    for (SnapshotNode& node : nodes)
      if (node.system.data() == nullptr) node.system = *system;
    snapshot_.nodes = DenseMap<NodeId, SnapshotNode>(std::move(nodes));
    snapshot_.storage.push_back(system);
  }

  void resolve_roots(const LineIds& ids) {
    const ReadLines& part = *parts_.front();
    for (std::size_t i = 0; i < snapshot_.roots.size(); ++i) add(part, part.root_nodes[i], 1 + i, ids, snapshot_.roots[i].nodes);
  }

  void resolve(ReadLines& part, std::size_t first, const LineIds& ids) {
    std::vector<NodeId>& found = part.ids;
    found.reserve(part.names());  // spans of it are given out
    const auto ids_of = [&](LineNames names, std::size_t line) -> std::span<const NodeId> {
      const std::size_t begin = found.size();
      add(part, names, line, ids, found);
      return std::span(found).subspan(begin);
    };
    for (std::size_t i = 0; i < part.inputs.size(); ++i) {
      SnapshotNode& node = snapshot_.nodes[NodeId(first + i)];
      const std::size_t line = 1 + snapshot_.roots.size() + first + i;
      node.inputs = ids_of(part.inputs[i], line);
      node.drv_sources = ids_of(part.drv_sources[i], line);
    }
  }

  void add(const ReadLines& part, LineNames names, std::size_t line, const LineIds& ids, std::vector<NodeId>& to) const {
    const std::size_t begin = to.size();
    for (const std::string_view name : part.members.strings(names.first, names.size)) {
      const auto id = ids.find(name);
      if (!id) refuse(fmt::format("\"{}\" is named here, but no line has that id: lines are missing", name), line);
      if (to.size() > begin && to.back() >= *id) refuse(fmt::format("\"{}\" is out of order or named twice", name), line);
      to.push_back(*id);
    }
  }

  [[noreturn]] void refuse(const std::string& what, std::size_t line) const {
    throw Error(what, {file_, {}, "/" + std::to_string(line)}, regenerate);
  }

  const std::vector<Lines>& parts_;
  const std::string& file_;
  Snapshot snapshot_;
};

}  // namespace

Snapshot parse_lines(std::string bytes, const std::string& file) {
  const auto text = std::make_shared<std::string>(std::move(bytes));
  text->reserve(text->size() + simdjson::SIMDJSON_PADDING);
  Snapshot snapshot = Assembly(FileReader(*text, file).read(), file).run();
  snapshot.storage.push_back(text);
  return snapshot;
}

Snapshot parse_snapshot(std::string bytes, const std::string& file) {
  Snapshot snapshot = parse_lines(std::move(bytes), file);
  validate_snapshot(snapshot, file);
  return snapshot;
}

Snapshot read_lines(const std::string& file) {
  struct Close {
    void operator()(std::FILE* stream) const { std::fclose(stream); }
  };
  const bool standard_input = file == "-";
  const std::unique_ptr<std::FILE, Close> opened(standard_input ? nullptr : std::fopen(file.c_str(), "rb"));
  std::FILE* stream = standard_input ? stdin : opened.get();
  const auto refuse = [&] {
    throw Error(fmt::format("cannot read the snapshot: {}", std::strerror(errno)), {file, {}, ""},
                "give the path of a file that `bgsnap snapshot` wrote");
  };
  if (!stream) refuse();
  std::error_code unknown;
  const auto size = standard_input ? 0 : std::filesystem::file_size(file, unknown);
  std::string bytes;
  std::size_t read = 0;
  bytes.resize((unknown ? 0 : size) + simdjson::SIMDJSON_PADDING);  // one read, and room to see that nothing follows
  while (const std::size_t got = std::fread(bytes.data() + read, 1, bytes.size() - read, stream)) {
    read += got;
    if (read == bytes.size()) bytes.resize(read * 2);
  }
  if (std::ferror(stream)) refuse();
  bytes.resize(read);
  return parse_lines(std::move(bytes), file);
}

Snapshot read_snapshot(const std::string& file) {
  Snapshot snapshot = read_lines(file);
  validate_snapshot(snapshot, file);
  return snapshot;
}

bool looks_like_snapshot(std::string_view bytes) noexcept {
  const auto skip = [&] {
    while (!bytes.empty() && (bytes.front() == ' ' || bytes.front() == '\n' || bytes.front() == '\r' || bytes.front() == '\t'))
      bytes.remove_prefix(1);
  };
  skip();
  if (!bytes.starts_with('[')) return false;
  bytes.remove_prefix(1);
  skip();
  if (!bytes.starts_with('{')) return false;
  return bytes.substr(0, 128).find("\"bgsnap-snapshot/") != std::string_view::npos;
}

}  // namespace bgsnap
