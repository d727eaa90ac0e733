#include "snapshot/line_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace bgsnap {
namespace {

constexpr std::string_view schema_prefix = "bgsnap-snapshot/";
constexpr std::string_view schema = "bgsnap-snapshot/1";

constexpr std::uint32_t header_keys = bit(LineKey::schema) | bit(LineKey::presets) | bit(LineKey::own_rules) | bit(LineKey::system) |
                                      bit(LineKey::incomplete) | bit(LineKey::provisional);
constexpr std::uint32_t root_keys = bit(LineKey::root) | bit(LineKey::nodes) | bit(LineKey::derivations) | bit(LineKey::toolchain) |
                                    bit(LineKey::fixed) | bit(LineKey::compiled) | bit(LineKey::logical_nodes) | bit(LineKey::edges) |
                                    bit(LineKey::pairs);
constexpr std::uint32_t node_keys = bit(LineKey::id) | bit(LineKey::pname) | bit(LineKey::version) | bit(LineKey::class_name) |
                                    bit(LineKey::profile) | bit(LineKey::scope) | bit(LineKey::system) | bit(LineKey::kind) |
                                    bit(LineKey::dynamic_inputs) | bit(LineKey::compiled) | bit(LineKey::toolchain) | bit(LineKey::derivations) |
                                    bit(LineKey::classes) | bit(LineKey::shows) | bit(LineKey::packages) | bit(LineKey::downloads) |
                                    bit(LineKey::sources) | bit(LineKey::inputs) | bit(LineKey::implied) | bit(LineKey::drv_sources);

/// What few lines say.
constexpr std::uint32_t seldom = bit(LineKey::profile) | bit(LineKey::scope) | bit(LineKey::system) | bit(LineKey::dynamic_inputs) |
                                 bit(LineKey::derivations) | bit(LineKey::packages) | bit(LineKey::downloads) | bit(LineKey::drv_sources);

/// The text as it came before, if it is that one: neighbours share what most of them say.
std::string_view same_or(std::string_view before, std::string_view text) noexcept { return before == text ? before : text; }

constexpr std::size_t names_of_a_line = 3;  ///< most have fewer

}  // namespace

void ReadLines::reserve(std::size_t count) {
  nodes.reserve(count);
  ids.reserve(count);
  names.reserve(names_of_a_line * count);
  inputs.reserve(count);
  drv_sources.reserve(count);
}

void ReadLines::forget_names() noexcept {
  ids = {};
  names = {};
  root_nodes = {};
  inputs = {};
  drv_sources = {};
}

void LineReader::read(std::string_view array) {
  auto document = parser_.iterate(array.data(), array.size(), array.size() + simdjson::SIMDJSON_PADDING);
  for (auto element : document.get_array()) {
    simdjson::ondemand::object line;
    if (element.get_object().get(line)) fail("a snapshot's line is an object");
    line_.read(line);
    lines_.passed_over = lines_.passed_over || line_.passed_over();
    if (lines_.number == 0)
      read_header();
    else
      read_line();
    ++lines_.number;
  }
  number_ids(lines_.nodes.size());
  if (!document.current_location().error()) throw simdjson::simdjson_error(simdjson::TAPE_ERROR);  // something follows
}

void LineReader::read_header() {
  const std::string_view given = text(LineKey::schema);
  if (!given.starts_with(schema_prefix)) fail(fmt::format("this is no snapshot: its schema is \"{}\"", given));
  if (given != schema) fail(fmt::format("the snapshot is of version \"{}\", this program reads \"{}\"", given, schema));
  const auto presets = strings(LineKey::presets);
  lines_.header.presets.assign(presets.begin(), presets.end());
  lines_.header.own_rules = count32(LineKey::own_rules, 0);
  lines_.header.system = text(LineKey::system);
  lines_.header.incomplete = flag(LineKey::incomplete);
  lines_.header.provisional = flag(LineKey::provisional);
  refuse_keys_beside(header_keys);
}

void LineReader::read_line() {
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

void LineReader::read_root() {
  if (!lines_.nodes.empty()) fail("a root stands after the first node: lines are out of order");
  SnapshotRoot root{std::string(text(LineKey::root)), {}};
  if (!lines_.roots.empty() && lines_.roots.back().name >= root.name) fail(fmt::format("root \"{}\" is out of order or there twice", root.name));
  root.derivations = number(LineKey::derivations);
  root.boundary = number(LineKey::toolchain);
  root.fixed = number(LineKey::fixed);
  root.compiled = number(LineKey::compiled);
  root.logical_nodes = number(LineKey::logical_nodes);
  root.edges = number(LineKey::edges);
  root.pairs = number(LineKey::pairs);
  lines_.root_nodes.push_back(names(LineKey::nodes));
  lines_.roots.push_back(std::move(root));
}

void LineReader::read_node() {
  SnapshotNode node;
  node.id = text(LineKey::id);
  if (!lines_.nodes.empty() && lines_.nodes.back().id >= node.id) fail(fmt::format("node \"{}\" is out of order or there twice", node.id));
  node.boundary = flag(LineKey::toolchain);
  if (node.boundary) {
    node.key.class_name = "toolchain";
    node.key.pname = node.id.substr(std::min(node.id.size(), node.id.find('/') + 1));
  } else {
    node.key.pname = text(LineKey::pname);
    node.key.class_name = last_class_ = same_or(last_class_, text(LineKey::class_name));
    const std::size_t slash = node.key.class_name.size();
    if (!node.id.starts_with(node.key.class_name) || node.id.substr(slash, 1) != "/" || !node.id.substr(slash + 1).starts_with(node.key.pname))
      fail(fmt::format("node \"{}\" is of class \"{}\" and called \"{}\": an id begins with CLASS/PNAME", node.id, node.key.class_name,
                       node.key.pname));
  }
  node.key.version = optional_text(LineKey::version).value_or("");
  node.shows = optional_text(LineKey::shows).value_or("");
  node.kind = kind();
  node.compiled = flag(LineKey::compiled);
  node.implied = count32(LineKey::implied, 0);
  node.sources = kept(LineKey::sources);
  lines_.inputs.push_back(names(LineKey::inputs));
  lines_.drv_sources.emplace_back();
  if (line_.has_any(seldom)) read_seldom(node);
  if (node.boundary) node.classes = classes(node.derivations);
  const TextNumbers::Hash hash = TextNumbers::hash_of(node.id);
  lines_.ids.prefetch_place(hash);
  number_ids(lines_.nodes.size() - std::min(lines_.nodes.size(), waiting_ids - 1));
  hashes_[lines_.nodes.size() % waiting_ids] = hash;
  lines_.nodes.push_back(node);
}

/// Those of the first so many nodes. Ids ascend, so none of the others has a number; and some lines later its place is near.
void LineReader::number_ids(std::size_t until) {
  for (std::size_t i = lines_.ids.size(); i < until; ++i) lines_.ids.number_new(lines_.nodes[i].id, hashes_[i % waiting_ids]);
}

void LineReader::read_seldom(SnapshotNode& node) {
  node.key.profile = optional_text(LineKey::profile).value_or("");
  node.key.scope = optional_text(LineKey::scope).value_or("");
  node.key.system = optional_text(LineKey::system).value_or(std::string_view());
  node.dynamic_inputs = flag(LineKey::dynamic_inputs);
  node.derivations = count32(LineKey::derivations, 1);
  if (node.derivations == 0) fail("\"derivations\" must be at least 1");
  node.packages = kept(LineKey::packages);
  node.downloads = kept(LineKey::downloads);
  lines_.drv_sources.back() = names(LineKey::drv_sources);
}

std::optional<std::string_view> LineReader::optional_text(LineKey key) const {
  const LineMember& member = line_[key];
  if (member.kind == LineMember::absent) return std::nullopt;
  if (member.kind != LineMember::text) fail(fmt::format("\"{}\" must be a string", name_of(key)));
  return member.string;
}

std::string_view LineReader::text(LineKey key) const {
  const auto value = optional_text(key);
  if (!value) fail(fmt::format("\"{}\" is missing", name_of(key)));
  return *value;
}

std::uint64_t LineReader::number(LineKey key, std::optional<std::uint64_t> otherwise) const {
  const LineMember& member = line_[key];
  if (member.kind == LineMember::absent) {
    if (otherwise) return *otherwise;
    fail(fmt::format("\"{}\" is missing", name_of(key)));
  }
  if (member.kind != LineMember::count) fail(fmt::format("\"{}\" must be a count", name_of(key)));
  return member.number;
}

std::uint32_t LineReader::count32(LineKey key, std::uint32_t otherwise) const {
  const std::uint64_t count = number(key, otherwise);
  if (count > std::numeric_limits<std::uint32_t>::max()) fail(fmt::format("\"{}\" is larger than any graph", name_of(key)));
  return static_cast<std::uint32_t>(count);
}

bool LineReader::flag(LineKey key) const {
  const LineMember& member = line_[key];
  if (member.kind == LineMember::absent) return false;
  if (member.kind != LineMember::flag) fail(fmt::format("\"{}\" must be true or false", name_of(key)));
  return member.set;
}

std::span<const std::string_view> LineReader::strings(LineKey key) const {
  const LineMember& member = line_[key];
  if (member.kind == LineMember::absent) return {};
  if (member.kind == LineMember::mixed_list) fail(fmt::format("\"{}\" must be a list of strings", name_of(key)));
  if (member.kind != LineMember::list) fail(fmt::format("\"{}\" must be a list", name_of(key)));
  return line_.strings(member);
}

NameList LineReader::names(LineKey key) {
  const auto first = static_cast<std::uint32_t>(lines_.names.size());
  for (const std::string_view name : strings(key))
    lines_.names.push_back({name.data(), static_cast<std::uint32_t>(name.size()), TextNumbers::hash_of(name)});
  return {first, static_cast<std::uint32_t>(lines_.names.size()) - first};
}

/// Of a toolchain line; they sum up to its derivations.
std::span<const ClassCount> LineReader::classes(std::uint32_t derivations) {
  std::vector<ClassCount> counts;
  const LineMember& members = line_[LineKey::classes];
  if (members.kind != LineMember::counts) fail("a toolchain line needs \"classes\", an object of counts");
  std::uint64_t sum = 0;
  for (const auto& [name, count] : line_.counts(members)) {
    if (!count || *count == 0 || *count > derivations) fail(fmt::format("\"classes\": \"{}\" must be a count from 1 to {}", name, derivations));
    if (!counts.empty() && counts.back().class_name >= name) fail(fmt::format("\"classes\": \"{}\" is out of order or there twice", name));
    counts.push_back({name, static_cast<std::uint32_t>(*count)});
    sum += *count;
  }
  if (sum != derivations) fail(fmt::format("\"classes\" sum up to {}, not to the line's {} derivations", sum, derivations));
  return lines_.lists.copy(counts);
}

DerivationKind LineReader::kind() const {
  const auto name = optional_text(LineKey::kind);
  if (!name) return DerivationKind::input_addressed;
  for (DerivationKind kind : {DerivationKind::input_addressed, DerivationKind::fixed, DerivationKind::floating, DerivationKind::deferred,
                              DerivationKind::impure, DerivationKind::unknown})
    if (name_of(kind) == *name) return kind;
  fail(fmt::format("\"{}\" is no kind of derivation", *name));
}

/// What a line says beside what this program knows would be lost when it is written anew.
void LineReader::refuse_keys_beside(std::uint32_t known) const {
  if (const auto key = line_.unknown_key(known)) fail(fmt::format("\"{}\" is nothing that a snapshot's line says", *key));
}

}  // namespace bgsnap
