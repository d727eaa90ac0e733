#include "render/causes.hpp"
#include "render/json.hpp"
#include "render/sections.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {

namespace {

constexpr std::size_t lines_unless_listed = 25;

std::string headline(const DiffAnswer& answer, Style style) {
  const GraphDiff& diff = answer.diff;
  const bool exact = diff.exactness == Exactness::exact;
  if (shows_nothing(diff)) {
    const std::string total = counted(diff.rebuild_share.total, "derivation", "derivations");
    const char* does = answer.volatility ? "are volatile" : "rebuild";
    const std::string what = exact ? fmt::format("0 of {} {}", total, does) : fmt::format("No difference shows in {}", total);
    return painted(what, Ink::strong, style) + (exact && answer.standing.incomplete ? ", of what could be seen\n" : "\n");
  }
  const Bound bound = diff.bound;
  const bool one = diff.rebuild_share.count == 1;
  const char* does = answer.volatility ? (one ? "is volatile" : "are volatile") : one ? "rebuilds" : "rebuild";
  std::string out =
      painted(fmt::format("{} {} ({})", share_words(diff.rebuild_share, bound), does, percent_of(diff.rebuild_share)), Ink::strong, style);
  out += " · " + counted(diff.causes.size(), "cause", "causes");
  for (std::size_t i = 0; i < diff.groups.size(); ++i)
    out += (i == 0 ? ", " : " and ") + with_thousands(diff.groups[i].causes.size()) + " of them one edit";
  out += "\n";
  if (!diff.rebuilds.empty()) {
    out += needed_words(diff.needed_share, bound);
  }
  return out;
}

std::string structural_section(const GraphDiff& diff, Style style) {
  if (diff.exactness == Exactness::exact) return "";
  return painted(fmt::format("Compared by what snapshots show: changed flags and sources are invisible here{}",
                             diff.bound == Bound::lower ? ", so this is the least that rebuilds." : "."),
                 Ink::yellow, style) +
         "\n";
}

/// How one derivation comes to rebuild, from it down to the cause.
std::string why_section(const DiffAnswer& answer, Style style) {
  if (!answer.why) return "";
  const std::string selector = shown(answer.why->selector);
  if (!answer.why->witness) {
    std::string out = painted(selector + " does not rebuild", Ink::strong, style);
    if (!answer.why->by_variant) return out + "\n";
    const DiffCause& moving = answer.diff.causes[*answer.why->by_variant];
    out += fmt::format(", but {} moved to another variant of it and rebuild{}\n", counted(moving.moved.size(), "derivation", "derivations"),
                       moving.moved.size() == 1 ? "s" : "");
    const std::size_t most = answer.list ? moving.moved.size() : std::min(moving.moved.size(), lines_unless_listed);
    for (std::size_t i = 0; i < most; ++i) out += "  " + shown(answer.now.nodes[moving.moved[i]].label) + "\n";
    return out + further(moving.moved.size() - most, "derivation", "derivations", "--list", style);
  }
  const RebuildWitness& witness = *answer.why->witness;
  const DiffCause& cause = answer.diff.causes[witness.cause];
  const std::size_t steps = witness.path.size() - 1;
  std::string out = painted(selector + " rebuilds because of " + cause_words(cause), Ink::strong, style);
  const auto& own = cause.derivations;
  const bool is_moved = std::find(own.begin(), own.end(), witness.path.back()) == own.end();
  if (steps == 0) out += is_moved ? ": it takes another variant of it" : ", which it is part of";
  if (steps != 0) out += fmt::format(", over {}", counted(steps, "step", "steps"));
  if (witness.other_causes != 0) out += fmt::format("; {} to it too", counted(witness.other_causes, "other cause leads", "other causes lead"));
  out += "\n";
  for (std::size_t i = 0; i < witness.path.size(); ++i)
    out += chain_line(i, shown(answer.now.nodes[witness.path[i]].label), style) + (i == steps ? "  " + some_of(cause.fields, 4) : "") + "\n";
  return out;
}

/// What has other content under one name: the classic leak of a whole source tree.
std::string leaks_section(const DiffAnswer& answer, Style style) {
  if (!answer.volatility) return "";
  std::vector<std::string> lines;
  for (const MovedSource& source : moved_sources(answer.diff))
    lines.push_back(fmt::format("{}  into {} of {}", shown(source.name), counted(source.derivations, "derivation", "derivations"),
                                some_of(source.packages, answer.list ? SIZE_MAX : 4)));
  if (lines.empty()) return "";
  lines.push_back(painted("what must not count is in what they take in: name the files that do (lib.fileset, or builtins.path with a filter)",
                          Ink::faint, style));
  return list_section("leaks: input sources of other content under the same name", lines, style);
}

std::string changes_section(std::string_view what, const std::vector<PackageChange>& changes, bool list, Style style) {
  std::vector<std::string> lines;
  for (const PackageChange& change : changes) {
    if (!list && lines.size() == lines_unless_listed) break;
    lines.push_back(package_words(change));
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
  const GraphDiff& diff = answer.diff;
  const char* key = diff.exactness == Exactness::exact ? "count" : diff.bound == Bound::lower ? "atLeast" : "estimate";
  Json object{{key, share.count}};
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

Json json_why(const DiffAnswer& answer) {
  const auto& witness = answer.why->witness;
  Json object{{"selector", json_text(answer.why->selector)}, {"rebuilds", witness.has_value()}};
  object["cause"] = witness ? Json(json_text(answer.diff.causes[witness->cause].name)) : Json(nullptr);
  object["otherCauses"] = witness ? witness->other_causes : 0;
  object["path"] = witness ? labels(answer.now, witness->path) : Json::array();
  object["moved"] = answer.why->by_variant ? labels(answer.now, answer.diff.causes[*answer.why->by_variant].moved) : Json::array();
  return object;
}

Json json_leaks(const GraphDiff& diff) {
  Json list = Json::array();
  for (const MovedSource& source : moved_sources(diff))
    list.push_back(Json{{"source", json_text(source.name)}, {"derivations", source.derivations}, {"packages", json_texts(source.packages)}});
  return list;
}

}  // namespace

std::string as_text(const DiffAnswer& answer, Style style) {
  const GraphDiff& diff = answer.diff;
  const bool list = answer.list;
  return page({headline(answer, style), structural_section(diff, style), standing_section(answer.standing, style),
               bound_section(diff.bound, diff.bound_reasons, style), why_section(answer, style), causes_section(answer, style),
               leaks_section(answer, style), explained_section(answer, style), diff.rebuilds.empty() ? "" : roots_section(diff.roots, list, style),
               changes_section("bumped", diff.bumped, list, style), changes_section("appeared", diff.added, list, style),
               changes_section("vanished", diff.removed, list, style), roots_that("roots that appeared", diff.roots_added, style),
               roots_that("roots that vanished", diff.roots_removed, style),
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
  json["groups"] = json_groups(answer);
  if (answer.why) json["why"] = json_why(answer);
  if (answer.volatility) json["leaks"] = json_leaks(diff);
  json["unattributed"] = labels(answer.now, diff.unattributed);
  json["added"] = json_changes(diff.added);
  json["removed"] = json_changes(diff.removed);
  json["bumped"] = json_changes(diff.bumped);
  json["roots_added"] = json_texts(diff.roots_added);
  json["roots_removed"] = json_texts(diff.roots_removed);
  if (diff.bound != Bound::exact) json["bound"] = name_of(diff.bound);
  json["bound_reasons"] = json_texts(diff.bound_reasons);
  return dumped(json);
}

}  // namespace bgsnap
