#include "bgsnap/snapshot.hpp"

#include "base/side_by_side.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>

namespace bgsnap {
namespace {

constexpr std::array<bool, 256> stands_for_itself = [] {
  std::array<bool, 256> table{};
  for (unsigned byte = 0x20; byte < 0x80; ++byte) table[byte] = byte != '"' && byte != '\\';
  return table;
}();

/// The end of the text that begins at `at` and is written as it is.
std::size_t plain_end(std::string_view text, std::size_t at) noexcept {
  while (at < text.size() && stands_for_itself[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

/// A JSON string. A byte that is no UTF-8 is written as the six characters \xHH after an escaped backslash: readable, still JSON.
void append_string(std::string& out, std::string_view text) {
  out.push_back('"');
  for (std::size_t i = 0;;) {
    const std::size_t plain = plain_end(text, i);
    out.append(text, i, plain - i);
    if (plain == text.size()) break;
    i = plain;
    const char c = text[i];
    const std::size_t length = utf8_length(text.substr(i));
    if (c == '"' || c == '\\')
      out.append({'\\', c});
    else if (static_cast<unsigned char>(c) < 0x20)
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    else if (length == 0)
      fmt::format_to(std::back_inserter(out), "\\\\x{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    else
      out.append(text.substr(i, length));
    i += length == 0 ? 1 : length;
  }
  out.push_back('"');
}

/// Writes one object on one line, members in the order given.
class LineWriter {
public:
  explicit LineWriter(std::string& out) : out_(out) { out_.push_back('{'); }
  void close() { out_.append("}\n"); }
  void text(std::string_view key, std::string_view value) {
    name(key);
    append_string(out_, value);
  }
  void text_unless_empty(std::string_view key, std::string_view value) {
    if (!value.empty()) text(key, value);
  }
  void number(std::string_view key, std::uint64_t value) {
    name(key);
    fmt::format_to(std::back_inserter(out_), "{}", value);
  }
  void flag(std::string_view key, bool value) {
    if (!value) return;
    name(key);
    out_.append("true");
  }
  void counts(std::string_view key, std::span<const ClassCount> counts) {
    name(key);
    out_.push_back('{');
    bool first = true;
    for (const auto& [of, count] : counts) {
      if (!std::exchange(first, false)) out_.push_back(',');
      append_string(out_, of);
      fmt::format_to(std::back_inserter(out_), ":{}", count);
    }
    out_.push_back('}');
  }
  template <class List, class Text>
  void list(std::string_view key, const List& list, Text&& text_of_one) {
    if (list.empty()) return;
    name(key);
    out_.push_back('[');
    bool first = true;
    for (const auto& one : list) {
      if (!std::exchange(first, false)) out_.push_back(',');
      append_string(out_, text_of_one(one));
    }
    out_.push_back(']');
  }

private:
  void name(std::string_view key) {
    if (out_.back() != '{') out_.push_back(',');
    out_.append("\"").append(key).append("\":");
  }
  std::string& out_;
};

constexpr auto as_it_is = [](std::string_view text) { return text; };

void write_root(const Snapshot& snapshot, const SnapshotRoot& root, std::string& out) {
  LineWriter line(out);
  line.text("root", root.name);
  line.list("nodes", root.nodes, [&](NodeId id) { return snapshot.nodes[id].id; });
  line.number("derivations", root.derivations);
  line.number("toolchain", root.boundary);
  line.number("fixed", root.fixed);
  line.number("compiled", root.compiled);
  line.number("logical_nodes", root.logical_nodes);
  line.number("edges", root.edges);
  line.number("pairs", root.pairs);
  line.close();
}

void write_node(const Snapshot& snapshot, const SnapshotNode& node, std::string& out) {
  const auto id_of = [&](NodeId id) { return snapshot.nodes[id].id; };
  LineWriter line(out);
  line.text("id", node.id);
  if (!node.boundary) {
    line.text("pname", node.key.pname);
    line.text_unless_empty("version", node.key.version);
    line.text("class", node.key.class_name);
    line.text_unless_empty("profile", node.key.profile);
    line.text_unless_empty("scope", node.key.scope);
    if (node.key.system != snapshot.system) line.text("system", node.key.system);
    if (node.kind != DerivationKind::input_addressed) line.text("kind", name_of(node.kind));
    line.flag("dynamic_inputs", node.dynamic_inputs);
    line.flag("compiled", node.compiled);
  } else {
    line.flag("toolchain", true);
  }
  if (node.derivations != 1 || node.boundary) line.number("derivations", node.derivations);
  if (node.boundary) line.counts("classes", node.classes);
  line.text_unless_empty("shows", node.shows);
  line.list("packages", node.packages, as_it_is);
  line.list("downloads", node.downloads, as_it_is);
  line.list("sources", node.sources, as_it_is);
  line.list("inputs", node.inputs, id_of);
  if (node.implied != 0) line.number("implied", node.implied);
  line.list("drv_sources", node.drv_sources, id_of);
  line.close();
}

void write_nodes(const Snapshot& snapshot, std::size_t begin, std::size_t end, std::string& out) {
  for (std::size_t i = begin; i < end; ++i) {
    out.push_back(',');
    write_node(snapshot, snapshot.nodes[NodeId(i)], out);
  }
}

}  // namespace

std::string text_of(const Snapshot& snapshot) {
  std::string out = "[";
  LineWriter header(out);
  header.text("schema", "bgsnap-snapshot/1");
  header.list("presets", snapshot.presets, as_it_is);
  if (snapshot.own_rules != 0) header.number("own_rules", snapshot.own_rules);
  header.text("system", snapshot.system);
  header.flag("incomplete", snapshot.incomplete);
  header.flag("provisional", snapshot.provisional);
  header.close();
  for (const SnapshotRoot& root : snapshot.roots) {
    out.push_back(',');
    write_root(snapshot, root, out);
  }
  const std::size_t half = snapshot.nodes.size() / 2;
  std::string rest;
  side_by_side(
      snapshot.nodes.size() >= nodes_worth_a_thread, [&] { write_nodes(snapshot, 0, half, out); },
      [&] { write_nodes(snapshot, half, snapshot.nodes.size(), rest); });
  out.append(rest).append("]\n");
  return out;
}

}  // namespace bgsnap
