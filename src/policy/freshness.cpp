#include "policy/amounts.hpp"
#include "policy/judged.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace bgsnap {
namespace {

constexpr std::size_t most_lines = 20;
constexpr std::size_t most_names = 3;

/// "NAME before → now", parts joined with "; ". Fields that did not change say nothing.
class FieldChanges {
public:
  void text(std::string_view name, std::string_view before, std::string_view now) {
    if (before != now) add(fmt::format("{} {} → {}", name, before.empty() ? "none" : before, now.empty() ? "none" : now));
  }
  void count(std::string_view name, std::uint64_t before, std::uint64_t now) {
    if (before != now) add(fmt::format("{} {} → {}", name, thousands(before), thousands(now)));
  }
  void flag(std::string_view name, bool before, bool now) {
    if (before != now) add(fmt::format("{} {} → {}", name, before, now));
  }
  /// Lists ascend, as names.
  template <class Names>
  void names(std::string_view name, const Names& before, const Names& now) {
    std::vector<std::string_view> gone, come;
    std::set_difference(before.begin(), before.end(), now.begin(), now.end(), std::back_inserter(gone));
    std::set_difference(now.begin(), now.end(), before.begin(), before.end(), std::back_inserter(come));
    if (gone.empty() && come.empty()) return;
    std::string text = std::string(name) + listed(" without ", gone) + (gone.empty() || come.empty() ? "" : ",") + listed(" with ", come);
    add(std::move(text));
  }
  [[nodiscard]] const std::string& said() const noexcept { return text_; }

private:
  static std::string listed(const char* word, const std::vector<std::string_view>& names) {
    std::string text;
    for (std::size_t i = 0; i < std::min(most_names, names.size()); ++i) text.append(i ? ", " : word).append(names[i]);
    if (names.size() > most_names) text += fmt::format(" and {} more", names.size() - most_names);
    return text;
  }
  void add(const std::string& part) { text_.append(text_.empty() ? "" : "; ").append(part); }
  std::string text_;
};

std::vector<std::string_view> ids_of(const Snapshot& snapshot, std::span<const NodeId> nodes) {
  std::vector<std::string_view> ids;
  for (NodeId id : nodes) ids.push_back(snapshot.nodes[id].id);
  return ids;
}

/// "build 12", ascending.
std::vector<std::string> counts_of(std::span<const ClassCount> classes) {
  std::vector<std::string> texts;
  for (const auto& [name, count] : classes) texts.push_back(fmt::format("{} {}", name, count));
  std::sort(texts.begin(), texts.end());
  return texts;
}

std::string changes(const Snapshot& old, const SnapshotNode& before, const Snapshot& live, const SnapshotNode& now) {
  FieldChanges said;
  said.text("version", before.key.version, now.key.version);
  said.text("pname", before.key.pname, now.key.pname);
  said.text("class", before.key.class_name, now.key.class_name);
  said.text("profile", before.key.profile, now.key.profile);
  said.text("scope", before.key.scope, now.key.scope);
  said.text("system", before.key.system, now.key.system);
  said.text("kind", name_of(before.kind), name_of(now.kind));
  said.flag("dynamic inputs", before.dynamic_inputs, now.dynamic_inputs);
  said.flag("compiled", before.compiled, now.compiled);
  said.flag("toolchain", before.boundary, now.boundary);
  said.count("derivations", before.derivations, now.derivations);
  said.count("implied inputs", before.implied, now.implied);
  said.text("shows", before.shows, now.shows);
  said.names("sources", before.sources, now.sources);
  said.names("classes", counts_of(before.classes), counts_of(now.classes));
  said.names("packages", before.packages, now.packages);
  said.names("downloads", before.downloads, now.downloads);
  said.names("inputs", ids_of(old, before.inputs), ids_of(live, now.inputs));
  said.names(".drv sources", ids_of(old, before.drv_sources), ids_of(live, now.drv_sources));
  return said.said();
}

std::string changes(const Snapshot& old, const SnapshotRoot& before, const Snapshot& live, const SnapshotRoot& now) {
  FieldChanges said;
  said.names("nodes", ids_of(old, before.nodes), ids_of(live, now.nodes));
  said.count("derivations", before.derivations, now.derivations);
  said.count("toolchain", before.boundary, now.boundary);
  said.count("fixed", before.fixed, now.fixed);
  said.count("compiled", before.compiled, now.compiled);
  said.count("logical nodes", before.logical_nodes, now.logical_nodes);
  said.count("edges", before.edges, now.edges);
  said.count("pairs", before.pairs, now.pairs);
  return said.said();
}

/// What moved between two files, line by line.
struct Moves {
  std::vector<std::string> lines;
  std::uint64_t appeared = 0, vanished = 0, changed = 0;
};

/// Both lists ascend by name. The lines of nodes and of roots are told apart by `word`.
template <class List, class Name, class Change>
void compare(const List& before, const List& now, const char* word, Name&& name, Change&& change, Moves& moves) {
  auto b = before.begin();
  auto n = now.begin();
  while (b != before.end() || n != now.end()) {
    if (n == now.end() || (b != before.end() && name(*b) < name(*n))) {
      moves.lines.push_back(fmt::format("- {}{}", word, name(*b++)));
      ++moves.vanished;
    } else if (b == before.end() || name(*n) < name(*b)) {
      moves.lines.push_back(fmt::format("+ {}{}", word, name(*n++)));
      ++moves.appeared;
    } else {
      if (const std::string said = change(*b, *n); !said.empty()) {
        moves.lines.push_back(fmt::format("~ {}{}: {}", word, name(*b), said));
        ++moves.changed;
      }
      ++b, ++n;
    }
  }
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text.append(text.empty() ? "" : " ").append(name);
  return text;
}

Moves moves_between(const Snapshot& old, const Snapshot& live) {
  Moves moves;
  FieldChanges header;
  header.text("presets", joined(old.presets), joined(live.presets));
  header.count("own rules", old.own_rules, live.own_rules);
  header.text("system", old.system, live.system);
  header.flag("incomplete", old.incomplete, live.incomplete);
  header.flag("provisional", old.provisional, live.provisional);
  if (!header.said().empty()) {
    moves.lines.push_back("~ header: " + header.said());
    ++moves.changed;
  }
  compare(
      old.nodes, live.nodes, "", [](const SnapshotNode& node) { return node.id; },
      [&](const SnapshotNode& before, const SnapshotNode& now) { return changes(old, before, live, now); }, moves);
  compare(
      old.roots, live.roots, "root ", [](const SnapshotRoot& root) { return std::string_view(root.name); },
      [&](const SnapshotRoot& before, const SnapshotRoot& now) { return changes(old, before, live, now); }, moves);
  return moves;
}

std::string byte_words(std::string_view text, std::size_t at) {
  if (at >= text.size()) return "the end";
  const auto byte = static_cast<unsigned char>(text[at]);
  return byte > ' ' && byte < 0x7f ? fmt::format("\"{}\"", text[at]) : fmt::format("0x{:02x}", byte);
}

/// Of files whose lines say the same: what was done to the bytes, as far as one can tell from the first that differs.
std::string written_differently(std::string_view committed, std::string_view live) {
  const auto at = static_cast<std::size_t>(std::mismatch(committed.begin(), committed.end(), live.begin(), live.end()).first - committed.begin());
  std::string why;
  if (at < committed.size() && committed[at] == '\r')
    why = ": line ends are those of Windows (git's core.autocrlf does this; \"-text\" in .gitattributes prevents it)";
  else if (committed.starts_with("\xef\xbb\xbf"))
    why = ": it begins with a byte order mark";
  else if (at == committed.size())
    why = ": it lacks the end";
  return fmt::format("the same lines, written differently from byte {} on: {} where the graph gives {}{}", at, byte_words(committed, at),
                     byte_words(live, at), why);
}

}  // namespace

void find_stale(const Snapshot& committed, const Freshness& freshness, Findings& findings) {
  if (freshness.live_text == freshness.committed_text) return;
  Moves moves = moves_between(committed, freshness.live);
  const std::string what = moves.lines.empty() ? written_differently(freshness.committed_text, freshness.live_text)
                                               : fmt::format("{} changed, {} new, {} gone", counted(moves.changed, "line"), thousands(moves.appeared),
                                                             thousands(moves.vanished));
  if (moves.lines.size() > most_lines) {
    const std::size_t more = moves.lines.size() - most_lines;
    moves.lines.resize(most_lines);
    moves.lines.push_back("… and " + counted(more, "more line"));
  }
  if (!freshness.hint.empty()) moves.lines.push_back(freshness.hint);
  findings.push_back({"snapshot-not-fresh", Severity::error, "snapshot", "the snapshot is not what the graph gives: " + what, std::move(moves.lines),
                      freshness.command});
}

}  // namespace bgsnap
