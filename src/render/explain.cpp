#include "render/json.hpp"
#include "render/sections.hpp"

#include <fmt/format.h>

namespace bgsnap {

namespace {

using Facts = std::vector<std::pair<std::string_view, std::string>>;

Facts facts_of(const ExplainAnswer& answer, DerivationId id) {
  const Identity& identity = answer.graph.identities[id];
  const LogicalKey& key = identity.key;
  Facts facts{{"kind", std::string(name_of(answer.graph.graph.kind(id)))},
              {"pname", std::string(key.pname)},
              {"version", std::string(key.version)},
              {"class", std::string(key.class_name)},
              {"profile", std::string(key.profile)},
              {"scope", std::string(key.scope)},
              {"system", std::string(key.system)},
              {"shows", std::string(identity.shows)}};
  return facts;
}

std::string block(std::string_view heading, const std::string& text, Style style) {
  if (text.empty()) return "";
  std::vector<std::string> lines;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines.push_back(shown(std::string_view(text).substr(start, end - start)));
    start = end + 1;
  }
  return list_section(heading, lines, style);
}

std::string derivation_section(const ExplainAnswer& answer, DerivationId id, Style style) {
  const BuildGraph& graph = answer.graph.graph;
  std::string out = painted(shown(graph[id].path.base), Ink::strong, style) + "\n";
  for (const auto& [name, value] : facts_of(answer, id)) {
    if (!value.empty()) out += fmt::format("  {:<9} {}\n", name, shown(value));
  }
  out += fmt::format("  {:<9} {}\n", "compiled", answer.graph.identities[id].compiled ? "yes: counts for duplication" : "no");
  if (answer.graph.boundary.contains(id)) out += fmt::format("  {:<9} {}\n", "boundary", "yes: inside the toolchain");
  out += fmt::format("  {:<9} {}\n  {:<9} {}\n", "own", answer.prints.own[id].hex(), "closure", answer.prints.closure[id].hex());
  if (!answer.described) return out;
  const Description described = describe(graph, answer.prints, id);
  return page(
      {out, block("own: what it says itself", described.own, style), block("closure: what its output paths follow from", described.closure, style)});
}

Json json_derivation(const ExplainAnswer& answer, DerivationId id) {
  Json object{{"own", answer.prints.own[id].hex()}, {"closure", answer.prints.closure[id].hex()}};
  for (const auto& [name, value] : facts_of(answer, id)) append(object, name, json_text(value));
  object["compiled"] = answer.graph.identities[id].compiled;
  object["boundary"] = answer.graph.boundary.contains(id);
  if (answer.described) {
    const Description described = describe(answer.graph.graph, answer.prints, id);
    object["described"] = Json{{"own", json_text(described.own)}, {"closure", json_text(described.closure)}};
  }
  return object;
}

}  // namespace

std::string as_text(const ExplainAnswer& answer, Style style) {
  std::vector<std::string> sections;
  for (const DerivationId id : answer.derivations) sections.push_back(derivation_section(answer, id, style));
  sections.push_back(standing_section(answer.standing, style));
  return page(sections);
}

std::string as_json(const ExplainAnswer& answer) {
  Json json = Json::object();
  json["schema"] = "bgsnap-explain/1";
  json["incomplete"] = answer.standing.incomplete;
  Json derivations = Json::object();
  for (const DerivationId id : answer.derivations) append(derivations, answer.graph.graph[id].path.base, json_derivation(answer, id));
  json["derivations"] = std::move(derivations);
  return dumped(json);
}

}  // namespace bgsnap
