#include "question/reach.hpp"
#include "render/json.hpp"
#include "render/sections.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {

namespace {

using Side = Table::Side;

constexpr std::size_t lines_unless_listed = 25;

/// What a side lacks can hide a rebuild, and can make one out of what is only missing.
Bound bound_of(const DiffAnswer& answer) {
  if (answer.standing.incomplete) return Bound::neither;
  return answer.diff.exactness == Exactness::structural ? both(answer.diff.bound, Bound::lower) : answer.diff.bound;
}

bool nothing_shows(const GraphDiff& diff) {
  return diff.rebuilds.empty() && diff.added.empty() && diff.removed.empty() && diff.bumped.empty() && diff.roots_added.empty() &&
         diff.roots_removed.empty();
}

std::string headline(const DiffAnswer& answer, Style style) {
  const GraphDiff& diff = answer.diff;
  const bool exact = diff.exactness == Exactness::exact;
  if (nothing_shows(diff)) {
    const std::string total = counted(diff.rebuild_share.total, "derivation", "derivations");
    const std::string what = exact ? fmt::format("0 of {} rebuild", total) : fmt::format("No difference shows in {}", total);
    return painted(what, Ink::strong, style) + (exact && answer.standing.incomplete ? ", of what could be seen\n" : "\n");
  }
  const Bound bound = bound_of(answer);
  std::string out =
      painted(fmt::format("{} rebuild{} ({})", share_words(diff.rebuild_share, bound), diff.rebuild_share.count == 1 ? "s" : "", percent_of(diff.rebuild_share)), Ink::strong, style);
  out += " · " + counted(diff.causes.size(), "cause", "causes") + "\n";
  if (!diff.rebuilds.empty()) {
    out += needed_words(diff.needed_share, bound);
  }
  return out;
}

std::string structural_section(const GraphDiff& diff, Style style) {
  if (diff.exactness == Exactness::exact) return "";
  return painted("Compared by what snapshots show: changed flags and sources are invisible here, so this is the least that rebuilds.", Ink::yellow,
                 style) +
         "\n";
}

/// "hyper-util 0.1.6 → 0.1.7"
std::string cause_words(const DiffCause& cause) {
  std::string out = shown(cause.name);
  if (cause.before && cause.now) {
    if (!cause.now->empty()) out += " " + (*cause.before == *cause.now ? "" : shown(*cause.before) + " → ") + shown(*cause.now);
  } else if (cause.now) {
    out += (cause.now->empty() ? "" : " " + shown(*cause.now)) + ", new";
  } else if (cause.before) {
    out += (cause.before->empty() ? "" : " " + shown(*cause.before)) + ", gone";
  }
  return out;
}

std::string causes_section(const DiffAnswer& answer, Style style) {
  const auto& causes = answer.diff.causes;
  const std::size_t fields = answer.list ? SIZE_MAX : 4;
  const std::size_t listed = answer.list ? causes.size() : std::min(causes.size(), lines_unless_listed);
  Table table({{"cause"}, {"derivations", Side::right}, {"rebuilds", Side::right, Ink::strong}, {"changed", Side::left, Ink::faint}});
  for (std::size_t i = 0; i < listed; ++i) {
    table.row({cause_words(causes[i]), with_thousands(derivations_of(answer.now, causes[i].derivations)), with_thousands(causes[i].rebuilds),
               some_of(causes[i].fields, fields)});
  }
  return table.text(style) + further(causes.size() - listed, "cause", "causes", "--list", style);
}

std::string versions_words(const std::vector<std::string>& versions) {
  std::vector<std::string> known;
  for (const std::string& version : versions) {
    if (!version.empty()) known.push_back(version);
  }
  return some_of(known, 4);
}

std::string change_words(const PackageChange& change) {
  const std::string before = versions_words(change.before);
  const std::string now = versions_words(change.now);
  std::string out = shown(change.name);
  if (!before.empty()) out += " " + before;
  if (!before.empty() && !now.empty()) out += " →";
  if (!now.empty()) out += " " + now;
  return out;
}

std::string changes_section(std::string_view what, const std::vector<PackageChange>& changes, bool list, Style style) {
  std::vector<std::string> lines;
  for (const PackageChange& change : changes) {
    if (!list && lines.size() == lines_unless_listed) break;
    lines.push_back(change_words(change));
  }
  if (lines.size() < changes.size())
    lines.push_back(painted(fmt::format("… and {} more (--list)", with_thousands(changes.size() - lines.size())), Ink::faint, style));
  return list_section(fmt::format("{}: {}", what, counted(changes.size(), "package", "packages")), lines, style);
}

std::string roots_that(std::string_view what, const std::vector<std::string>& roots, Style style) {
  std::vector<std::string> lines;
  for (const std::string& root : roots) lines.push_back(shown(root));
  return list_section(what, lines, style);
}

std::string nodes_section(std::string_view what, const DiffAnswer& answer, const std::vector<NodeId>& nodes, Style style) {
  std::vector<std::string> lines;
  for (const NodeId node : nodes) lines.push_back(shown(answer.now.nodes[node].label));
  return list_section(what, lines, style);
}

Json json_side(const DiffAnswer& answer, Share share, const std::vector<NodeId>& nodes) {
  Json object = answer.diff.exactness == Exactness::exact ? Json{{"count", share.count}} : Json{{"atLeast", share.count}};
  object["total"] = share.total;
  object[key_of(answer.now.unit)] = labels(answer.now, nodes);
  return object;
}

Json json_changes(const std::vector<PackageChange>& changes) {
  Json list = Json::array();
  for (const PackageChange& change : changes) {
    list.push_back(Json{{"name", json_text(change.name)}, {"before", json_texts(change.before)}, {"after", json_texts(change.now)}});
  }
  return list;
}

Json json_causes(const DiffAnswer& answer) {
  Json list = Json::array();
  for (const DiffCause& cause : answer.diff.causes) {
    Json object{{"name", json_text(cause.name)}, {"before", json_or_null(cause.before)}, {"after", json_or_null(cause.now)}};
    object["fields"] = json_texts(cause.fields);
    object["rebuilds"] = cause.rebuilds;
    object[key_of(answer.now.unit)] = labels(answer.now, cause.derivations);
    list.push_back(std::move(object));
  }
  return list;
}

}  // namespace

std::string as_text(const DiffAnswer& answer, Style style) {
  const GraphDiff& diff = answer.diff;
  const bool list = answer.list;
  return page({headline(answer, style), structural_section(diff, style), standing_section(answer.standing, style),
               bound_section(diff.bound, diff.bound_reasons, style), causes_section(answer, style),
               diff.rebuilds.empty() ? "" : roots_section(diff.roots, list, style), changes_section("bumped", diff.bumped, list, style),
               changes_section("appeared", diff.added, list, style), changes_section("vanished", diff.removed, list, style),
               roots_that("roots that appeared", diff.roots_added, style), roots_that("roots that vanished", diff.roots_removed, style),
               nodes_section("rebuild without a cause that shows", answer, diff.unattributed, style),
               list ? nodes_section("rebuild", answer, diff.rebuilds, style) : ""});
}

std::string as_json(const DiffAnswer& answer) {
  const GraphDiff& diff = answer.diff;
  const bool exact = diff.exactness == Exactness::exact;
  Json json = json_answer("bgsnap-diff/1", answer.now, answer.standing);
  json["exactness"] = exact ? "exact" : "structural";
  json["invisible"] = exact ? Json::array() : Json{"flags", "sources"};
  json["before"] = json_text(answer.sides.before);
  json["after"] = json_text(answer.sides.now);
  json["rebuilds"] = json_side(answer, diff.rebuild_share, diff.rebuilds);
  json["needed"] = json_side(answer, diff.needed_share, diff.needed);
  json["roots"] = json_roots(diff.roots);
  json["causes"] = json_causes(answer);
  json["unattributed"] = labels(answer.now, diff.unattributed);
  json["added"] = json_changes(diff.added);
  json["removed"] = json_changes(diff.removed);
  json["bumped"] = json_changes(diff.bumped);
  json["roots_added"] = json_texts(diff.roots_added);
  json["roots_removed"] = json_texts(diff.roots_removed);
  if (const Bound bound = exact ? bound_of(answer) : answer.diff.bound; bound != Bound::exact) json["bound"] = name_of(bound);
  json["bound_reasons"] = json_texts(diff.bound_reasons);
  return dumped(json);
}

}  // namespace bgsnap
