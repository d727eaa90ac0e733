#include "bgsnap/rebuild_graph.hpp"

#include "bgsnap/error.hpp"
#include "bgsnap/rules.hpp"
#include "identity/compiled_glob.hpp"
#include "question/nearest_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

namespace bgsnap {
namespace {

enum class SelectorKind { package, of_class, source, derivation, root };

constexpr std::string_view forms = "PNAME, PNAME@VERSION, CLASS/PNAME, class:NAME, src:NAME, drv:HASH-NAME.drv and root:ATTR";

struct Selector {
  SelectorKind kind;
  std::string_view text;  ///< without its prefix
};

constexpr std::pair<std::string_view, SelectorKind> prefixes[] = {
    {"class:", SelectorKind::of_class}, {"src:", SelectorKind::source}, {"drv:", SelectorKind::derivation}, {"root:", SelectorKind::root}};

Selector parse_selector(std::string_view text) noexcept {
  for (const auto& [prefix, kind] : prefixes)
    if (text.starts_with(prefix)) return {kind, text.substr(prefix.size())};
  return {SelectorKind::package, text};
}

/// "PNAME@VERSION" at the last '@' that has something before it: "@scope/name" is a name.
struct PackageSelector {
  std::string_view pname;
  std::optional<std::string_view> version;
};
PackageSelector parse_package(std::string_view text) noexcept {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || at == 0) return {text, std::nullopt};
  return {text.substr(0, at), text.substr(at + 1)};
}

template <class Matches>
void take_nodes(const RebuildGraph& graph, Selection& selection, Matches&& matches) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    if (matches(graph.nodes[NodeId(i)])) selection.nodes.push_back(NodeId(i));
}

/// One way to read a package selector. Without a class, what the toolchain has of another class under that name stays out.
struct PackageReading {
  std::string_view pname;
  std::optional<std::string_view> version;
  std::optional<std::string_view> class_name;
};

void note_shadowed(std::set<std::string>& classes, const PackageReading& wanted, Selection& selection) {
  for (const std::string& class_name : classes)
    selection.notes.push_back(
        fmt::format("the toolchain has {} of class {} too; {}/{} selects it", wanted.pname, class_name, class_name, wanted.pname));
}

/// Whoever named a version must hear that it was not asked for inside the toolchain.
void note_any_version(const PackageReading& wanted, Selection& selection) {
  if (wanted.version)
    selection.notes.push_back(
        fmt::format("the toolchain's {} counts too, whatever its version: a snapshot says none for what is inside", wanted.pname));
}

/// Downloads of the toolchain count only where nothing that is built has the name: a bump goes by what is built.
bool take_reading(const RebuildGraph& graph, const PackageReading& wanted, Selection& selection) {
  const CompiledGlob pname(wanted.pname);
  std::set<std::string> shadowed;
  const auto of_class = [&](std::string_view class_name, bool is_shadowed) {
    if (wanted.class_name) return glob_matches(*wanted.class_name, class_name);
    if (is_shadowed) shadowed.emplace(class_name);
    return !is_shadowed;
  };
  take_nodes(graph, selection, [&](const RebuildNode& node) {
    return pname.matches(node.key.pname) && (!wanted.version || glob_matches(*wanted.version, node.key.version)) &&
           of_class(node.key.class_name, node.shadowed && node.kind != DerivationKind::fixed);
  });
  const std::size_t outside = selection.nodes.size();
  const auto take_inside = [&](bool fixed) {
    for (const RebuildGraph::BoundaryPackage& package : graph.boundary_packages)
      if (package.fixed == fixed && pname.matches(package.pname) && of_class(package.class_name, package.shadowed && !fixed))
        selection.nodes.insert(selection.nodes.end(), package.groups.begin(), package.groups.end());
  };
  take_inside(false);
  const bool built = std::any_of(selection.nodes.begin(), selection.nodes.end(), [&](NodeId id) { return !graph.is_fixed(id); });
  if (!built) take_inside(true);
  if (selection.nodes.size() > outside) note_any_version(wanted, selection);
  note_shadowed(shadowed, wanted, selection);
  return !selection.nodes.empty();
}

/// A whole name is tried first, so that a pname which holds an '@' or a '/' can be named; then a line's id or a derivation's full name,
/// which the other side of a graph and its snapshot does not know; then a version, a class.
bool take_packages(const RebuildGraph& graph, std::string_view text, Selection& selection) {
  if (take_reading(graph, {text, {}, {}}, selection)) return true;
  if (graph.unit == Unit::derivations) take_nodes(graph, selection, [&](const RebuildNode& node) { return glob_matches(text, node.name); });
  if (!selection.nodes.empty()) return true;
  const PackageSelector versioned = parse_package(text);
  if (versioned.version && take_reading(graph, {versioned.pname, versioned.version, {}}, selection)) return true;
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    const std::string_view class_name = text.substr(0, slash);
    if (take_reading(graph, {text.substr(slash + 1), {}, class_name}, selection)) return true;
    const PackageSelector both = parse_package(text.substr(slash + 1));
    if (both.version && take_reading(graph, {both.pname, both.version, class_name}, selection)) return true;
  }
  if (graph.unit == Unit::logical_nodes) take_nodes(graph, selection, [&](const RebuildNode& node) { return node.label == text; });
  return !selection.nodes.empty();
}

/// True when something has the name, even if no node comes of it (a source that only fixed outputs use).
bool take(const RebuildGraph& graph, const Selector& selector, Selection& selection) {
  switch (selector.kind) {
    case SelectorKind::package: return take_packages(graph, selector.text, selection);
    case SelectorKind::of_class:
      take_nodes(graph, selection, [&](const RebuildNode& node) { return glob_matches(selector.text, node.key.class_name); });
      for (const RebuildGraph::BoundaryPackage& package : graph.boundary_packages)
        if (glob_matches(selector.text, package.class_name))
          selection.nodes.insert(selection.nodes.end(), package.groups.begin(), package.groups.end());
      break;
    case SelectorKind::derivation:
      take_nodes(graph, selection, [&](const RebuildNode& node) { return glob_matches(selector.text, node.label); });
      break;
    case SelectorKind::source: {
      bool found = false;
      for (const auto& [name, users] : graph.sources)
        if (glob_matches(selector.text, name)) {
          found = true;
          selection.nodes.insert(selection.nodes.end(), users.begin(), users.end());
        }
      return found;
    }
    case SelectorKind::root:
      for (const auto& root : graph.roots)
        if (glob_matches(selector.text, root.name)) selection.nodes.insert(selection.nodes.end(), root.nodes.begin(), root.nodes.end());
      break;
  }
  return !selection.nodes.empty();
}

std::string_view after_hash(std::string_view label) noexcept { return label.size() > 33 && label[32] == '-' ? label.substr(33) : label; }

std::string_view prefix_of(SelectorKind kind) noexcept {
  for (const auto& [prefix, of] : prefixes)
    if (of == kind) return prefix;
  return "";
}

/// "clas:build" has a prefix that there is not, unless a package is called so.
std::string unknown_prefix(const Selector& selector) {
  const auto colon = selector.text.find(':');
  if (selector.kind != SelectorKind::package || colon == std::string_view::npos || colon == 0) return {};
  return fmt::format("\"{}\" is no kind of selector: there are {}", selector.text.substr(0, colon + 1), forms);
}

/// What the selector could have meant, without its prefix.
std::vector<std::string> nearest(const RebuildGraph& graph, const Selector& selector) {
  std::vector<std::string_view> names;
  switch (selector.kind) {
    case SelectorKind::package:
      for (const RebuildNode& node : graph.nodes) names.push_back(node.key.pname);
      for (const auto& package : graph.boundary_packages) names.push_back(package.pname);
      if (const PackageSelector wanted = parse_package(selector.text); wanted.version) return nearest_names(wanted.pname, names);
      break;
    case SelectorKind::of_class:
      for (const RebuildNode& node : graph.nodes) names.push_back(node.key.class_name);
      break;
    case SelectorKind::source:
      for (const auto& [name, users] : graph.sources) names.push_back(name);
      break;
    case SelectorKind::root:
      for (const auto& root : graph.roots) names.push_back(root.name);
      break;
    case SelectorKind::derivation: {  // of the same name under another hash, else of a near name
      const std::string_view wanted = after_hash(selector.text);
      for (const RebuildNode& node : graph.nodes)
        if (names.size() < 3 && after_hash(node.label) == wanted) names.push_back(node.label);
      if (!names.empty()) return {names.begin(), names.end()};
      for (const RebuildNode& node : graph.nodes) names.push_back(after_hash(node.label));
      return nearest_names(wanted, names);
    }
  }
  return nearest_names(selector.text, names);
}

/// The versions of a package that was named with another one; empty when the package itself is unknown.
std::string known_versions(const RebuildGraph& graph, const Selector& selector) {
  const PackageSelector wanted = parse_package(selector.text);
  if (selector.kind != SelectorKind::package || !wanted.version) return {};
  std::vector<std::string_view> versions;
  for (const RebuildNode& node : graph.nodes)
    if (glob_matches(wanted.pname, node.key.pname)) versions.push_back(node.key.version.empty() ? "no version" : node.key.version);
  std::sort(versions.begin(), versions.end());
  versions.erase(std::unique(versions.begin(), versions.end()), versions.end());
  if (versions.size() > 3) versions.resize(3);
  return versions.empty() ? std::string{} : fmt::format("there is {} with {}", wanted.pname, fmt::join(versions, ", "));
}

/// The next step for one who asked for what there is not.
std::string advice(const RebuildGraph& graph, const Selector& selector) {
  if (selector.text.empty()) return fmt::format("say what changes: there are {}", forms);
  if (std::string versions = known_versions(graph, selector); !versions.empty()) return versions;
  std::vector<std::string> names = nearest(graph, selector);
  for (std::string& name : names) name.insert(0, prefix_of(selector.kind));
  if (std::string meant = did_you_mean(names); !meant.empty()) return meant;
  return unknown_prefix(selector);
}

void sort_unique(std::vector<NodeId>& nodes) {
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
}

/// Adds the fixed outputs all of whose referrers are in, until there is none. O(edges of what is in).
void take_downloads(const RebuildGraph& graph, std::vector<NodeId>& nodes) {
  DenseMap<NodeId, std::uint8_t> in(graph.nodes.size(), 0);
  for (const NodeId id : nodes) in[id] = 1;
  const auto is_in = [&](NodeId id) { return in[id] != 0; };
  const auto take_if_ours = [&](NodeId input) {
    if (in[input] || !graph.is_fixed(input)) return;
    const auto users = graph.referrers[input];
    const auto file_users = graph.drv_source_referrers[input];
    if (!std::all_of(users.begin(), users.end(), is_in) || !std::all_of(file_users.begin(), file_users.end(), is_in)) return;
    in[input] = 1;
    nodes.push_back(input);
  };
  for (std::size_t at = 0; at < nodes.size(); ++at) {
    const NodeId id = nodes[at];
    for (const NodeId input : graph.inputs[id]) take_if_ours(input);
    for (const NodeId input : graph.drv_sources[id]) take_if_ours(input);
  }
}

}  // namespace

Selection select(const RebuildGraph& graph, std::string_view text) {
  const Selector selector = parse_selector(text);
  if (selector.kind == SelectorKind::derivation && graph.unit == Unit::logical_nodes)
    throw Error(fmt::format("\"{}\" cannot be looked up: a snapshot has no store paths", text), {}, "name the package, or ask the graph");
  Selection selection;
  if (!take(graph, selector, selection)) {
    throw Error(fmt::format("nothing matches \"{}\"", text), {}, advice(graph, selector));
  }
  sort_unique(selection.nodes);
  if (graph.unit == Unit::logical_nodes)
    selection.touches_boundary = std::any_of(selection.nodes.begin(), selection.nodes.end(), [&](NodeId id) { return graph.nodes[id].boundary; });
  return selection;
}

Selection bump(const RebuildGraph& graph, std::span<const std::string> selectors) {
  Selection result;
  std::vector<NodeId> exact;
  for (const std::string& text : selectors) {
    const Selection selection = select(graph, text);
    result.touches_boundary = result.touches_boundary || selection.touches_boundary;
    result.notes.insert(result.notes.end(), selection.notes.begin(), selection.notes.end());
    const SelectorKind kind = parse_selector(text).kind;
    if (kind == SelectorKind::derivation || kind == SelectorKind::source) {
      exact.insert(exact.end(), selection.nodes.begin(), selection.nodes.end());
      continue;
    }
    const auto built = [&](NodeId id) { return !graph.is_fixed(id); };
    const bool downloads_only = std::none_of(selection.nodes.begin(), selection.nodes.end(), built);
    std::copy_if(selection.nodes.begin(), selection.nodes.end(), std::back_inserter(result.nodes),
                 [&](NodeId id) { return downloads_only || built(id) || selection.touches_boundary; });  // an upper bound leaves nothing out
  }
  sort_unique(result.nodes);
  take_downloads(graph, result.nodes);
  result.nodes.insert(result.nodes.end(), exact.begin(), exact.end());
  sort_unique(result.nodes);
  return result;
}

}  // namespace bgsnap
