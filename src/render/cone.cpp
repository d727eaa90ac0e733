#include "question/reach.hpp"
#include "render/json.hpp"
#include "render/sections.hpp"

#include <fmt/format.h>

#include <map>

namespace bgsnap {

namespace {

/// "rust_bytes-1.7.2 (2), bytes-1.7.2.tar.gz": names of the nodes with how many derivations, ascending.
std::vector<std::string> names_of(const RebuildGraph& graph, std::span<const NodeId> nodes) {
  std::map<std::string_view, std::uint64_t> counts;
  for (const NodeId node : nodes) counts[graph.nodes[node].name] += graph.nodes[node].derivations;
  std::vector<std::string> names;
  for (const auto& [name, count] : counts) names.push_back(count == 1 ? std::string(name) : fmt::format("{} ({})", name, with_thousands(count)));
  return names;
}

std::string headline(const ConeAnswer& answer, Style style) {
  const Bound bound = with(answer.cone.bound, answer.standing);
  const auto& cone = answer.cone;
  std::string out = painted(fmt::format("{} rebuild{} ({})", share_words(cone.rebuild_share, bound), cone.rebuild_share.count == 1 ? "s" : "",
                                        percent_of(cone.rebuild_share)),
                            Ink::strong, style);
  out += "  " + painted("when " + some_of(answer.selectors, 3) + " changes", Ink::blue, style) + "\n";
  out += needed_words(cone.needed_share, bound);
  out += fmt::format("{}: {}\n", counted(derivations_of(answer.graph, cone.seeds), "derivation changes itself", "derivations change themselves"),
                     some_of(names_of(answer.graph, cone.seeds), 4));
  return out;
}

std::string because_section(const ConeAnswer& answer, Style style) {
  if (!answer.list) return "";
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < answer.cone.rebuilds.size(); ++i) {
    const NodeId node = answer.cone.rebuilds[i];
    const NodeId because = answer.cone.because_of[i];
    std::string line = shown(answer.graph.nodes[node].label);
    if (because != node) line += painted("  ← " + shown(answer.graph.nodes[because].label), Ink::faint, style);
    lines.push_back(std::move(line));
  }
  return list_section("rebuilds ← because of its input", lines, style);
}

/// Nodes are listed beside the counts, which are in derivations in either unit.
Json json_share(const RebuildGraph& graph, Share share, std::span<const NodeId> nodes) {
  Json object{{"count", share.count}, {"total", share.total}};
  object[key_of(graph.unit)] = labels(graph, nodes);
  return object;
}

}  // namespace

std::string as_text(const ConeAnswer& answer, Style style) {
  const RebuildCone& cone = answer.cone;
  return page({headline(answer, style), standing_section(answer.standing, style), bound_section(cone.bound, cone.bound_reasons, style),
               roots_section(cone.roots, answer.list, style), classes_section(cone.classes, answer.list, style), because_section(answer, style)});
}

std::string as_json(const ConeAnswer& answer) {
  const RebuildCone& cone = answer.cone;
  Json json = json_answer("bgsnap-cone/1", answer.graph, answer.standing);
  json["selectors"] = json_texts(answer.selectors);
  json["seeds"] = labels(answer.graph, cone.seeds);
  json["rebuilds"] = json_share(answer.graph, cone.rebuild_share, cone.rebuilds);
  json["rebuilds"]["because_of"] = labels(answer.graph, cone.because_of);
  json["needed"] = json_share(answer.graph, cone.needed_share, cone.needed);
  Json classes = Json::object();
  for (const auto& [name, share] : cone.classes) append(classes, name, Json{{"count", share.count}, {"total", share.total}});
  json["classes"] = std::move(classes);
  json["roots"] = json_roots(cone.roots);
  if (const Bound bound = with(cone.bound, answer.standing); bound != Bound::exact) json["bound"] = name_of(bound);
  json["bound_reasons"] = json_texts(cone.bound_reasons);
  return dumped(json);
}

}  // namespace bgsnap
