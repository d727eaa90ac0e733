#include "render/json.hpp"
#include "render/sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace bgsnap {

namespace {

using Side = Table::Side;

std::string value_words(const Figure& figure) {
  if (const auto* count = std::get_if<std::uint64_t>(&figure.value)) return with_thousands(*count);
  return with_thousands(std::get<std::vector<std::string>>(figure.value).size());
}

/// The distinct values of `part` over the figures, in the order they come.
std::vector<std::string> distinct_parts(std::span<const Figure* const> figures, std::size_t part) {
  std::set<std::string_view> seen;
  std::vector<std::string> found;
  for (const Figure* figure : figures) {
    if (seen.insert(figure->path[part]).second) found.push_back(figure->path[part]);
  }
  return found;
}

/// What a person reads; JSON has them all.
constexpr std::size_t rows_shown = 50;

/// Paths of three parts that begin alike: a row for each second part, a column for each third.
std::string grid(std::span<const Figure* const> figures, Style style) {
  const std::vector<std::string> columns = distinct_parts(figures, 2);
  std::map<std::pair<std::string_view, std::string_view>, std::string> cells;
  for (const Figure* figure : figures) cells[{figure->path[1], figure->path[2]}] = value_words(*figure);
  std::vector<Table::Column> headings{{shown(figures.front()->path[0])}};
  for (const std::string& column : columns) headings.push_back({shown(column), Side::right, Ink::strong});
  Table table(headings);
  const std::vector<std::string> names = distinct_parts(figures, 1);
  const std::size_t listed = std::min(names.size(), rows_shown);
  for (const std::string& name : std::span(names).first(listed)) {
    std::vector<std::string> row{shown(name)};
    for (const std::string& column : columns) row.push_back(cells[{name, column}]);
    table.row(std::move(row));
  }
  return table.text(style) + further(names.size() - listed, "row", "rows", "--format json", style);
}

/// What the figures say, one line each: below a table that has no room for it.
std::string meanings(std::span<const Figure* const> figures, Style style) {
  std::vector<std::pair<std::string_view, std::string_view>> told;
  std::string out;
  for (const Figure* figure : figures) {
    const std::pair<std::string_view, std::string_view> meaning{figure->path.back(), figure->meaning};
    if (figure->meaning.empty() || std::find(told.begin(), told.end(), meaning) != told.end()) continue;
    told.push_back(meaning);
    out += painted(fmt::format("  {}: {}", shown(meaning.first), shown(meaning.second)), Ink::faint, style) + "\n";
  }
  return out;
}

/// Shorter paths: one line each.
std::string lines(std::span<const Figure* const> figures, Style style) {
  const Figure& first = *figures.front();
  const bool alike =
      figures.size() > 1 && std::all_of(figures.begin(), figures.end(), [&first](const Figure* f) { return f->meaning == first.meaning; });
  Table table({{first.path.size() == 2 ? shown(first.path[0]) : "figure"},
               {"", Side::right, Ink::strong},
               {alike ? shown(first.meaning) : "", Side::left, Ink::faint}});
  for (const Figure* figure : figures) table.row({shown(figure->path.back()), value_words(*figure), alike ? "" : shown(figure->meaning)});
  return table.text(style);
}

/// Figures that share a table: those whose paths begin alike, and all whose paths have one part. In the order of their first.
std::vector<std::vector<const Figure*>> grouped(const std::vector<Figure>& figures) {
  std::map<std::pair<std::size_t, std::string_view>, std::size_t> places;
  std::vector<std::vector<const Figure*>> groups;
  for (const Figure& figure : figures) {
    const std::size_t parts = figure.path.size();
    const auto [place, is_new] = places.try_emplace({parts, parts == 1 ? "" : std::string_view(figure.path.front())}, groups.size());
    if (is_new) groups.emplace_back();
    groups[place->second].push_back(&figure);
  }
  return groups;
}

Json& member(Json& json, const std::vector<std::string>& path) {
  Json* at = &json;
  for (const std::string& part : path) at = &(*at)[json_text(part)];
  return *at;
}

}  // namespace

std::string as_text(const MetricsAnswer& answer, Style style) {
  std::vector<std::string> sections{painted(fmt::format("Counted by {}", shown(answer.report.key)), Ink::strong, style) + "\n",
                                    standing_section(answer.standing, style)};
  for (const auto& group : grouped(answer.report.figures)) {
    sections.push_back(group.front()->path.size() == 3 ? grid(group, style) + meanings(group, style) : lines(group, style));
  }
  return page(sections);
}

std::string as_json(const MetricsAnswer& answer) {
  Json json = Json::object();
  json["schema"] = "bgsnap-metrics/1";
  json["incomplete"] = answer.standing.incomplete;
  json["counted_by"] = json_text(answer.report.key);
  for (const Figure& figure : answer.report.figures) {
    if (const auto* count = std::get_if<std::uint64_t>(&figure.value))
      member(json, figure.path) = *count;
    else
      member(json, figure.path) = json_texts(std::get<std::vector<std::string>>(figure.value));
  }
  return dumped(json);
}

}  // namespace bgsnap
