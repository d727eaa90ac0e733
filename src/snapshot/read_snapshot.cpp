#include "snapshot/line_ids.hpp"
#include "snapshot/line_members.hpp"
#include "snapshot/snapshot_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <future>
#include <limits>
#include <memory>
#include <optional>

namespace bgsnap {
namespace {

constexpr std::string_view schema_prefix = "bgsnap-snapshot/";
constexpr std::string_view schema = "bgsnap-snapshot/1";
constexpr const char* regenerate = "write it anew with `bgsnap snapshot INPUT -o FILE`";

constexpr std::uint32_t header_keys = bit(LineKey::schema) | bit(LineKey::presets) | bit(LineKey::own_rules) | bit(LineKey::system) |
                                      bit(LineKey::incomplete) | bit(LineKey::provisional);
constexpr std::uint32_t root_keys = bit(LineKey::root) | bit(LineKey::nodes) | bit(LineKey::derivations) | bit(LineKey::toolchain) | bit(LineKey::fixed) |
                                    bit(LineKey::compiled) | bit(LineKey::logical_nodes) | bit(LineKey::edges) | bit(LineKey::pairs);
constexpr std::uint32_t node_keys = bit(LineKey::id) | bit(LineKey::pname) | bit(LineKey::version) | bit(LineKey::class_name) | bit(LineKey::profile) |
                                    bit(LineKey::scope) | bit(LineKey::system) | bit(LineKey::kind) | bit(LineKey::dynamic_inputs) |
                                    bit(LineKey::compiled) | bit(LineKey::toolchain) | bit(LineKey::derivations) | bit(LineKey::classes) |
                                    bit(LineKey::shows) | bit(LineKey::packages) | bit(LineKey::downloads) | bit(LineKey::sources) |
                                    bit(LineKey::inputs) | bit(LineKey::implied) | bit(LineKey::drv_sources);

constexpr std::size_t worth_a_thread = 5000;  // lines

/// Names of lines, before they are ids: a place among the strings.
struct Names {
  std::size_t first = 0;
  std::size_t size = 0;
};

class SnapshotParser {
public:
  SnapshotParser(std::string bytes, std::string file) : bytes_(padded(std::move(bytes))), file_(std::move(file)), line_(bytes_) {}

  Snapshot run() {
    refuse_conflict_markers();
    try {
      read_lines();
    } catch (const simdjson::simdjson_error& error) {
      require_json();  // it names the fault more exactly
      refuse_json(simdjson::error_message(error.error()));
    }
    if (number_ == 0) throw Error("the snapshot is empty: it has not even a header", {file_, 0, ""}, regenerate);
    resolve();
    return std::move(snapshot_);
  }

private:
  static std::string padded(std::string bytes) {
    bytes.reserve(bytes.size() + simdjson::SIMDJSON_PADDING);
    return bytes;
  }

  void read_lines() {
    std::size_t lines = 0;  // where the writer put them: room is made for so many at once
    for (auto end = bytes_.find('\n'); end != std::string::npos; end = bytes_.find('\n', end + 1)) ++lines;
    snapshot_.nodes.reserve(lines);
    ids_.reserve(lines);
    inputs_.reserve(lines);
    drv_sources_.reserve(lines);
    simdjson::ondemand::parser parser;
    auto document = parser.iterate(bytes_);
    if (document.type() != simdjson::ondemand::json_type::array) {
      require_json();
      throw Error("a snapshot is a JSON array of lines, and this is not", {file_, 0, ""}, regenerate);
    }
    for (auto element : document.get_array()) {
      simdjson::ondemand::object line;
      if (element.get_object().get(line)) fail("a snapshot's line is an object");
      line_.read(line);
      if (line_.passed_over()) require_json();
      if (number_ == 0)
        read_header();
      else
        read_line();
      ++number_;
    }
    if (!document.current_location().error()) throw simdjson::simdjson_error(simdjson::TAPE_ERROR);  // something follows
  }

  /// What is wrong with JSON comes before what is wrong with its meaning.
  [[noreturn]] void fail(const std::string& what) const {
    require_json();
    throw Error(what, {file_, {}, "/" + std::to_string(number_)}, regenerate);
  }

  void require_json() const {
    simdjson::dom::parser parser;
    if (const auto error = parser.parse(bytes_).error(); error) refuse_json(simdjson::error_message(error));
  }

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

  std::optional<std::string_view> optional_text(LineKey key) const {
    const LineMember& member = line_[key];
    if (member.kind == LineMember::absent) return std::nullopt;
    if (member.kind != LineMember::text) fail(fmt::format("\"{}\" must be a string", name_of(key)));
    return member.string;
  }
  std::string_view text(LineKey key) const {
    const auto value = optional_text(key);
    if (!value) fail(fmt::format("\"{}\" is missing", name_of(key)));
    return *value;
  }
  std::uint64_t number(LineKey key, std::optional<std::uint64_t> otherwise = {}) const {
    const LineMember& member = line_[key];
    if (member.kind == LineMember::absent) {
      if (otherwise) return *otherwise;
      fail(fmt::format("\"{}\" is missing", name_of(key)));
    }
    if (member.kind != LineMember::count) fail(fmt::format("\"{}\" must be a count", name_of(key)));
    return member.number;
  }
  std::uint32_t count32(LineKey key, std::uint32_t otherwise) const {
    const std::uint64_t count = number(key, otherwise);
    if (count > std::numeric_limits<std::uint32_t>::max()) fail(fmt::format("\"{}\" is larger than any graph", name_of(key)));
    return static_cast<std::uint32_t>(count);
  }
  /// Of a toolchain line; they sum up to its derivations.
  std::vector<std::pair<std::string, std::uint32_t>> classes(std::uint32_t derivations) const {
    std::vector<std::pair<std::string, std::uint32_t>> counts;
    const LineMember& members = line_[LineKey::classes];
    if (members.kind != LineMember::counts) fail("a toolchain line needs \"classes\", an object of counts");
    std::uint64_t sum = 0;
    for (const auto& [name, count] : line_.counts(members)) {
      if (!count || *count == 0 || *count > derivations) fail(fmt::format("\"classes\": \"{}\" must be a count from 1 to {}", name, derivations));
      if (!counts.empty() && counts.back().first >= name) fail(fmt::format("\"classes\": \"{}\" is out of order or there twice", name));
      counts.emplace_back(name, static_cast<std::uint32_t>(*count));
      sum += *count;
    }
    if (sum != derivations) fail(fmt::format("\"classes\" sum up to {}, not to the line's {} derivations", sum, derivations));
    return counts;
  }
  bool flag(LineKey key) const {
    const LineMember& member = line_[key];
    if (member.kind == LineMember::absent) return false;
    if (member.kind != LineMember::flag) fail(fmt::format("\"{}\" must be true or false", name_of(key)));
    return member.set;
  }
  Names names(LineKey key) const {
    const LineMember& member = line_[key];
    if (member.kind == LineMember::absent) return {};
    if (member.kind == LineMember::mixed_list) fail(fmt::format("\"{}\" must be a list of strings", name_of(key)));
    if (member.kind != LineMember::list) fail(fmt::format("\"{}\" must be a list", name_of(key)));
    return {member.first, member.size};
  }
  std::vector<std::string> list(LineKey key) const {
    const Names texts = names(key);
    const auto strings = line_.strings(texts.first, texts.size);
    return {strings.begin(), strings.end()};
  }

  /// What a line says beside what this program knows would be lost when it is written anew.
  void refuse_keys_beside(std::uint32_t known) const {
    if (const auto key = line_.unknown_key(known)) fail(fmt::format("\"{}\" is nothing that a snapshot's line says", *key));
  }

  void read_header() {
    const std::string_view given = text(LineKey::schema);
    if (!given.starts_with(schema_prefix)) fail(fmt::format("this is no snapshot: its schema is \"{}\"", given));
    if (given != schema) fail(fmt::format("the snapshot is of version \"{}\", this program reads \"{}\"", given, schema));
    snapshot_.presets = list(LineKey::presets);
    snapshot_.own_rules = count32(LineKey::own_rules, 0);
    snapshot_.system = text(LineKey::system);
    snapshot_.incomplete = flag(LineKey::incomplete);
    snapshot_.provisional = flag(LineKey::provisional);
    refuse_keys_beside(header_keys);
  }

  void read_line() {
    if (optional_text(LineKey::root)) {
      read_root();
      return refuse_keys_beside(root_keys);
    }
    if (optional_text(LineKey::id)) {
      read_node();
      return refuse_keys_beside(node_keys);
    }
    fail("a line is a root (\"root\") or a node (\"id\"), and this is neither");
  }

  void read_root() {
    if (!snapshot_.nodes.empty()) fail("a root stands after the first node: lines are out of order");
    SnapshotRoot root{std::string(text(LineKey::root)), {}};
    if (!snapshot_.roots.empty() && snapshot_.roots.back().name >= root.name)
      fail(fmt::format("root \"{}\" is out of order or there twice", root.name));
    root.derivations = number(LineKey::derivations);
    root.boundary = number(LineKey::toolchain);
    root.fixed = number(LineKey::fixed);
    root.compiled = number(LineKey::compiled);
    root.logical_nodes = number(LineKey::logical_nodes);
    root.edges = number(LineKey::edges);
    root.pairs = number(LineKey::pairs);
    root_nodes_.push_back(names(LineKey::nodes));
    snapshot_.roots.push_back(std::move(root));
  }

  void read_node() {
    const std::string_view id = text(LineKey::id);
    if (!ids_.empty() && ids_.back() >= id) fail(fmt::format("node \"{}\" is out of order or there twice", id));
    ids_.push_back(id);
    SnapshotNode& node = snapshot_.nodes[snapshot_.nodes.push_back({})];
    node.id = id;
    node.boundary = flag(LineKey::toolchain);
    if (node.boundary) {
      node.class_name = "toolchain";
      node.pname = id.substr(std::min(id.size(), id.find('/') + 1));
    } else {
      node.pname = text(LineKey::pname);
      node.class_name = text(LineKey::class_name);
      const std::size_t slash = node.class_name.size();
      if (!id.starts_with(node.class_name) || id.substr(slash, 1) != "/" || !id.substr(slash + 1).starts_with(node.pname))
        fail(fmt::format("node \"{}\" is of class \"{}\" and called \"{}\": an id begins with CLASS/PNAME", node.id, node.class_name, node.pname));
    }
    node.version = optional_text(LineKey::version).value_or("");
    node.profile = optional_text(LineKey::profile).value_or("");
    node.scope = optional_text(LineKey::scope).value_or("");
    node.system = optional_text(LineKey::system).value_or(snapshot_.system);
    node.kind = kind_of(optional_text(LineKey::kind));
    node.dynamic_inputs = flag(LineKey::dynamic_inputs);
    node.compiled = flag(LineKey::compiled);
    node.derivations = count32(LineKey::derivations, 1);
    if (node.derivations == 0) fail("\"derivations\" must be at least 1");
    if (node.boundary) node.classes = classes(node.derivations);
    node.implied = count32(LineKey::implied, 0);
    node.shows = optional_text(LineKey::shows).value_or("");
    node.sources = list(LineKey::sources);
    node.packages = list(LineKey::packages);
    node.downloads = list(LineKey::downloads);
    inputs_.push_back(names(LineKey::inputs));
    drv_sources_.push_back(names(LineKey::drv_sources));
  }

  DerivationKind kind_of(std::optional<std::string_view> name) const {
    if (!name) return DerivationKind::input_addressed;
    for (DerivationKind kind : {DerivationKind::input_addressed, DerivationKind::fixed, DerivationKind::floating, DerivationKind::deferred,
                                DerivationKind::impure, DerivationKind::unknown})
      if (name_of(kind) == *name) return kind;
    fail(fmt::format("\"{}\" is no kind of derivation", *name));
  }

  void resolve() {
    const LineIds ids(ids_);
    const auto all = [&](Names names, std::size_t line) {
      std::vector<NodeId> nodes;
      nodes.reserve(names.size);
      for (std::string_view name : line_.strings(names.first, names.size)) {
        const auto id = ids.find(name);
        if (!id)
          throw Error(fmt::format("\"{}\" is named here, but no line has that id: lines are missing", name), {file_, {}, "/" + std::to_string(line)},
                      regenerate);
        if (!nodes.empty() && nodes.back() >= *id)
          throw Error(fmt::format("\"{}\" is out of order or named twice", name), {file_, {}, "/" + std::to_string(line)}, regenerate);
        nodes.push_back(*id);
      }
      return nodes;
    };
    const auto resolve_nodes = [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        const std::size_t line = 1 + root_nodes_.size() + i;
        snapshot_.nodes[NodeId(i)].inputs = all(inputs_[i], line);
        snapshot_.nodes[NodeId(i)].drv_sources = all(drv_sources_[i], line);
      }
    };
    for (std::size_t i = 0; i < root_nodes_.size(); ++i) snapshot_.roots[i].nodes = all(root_nodes_[i], 1 + i);
    const std::size_t half = inputs_.size() / 2;
    auto second = std::async(inputs_.size() < worth_a_thread ? std::launch::deferred : std::launch::async, resolve_nodes, half, inputs_.size());
    resolve_nodes(0, half);  // what is wrong here comes first
    second.get();
  }

  std::string bytes_;
  std::string file_;
  LineMembers line_;
  std::size_t number_ = 0;  ///< of the line
  Snapshot snapshot_;
  std::vector<std::string_view> ids_;  ///< as snapshot_.nodes
  std::vector<Names> root_nodes_;
  std::vector<Names> inputs_;
  std::vector<Names> drv_sources_;
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
  std::error_code unknown;
  if (const auto size = standard_input ? 0 : std::filesystem::file_size(file, unknown); !unknown) bytes.reserve(size + simdjson::SIMDJSON_PADDING);
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
