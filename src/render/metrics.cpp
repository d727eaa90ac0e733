#include "render/json.hpp"
#include "render/sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace bgsnap {

namespace {

using Side = Table::Side;

std::string value_words(const Figure& figure) {
  if (const auto* count = std::get_if<std::uint64_t>(&figure.value)) return with_thousands(*count);
  return with_thousands(std::get<std::vector<std::string>>(figure.value).size());
}

/// The distinct values of `part` over the figures, in the order they come.
std::vector<std::string> distinct_parts(std::span<const Figure* const> figures, std::size_t part) {
  std::vector<std::string> found;
  for (const Figure* figure : figures) {
    if (std::find(found.begin(), found.end(), figure->path[part]) == found.end()) found.push_back(figure->path[part]);
  }
  return found;
}

/// Paths of three parts that begin alike: a row for each second part, a column for each third.
std::string grid(std::span<const Figure* const> figures, Style style) {
  const std::vector<std::string> columns = distinct_parts(figures, 2);
  std::map<std::pair<std::string_view, std::string_view>, std::string> cells;
  for (const Figure* figure : figures) cells[{figure->path[1], figure->path[2]}] = value_words(*figure);
  std::vector<Table::Column> headings{{shown(figures.front()->path[0])}};
  for (const std::string& column : columns) headings.push_back({shown(column), Side::right, Ink::strong});
  Table table(headings);
  for (const std::string& name : distinct_parts(figures, 1)) {
    std::vector<std::string> row{shown(name)};
    for (const std::string& column : columns) row.push_back(cells[{name, column}]);
    table.row(std::move(row));
  }
  return table.text(style);
}

/// Shorter paths: one line each.
std::string lines(std::span<const Figure* const> figures, Style style) {
  const bool grouped = figures.front()->path.size() == 2;
  Table table({{grouped ? shown(figures.front()->path[0]) : "figure"}, {"", Side::right, Ink::strong}, {"", Side::left, Ink::faint}});
  for (const Figure* figure : figures) table.row({shown(figure->path.back()), value_words(*figure), grouped ? "" : shown(figure->meaning)});
  std::string out = table.text(style);
  if (grouped && !figures.front()->meaning.empty()) out += painted("  " + shown(figures.front()->meaning), Ink::faint, style) + "\n";
  return out;
}

bool belong_together(const Figure& a, const Figure& b) {
  return a.path.size() == b.path.size() && (a.path.size() == 1 || a.path.front() == b.path.front());
}

Json& member(Json& json, const std::vector<std::string>& path) {
  Json* at = &json;
  for (const std::string& part : path) at = &(*at)[json_text(part)];
  return *at;
}

}  // namespace

std::string as_text(const MetricsAnswer& answer, Style style) {
  std::vector<std::string> sections{painted(fmt::format("Counted by {}", shown(answer.report.key)), Ink::strong, style) + "\n", standing_section(answer.standing, style)};
  const auto& figures = answer.report.figures;
  for (std::size_t i = 0; i < figures.size();) {
    std::vector<const Figure*> group;
    for (; i < figures.size() && (group.empty() || belong_together(*group.front(), figures[i])); ++i) group.push_back(&figures[i]);
    sections.push_back(group.front()->path.size() == 3 ? grid(group, style) : lines(group, style));
  }
  return page(sections);
}

std::string as_json(const MetricsAnswer& answer) {
  Json json = Json::object();
  json["schema"] = "bgsnap-metrics/1";
  json["incomplete"] = answer.standing.incomplete;
  json["counted_by"] = json_text(answer.report.key);
  for (const Figure& figure : answer.report.figures) {
    if (const auto* count = std::get_if<std::uint64_t>(&figure.value)) member(json, figure.path) = *count;
    else member(json, figure.path) = json_texts(std::get<std::vector<std::string>>(figure.value));
  }
  return dumped(json);
}

}  // namespace bgsnap
