#include "render/json.hpp"
#include "render/sections.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {

namespace {

using Side = Table::Side;

std::size_t packages_shown(const ConeTableAnswer& answer) {
  return answer.top ? static_cast<std::size_t>(std::min<std::uint64_t>(*answer.top, answer.packages.size())) : answer.packages.size();
}

std::string packages_section(const ConeTableAnswer& answer, Style style) {
  Table table({{"package", Side::left, Ink::strong},
               {"version"},
               {"derivations", Side::right},
               {"rebuilds", Side::right, Ink::strong},
               {"share", Side::right}});
  for (std::size_t i = 0; i < packages_shown(answer); ++i) {
    const PackageCone& package = answer.packages[i];
    table.row({shown(package.pname), some_of(package.versions, 3), with_thousands(package.derivations),
               (package.touches_boundary ? "≤ " : "") + with_thousands(package.rebuilds), percent_of({package.rebuilds, answer.graph.derivations})});
  }
  return table.text(style);
}

std::string bounds_section(const Bounds& bounds, Style style) {
  return reasons_section(bounds.bound == Bound::exact ? "To be known:" : "Not every figure is exact:", bounds.reasons, style);
}

}  // namespace

std::string as_text(const ConeTableAnswer& answer, Style style) {
  const std::size_t listed = packages_shown(answer);
  std::string title = listed == answer.packages.size() ? fmt::format("What a bump of each of {} costs", counted(listed, "package", "packages"))
                                                       : fmt::format("The {} most expensive of {} to bump", with_thousands(listed),
                                                                     counted(answer.packages.size(), "package", "packages"));
  title = painted(title, Ink::strong, style) + fmt::format(", in rebuilds of {}\n", counted(answer.graph.derivations, "derivation", "derivations"));
  return page({title, standing_section(answer.standing, style), bounds_section(answer.bounds, style), packages_section(answer, style)});
}

std::string as_json(const ConeTableAnswer& answer) {
  Json json = json_answer("bgsnap-cone-all/1", answer.graph, answer.standing);
  json["total"] = answer.graph.derivations;
  Json packages = Json::array();
  for (std::size_t i = 0; i < packages_shown(answer); ++i) {
    const PackageCone& package = answer.packages[i];
    packages.push_back(Json{{"name", json_text(package.pname)},
                            {"versions", json_texts(package.versions)},
                            {"derivations", package.derivations},
                            {"rebuilds", package.rebuilds}});
    if (package.touches_boundary) packages.back()["bound"] = name_of(Bound::upper);
  }
  json["packages"] = std::move(packages);
  Json nodes = Json::array();
  const char* one = answer.graph.unit == Unit::derivations ? "derivation" : "node";
  for (std::size_t i = 0; i < answer.sizes.size(); ++i) {
    const NodeId node(i);
    nodes.push_back(Json{{one, json_text(answer.graph.nodes[node].label)}, {"rebuilds", answer.sizes[node]}});
  }
  json["nodes"] = std::move(nodes);
  if (const Bound bound = with(answer.bounds.bound, answer.standing); bound != Bound::exact) json["bound"] = name_of(bound);
  json["bound_reasons"] = json_texts(answer.bounds.reasons);
  return dumped(json);
}

}  // namespace bgsnap
