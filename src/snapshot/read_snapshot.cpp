#include "snapshot/snapshot_reader.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <memory>
#include <optional>
#include <unordered_map>

namespace bgsnap {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::string_view schema_prefix = "bgsnap-snapshot/";
constexpr std::string_view schema = "bgsnap-snapshot/1";
constexpr const char* regenerate = "write it anew with `bgsnap snapshot INPUT -o FILE`";

/// Lines with names in them, before names are ids.
struct Names {
  std::vector<std::string_view> inputs;
  std::vector<std::string_view> drv_sources;
};

class SnapshotParser {
public:
  SnapshotParser(std::string bytes, std::string file) : bytes_(std::move(bytes)), file_(std::move(file)) {}

  Snapshot run() {
    refuse_conflict_markers();
    simdjson::dom::element document;
    if (const auto error = parser_.parse(bytes_).get(document); error) refuse_json(simdjson::error_message(error));
    simdjson::dom::array lines;
    if (document.get(lines)) throw Error("a snapshot is a JSON array of lines, and this is not", {file_, 0, ""}, regenerate);
    std::size_t number = 0;
    for (element line : lines) {
      pointer_ = "/" + std::to_string(number);
      if (line.get(line_)) fail("a snapshot's line is an object");
      if (number++ == 0)
        read_header();
      else
        read_line();
    }
    if (number == 0) throw Error("the snapshot is empty: it has not even a header", {file_, 0, ""}, regenerate);
    resolve();
    return std::move(snapshot_);
  }

private:
  [[noreturn]] void fail(const std::string& what) const { throw Error(what, {file_, {}, pointer_}, regenerate); }

  void refuse_conflict_markers() const {
    for (std::string_view marker : {"<<<<<<< ", ">>>>>>> ", "||||||| "}) {
      auto at = bytes_.find(marker);
      while (at != std::string::npos && at != 0 && bytes_[at - 1] != '\n') at = bytes_.find(marker, at + 1);
      if (at != std::string::npos)
        throw Error(
            "git left a merge conflict in the snapshot", {file_, at, ""},
            "do not resolve it by hand: when the rest is merged, run `bgsnap regenerate`, or `bgsnap snapshot INPUT -o FILE` where Nix is not");
    }
  }

  /// Each line is a JSON value of its own, so the first that is none is where the file went wrong.
  [[noreturn]] void refuse_json(const char* message) {
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

  std::optional<std::string_view> optional_text(std::string_view key) {
    element value;
    if (line_[key].get(value)) return std::nullopt;
    std::string_view text;
    if (value.get(text)) fail(fmt::format("\"{}\" must be a string", key));
    return text;
  }
  std::string_view text(std::string_view key) {
    const auto value = optional_text(key);
    if (!value) fail(fmt::format("\"{}\" is missing", key));
    return *value;
  }
  std::uint64_t number(std::string_view key, std::optional<std::uint64_t> otherwise = {}) {
    element value;
    if (line_[key].get(value)) {
      if (otherwise) return *otherwise;
      fail(fmt::format("\"{}\" is missing", key));
    }
    std::uint64_t count = 0;
    if (value.get(count)) fail(fmt::format("\"{}\" must be a count", key));
    return count;
  }
  std::uint32_t count32(std::string_view key, std::uint32_t otherwise) {
    const std::uint64_t count = number(key, otherwise);
    if (count > std::numeric_limits<std::uint32_t>::max()) fail(fmt::format("\"{}\" is larger than any graph", key));
    return static_cast<std::uint32_t>(count);
  }
  /// Of a toolchain line; they sum up to its derivations.
  std::vector<std::pair<std::string, std::uint32_t>> classes(std::uint32_t derivations) {
    std::vector<std::pair<std::string, std::uint32_t>> counts;
    object members;
    if (line_["classes"].get(members)) fail("a toolchain line needs \"classes\", an object of counts");
    std::uint64_t sum = 0;
    for (const auto& [name, value] : members) {
      std::uint64_t count = 0;
      if (value.get(count) || count == 0 || count > derivations)
        fail(fmt::format("\"classes\": \"{}\" must be a count from 1 to {}", name, derivations));
      if (!counts.empty() && counts.back().first >= name) fail(fmt::format("\"classes\": \"{}\" is out of order or there twice", name));
      counts.emplace_back(name, static_cast<std::uint32_t>(count));
      sum += count;
    }
    if (sum != derivations) fail(fmt::format("\"classes\" sum up to {}, not to the line's {} derivations", sum, derivations));
    return counts;
  }
  bool flag(std::string_view key) {
    element value;
    if (line_[key].get(value)) return false;
    bool set = false;
    if (value.get(set)) fail(fmt::format("\"{}\" must be true or false", key));
    return set;
  }
  std::vector<std::string_view> list(std::string_view key) {
    std::vector<std::string_view> texts;
    element value;
    if (line_[key].get(value)) return texts;
    simdjson::dom::array array;
    if (value.get(array)) fail(fmt::format("\"{}\" must be a list", key));
    for (element one : array) {
      std::string_view name;
      if (one.get(name)) fail(fmt::format("\"{}\" must be a list of strings", key));
      texts.push_back(name);
    }
    return texts;
  }

  /// What a line says beside what this program knows would be lost when it is written anew.
  void refuse_unknown_keys(std::initializer_list<std::string_view> known) {
    for (const auto& [key, value] : line_)
      if (std::find(known.begin(), known.end(), key) == known.end()) fail(fmt::format("\"{}\" is nothing that a snapshot's line says", key));
  }

  void read_header() {
    const std::string_view given = text("schema");
    if (!given.starts_with(schema_prefix)) fail(fmt::format("this is no snapshot: its schema is \"{}\"", given));
    if (given != schema) fail(fmt::format("the snapshot is of version \"{}\", this program reads \"{}\"", given, schema));
    for (std::string_view preset : list("presets")) snapshot_.presets.emplace_back(preset);
    snapshot_.own_rules = count32("own_rules", 0);
    snapshot_.system = text("system");
    snapshot_.incomplete = flag("incomplete");
    snapshot_.provisional = flag("provisional");
    refuse_unknown_keys({"schema", "presets", "own_rules", "system", "incomplete", "provisional"});
  }

  void read_line() {
    if (optional_text("root")) {
      read_root();
      return refuse_unknown_keys({"root", "nodes", "derivations", "toolchain", "fixed", "compiled", "logical_nodes", "edges", "pairs"});
    }
    if (optional_text("id")) {
      read_node();
      return refuse_unknown_keys({"id", "pname", "version", "class", "profile", "scope", "system", "kind", "dynamic_inputs", "compiled", "toolchain",
                                  "derivations", "classes", "shows", "packages", "downloads", "sources", "inputs", "implied", "drv_sources"});
    }
    fail("a line is a root (\"root\") or a node (\"id\"), and this is neither");
  }

  void read_root() {
    if (!snapshot_.nodes.empty()) fail("a root stands after the first node: lines are out of order");
    SnapshotRoot root{std::string(text("root")), {}};
    if (!snapshot_.roots.empty() && snapshot_.roots.back().name >= root.name)
      fail(fmt::format("root \"{}\" is out of order or there twice", root.name));
    root.derivations = number("derivations");
    root.boundary = number("toolchain");
    root.fixed = number("fixed");
    root.compiled = number("compiled");
    root.logical_nodes = number("logical_nodes");
    root.edges = number("edges");
    root.pairs = number("pairs");
    root_names_.push_back(list("nodes"));
    snapshot_.roots.push_back(std::move(root));
  }

  void read_node() {
    SnapshotNode node;
    node.id = text("id");
    if (!snapshot_.nodes.empty() && snapshot_.nodes[NodeId(snapshot_.nodes.size() - 1)].id >= node.id)
      fail(fmt::format("node \"{}\" is out of order or there twice", node.id));
    node.boundary = flag("toolchain");
    if (node.boundary) {
      node.class_name = "toolchain";
      node.pname = node.id.substr(std::min(node.id.size(), node.id.find('/') + 1));
    } else {
      node.pname = text("pname");
      node.class_name = text("class");
      if (!std::string_view(node.id).starts_with(node.class_name + "/" + node.pname))
        fail(fmt::format("node \"{}\" is of class \"{}\" and called \"{}\": an id begins with CLASS/PNAME", node.id, node.class_name, node.pname));
    }
    node.version = optional_text("version").value_or("");
    node.profile = optional_text("profile").value_or("");
    node.scope = optional_text("scope").value_or("");
    node.system = optional_text("system").value_or(snapshot_.system);
    node.kind = kind_of(optional_text("kind"));
    node.dynamic_inputs = flag("dynamic_inputs");
    node.compiled = flag("compiled");
    node.derivations = count32("derivations", 1);
    if (node.derivations == 0) fail("\"derivations\" must be at least 1");
    if (node.boundary) node.classes = classes(node.derivations);
    node.implied = count32("implied", 0);
    node.shows = optional_text("shows").value_or("");
    for (std::string_view source : list("sources")) node.sources.emplace_back(source);
    for (std::string_view package : list("packages")) node.packages.emplace_back(package);
    for (std::string_view download : list("downloads")) node.downloads.emplace_back(download);
    node_names_.push_back({list("inputs"), list("drv_sources")});
    snapshot_.nodes.push_back(std::move(node));
  }

  DerivationKind kind_of(std::optional<std::string_view> name) const {
    if (!name) return DerivationKind::input_addressed;
    for (DerivationKind kind : {DerivationKind::input_addressed, DerivationKind::fixed, DerivationKind::floating, DerivationKind::deferred,
                                DerivationKind::impure, DerivationKind::unknown})
      if (name_of(kind) == *name) return kind;
    fail(fmt::format("\"{}\" is no kind of derivation", *name));
  }

  void resolve() {
    std::unordered_map<std::string_view, NodeId> ids;
    ids.reserve(snapshot_.nodes.size());
    for (std::size_t i = 0; i < snapshot_.nodes.size(); ++i) ids.emplace(snapshot_.nodes[NodeId(i)].id, NodeId(i));
    const auto all = [&](const std::vector<std::string_view>& names, std::size_t line) {
      std::vector<NodeId> nodes;
      for (std::string_view name : names) {
        const auto id = ids.find(name);
        if (id == ids.end())
          throw Error(fmt::format("\"{}\" is named here, but no line has that id: lines are missing", name), {file_, {}, "/" + std::to_string(line)},
                      regenerate);
        if (!nodes.empty() && nodes.back() >= id->second)
          throw Error(fmt::format("\"{}\" is out of order or named twice", name), {file_, {}, "/" + std::to_string(line)}, regenerate);
        nodes.push_back(id->second);
      }
      return nodes;
    };
    std::size_t line = 1;
    for (std::size_t i = 0; i < root_names_.size(); ++i) snapshot_.roots[i].nodes = all(root_names_[i], line++);
    for (std::size_t i = 0; i < node_names_.size(); ++i) {
      snapshot_.nodes[NodeId(i)].inputs = all(node_names_[i].inputs, line);
      snapshot_.nodes[NodeId(i)].drv_sources = all(node_names_[i].drv_sources, line++);
    }
  }

  std::string bytes_;
  std::string file_;
  std::string pointer_;
  simdjson::dom::parser parser_;
  object line_;
  Snapshot snapshot_;
  std::vector<std::vector<std::string_view>> root_names_;
  std::vector<Names> node_names_;
};

}  // namespace

Snapshot parse_lines(std::string bytes, const std::string& file) { return SnapshotParser(std::move(bytes), file).run(); }

Snapshot parse_snapshot(std::string bytes, const std::string& file) {
  Snapshot snapshot = parse_lines(std::move(bytes), file);
  validate_snapshot(snapshot, file);
  return snapshot;
}

Snapshot read_snapshot(const std::string& file) {
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
  std::string bytes;
  char buffer[1 << 16];
  for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, stream)) != 0;) bytes.append(buffer, got);
  if (std::ferror(stream)) refuse();
  return parse_snapshot(std::move(bytes), file);
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
