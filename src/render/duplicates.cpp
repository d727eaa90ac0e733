#include "render/json.hpp"
#include "render/sections.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {

namespace {

using Side = Table::Side;

std::string name_words(const DuplicateGroup& group) {
  std::string out = shown(group.name);
  for (const std::string& part : {group.version, group.profile, group.scope}) {
    if (!part.empty()) out += " " + shown(part);
  }
  return out;
}

std::string headline(const DuplicatesAnswer& answer, Style style) {
  const DuplicationReport& report = answer.report;
  if (report.groups.empty())
    return fmt::format("Nothing {}is compiled twice: {}\n", answer.standing.incomplete ? "that could be seen " : "",
                       counted(report.compiled, "compiled derivation", "compiled derivations"));
  return painted(fmt::format("{}{} compiled beyond the first of {}", answer.standing.incomplete ? "at least " : "", counted(report.excess, "derivation is", "derivations are"),
                             counted(report.packages, "package", "packages")),
                 Ink::strong, style) +
         fmt::format(", of {} compiled ({})\n", with_thousands(report.compiled), percent_of({report.excess, report.compiled}));
}

std::string groups_section(const DuplicatesAnswer& answer, Style style) {
  const auto& groups = answer.report.groups;
  const std::size_t listed = answer.top ? static_cast<std::size_t>(std::min<std::uint64_t>(*answer.top, groups.size())) : groups.size();
  Table table({{"package", Side::left, Ink::strong}, {"class"}, {"derivations", Side::right, Ink::strong}, {"differ by"}});
  for (std::size_t i = 0; i < listed; ++i) {
    table.row({name_words(groups[i]), shown(groups[i].class_name), with_thousands(groups[i].variants),
               groups[i].differ_by.empty() ? "nothing that shows" : some_of(groups[i].differ_by, 5)});
  }
  return table.text(style) + further(groups.size() - listed, "package", "packages", "without --top", style);
}

}  // namespace

std::string as_text(const DuplicatesAnswer& answer, Style style) {
  return page({headline(answer, style), standing_section(answer.standing, style), groups_section(answer, style)});
}

std::string as_json(const DuplicatesAnswer& answer) {
  Json json = json_answer("bgsnap-duplicates/1", answer.graph, answer.standing);
  json["packages"] = answer.report.packages;
  json["excess"] = answer.report.excess;
  json["compiled"] = answer.report.compiled;
  Json groups = Json::array();
  for (const DuplicateGroup& group : answer.report.groups) {
    Json object{{"name", json_text(group.name)},       {"version", json_text(group.version)}, {"class", json_text(group.class_name)},
                {"profile", json_text(group.profile)}, {"scope", json_text(group.scope)},     {"system", json_text(group.system)},
                {"variants", group.variants}};
    object["differ_by"] = json_texts(group.differ_by);
    object[key_of(answer.graph.unit)] = labels(answer.graph, group.nodes);
    groups.push_back(std::move(object));
  }
  json["groups"] = std::move(groups);
  return dumped(json);
}

}  // namespace bgsnap
