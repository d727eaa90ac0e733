#include "diff/compared.hpp"

#include "question/reach.hpp"

#include <algorithm>
#include <map>

namespace bgsnap {
namespace {

/// Equal texts have equal numbers, on both sides.
class TextNumbers {
public:
  Fingerprint of(std::string text) { return {0, numbers_.emplace(std::move(text), numbers_.size()).first->second}; }

private:
  std::map<std::string, std::uint64_t> numbers_;
};

void add(std::string& text, std::string_view word) { text.append(word).push_back('\n'); }

/// What the line says of the node itself. Not its id, which says how it stands among others, nor how many derivations it stands
/// for: one more of a kind makes nothing else rebuild.
std::string line_text(const SnapshotNode& line) {
  std::string text;
  for (const std::string_view word : {std::string_view(line.key.pname), std::string_view(line.key.version), std::string_view(line.key.class_name),
                                      std::string_view(line.key.profile), std::string_view(line.key.scope), std::string_view(line.key.system),
                                      name_of(line.kind), std::string_view(line.shows)})
    add(text, word);
  if (line.dynamic_inputs) add(text, "dynamic");
  add(text, "sources");
  for (const std::string_view source : line.sources) add(text, source);
  add(text, "packages");
  for (const std::string_view package : line.packages) add(text, package);
  return text;
}

Fingerprint closure_of(const Snapshot& snapshot, NodeId id, const DenseMap<NodeId, Fingerprint>& closures, TextNumbers& numbers) {
  const SnapshotNode& line = snapshot.nodes[id];
  std::string text = line_text(line);
  if (line.kind == DerivationKind::fixed) return numbers.of(std::move(text));
  const auto add_closures = [&](std::string_view what, std::span<const NodeId> inputs) {
    std::vector<std::uint64_t> sorted;
    for (const NodeId input : inputs) sorted.push_back(closures[input].low);
    std::sort(sorted.begin(), sorted.end());
    add(text, what);
    for (const std::uint64_t closure : sorted) add(text, std::to_string(closure));
  };
  add_closures("closures", line.inputs);
  add_closures("files", line.drv_sources);
  return numbers.of(std::move(text));
}

Compared compared(const AskedLines& lines, TextNumbers& own, TextNumbers& closure) {
  const Snapshot& snapshot = lines.snapshot;
  const std::size_t size = snapshot.nodes.size();
  Compared side{lines.question, DenseMap<NodeId, Fingerprint>(size), DenseMap<NodeId, Fingerprint>(size), {}};
  side.direct = side.graph.inputs;
  for (const NodeId id : inputs_first(side.graph).nodes) {
    side.own[id] = own.of(line_text(snapshot.nodes[id]));
    side.closure[id] = closure_of(snapshot, id, side.closure, closure);
  }
  return side;
}

/// "crateFeatures=default rt; flags=x": {"crateFeatures" → "default rt", …}.
std::map<std::string_view, std::string_view> shown(std::string_view shows) {
  std::map<std::string_view, std::string_view> parts;
  while (!shows.empty()) {
    const auto end = std::min(shows.find("; "), shows.size());
    const std::string_view part = shows.substr(0, end);
    const auto equals = std::min(part.find('='), part.size());
    parts[part.substr(0, equals)] = part.substr(std::min(equals + 1, part.size()));
    shows.remove_prefix(std::min(end + 2, shows.size()));
  }
  return parts;
}

std::string listed(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

std::vector<FieldChange> changed_fields(const SnapshotNode& was, const SnapshotNode& is) {
  std::vector<FieldChange> changed;
  const auto compare = [&](std::string field, std::string before, std::string now) {
    if (before != now) changed.push_back({std::move(field), std::move(before), std::move(now)});
  };
  compare("version", std::string(was.key.version), std::string(is.key.version));
  compare("outputs", std::string(name_of(was.kind)), std::string(name_of(is.kind)));
  compare("source", listed(was.sources), listed(is.sources));
  compare("toolchain packages", listed(was.packages), listed(is.packages));
  compare("inputs", was.dynamic_inputs ? "dynamic" : "", is.dynamic_inputs ? "dynamic" : "");
  const auto shown_before = shown(was.shows);
  const auto shown_now = shown(is.shows);
  for (const auto& [name, value] : shown_before) {
    const auto at = shown_now.find(name);
    if (at == shown_now.end())
      changed.push_back({"env " + std::string(name), std::string(value), std::nullopt});
    else
      compare("env " + std::string(name), std::string(value), std::string(at->second));
  }
  for (const auto& [name, value] : shown_now)
    if (!shown_before.contains(name)) changed.push_back({"env " + std::string(name), std::nullopt, std::string(value)});
  std::sort(changed.begin(), changed.end(), [](const FieldChange& a, const FieldChange& b) { return a.field < b.field; });
  return changed;
}

}  // namespace

std::pair<Compared, Compared> compared_lines(const AskedLines& before, const AskedLines& now) {
  TextNumbers own;
  TextNumbers closure;
  Compared was = compared(before, own, closure);
  Compared is = compared(now, own, closure);
  number(was, is);
  return {std::move(was), std::move(is)};
}

FieldComparison line_fields(const Snapshot& before, const Snapshot& now) {
  return [&before, &now](NodeId a, NodeId b, const Moves&, Hashes) { return changed_fields(before.nodes[a], now.nodes[b]); };
}

}  // namespace bgsnap
