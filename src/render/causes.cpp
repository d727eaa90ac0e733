#include "render/causes.hpp"

#include "diff/text_edits.hpp"
#include "question/reach.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace bgsnap {
namespace {

using Side = Table::Side;

constexpr std::size_t rows_unless_listed = 25;
constexpr std::size_t fields_unless_listed = 4;
constexpr std::size_t packages_unless_listed = 4;
constexpr std::size_t places_unless_listed = 12;
constexpr std::size_t short_part = 32;    // bytes of what stands in a table's cell
constexpr std::size_t short_value = 120;  // bytes of what is printed whole
constexpr std::size_t context = 24;       // bytes around a place in a long text

std::string_view trimmed(std::string_view text) {
  const auto begin = std::min(text.find_first_not_of(" \t\n"), text.size());
  return text.substr(begin, text.find_last_not_of(" \t\n") + 1 - begin);
}

/// "- → _", "+ std", "− std"
std::string edit_words(std::string_view before, std::string_view now) {
  if (!trimmed(before).empty() || !trimmed(now).empty()) {
    before = trimmed(before);
    now = trimmed(now);
  }
  if (before.empty()) return "+ " + shown(now);
  if (now.empty()) return "− " + shown(before);
  return shown(before) + " → " + shown(now);
}

bool is_short(std::string_view text, std::size_t most) { return text.size() <= most && text.find('\n') == std::string_view::npos; }

std::string_view text_of(const std::optional<std::string>& text) { return text ? std::string_view(*text) : std::string_view{}; }

/// Bytes of "syn 1.0.109: " where both sides of a variant begin with it: what tells the two apart stands below them.
std::size_t name_before_words(const FieldChange& change) {
  if (change.field != "variant") return 0;
  const std::size_t end = change.now->find(": ") + 2;
  return end >= 2 && change.before->compare(0, end, *change.now, 0, end) == 0 ? end : 0;
}

/// What the row says beside the field's name; empty when that is too long, or stands before it.
std::string change_words(const FieldChange& change) {
  const std::string_view before = text_of(change.before);
  const std::string_view now = text_of(change.now);
  if (change.field == "version" || change.field == "source" || before == now) return "";
  if (is_short(before, short_part) && is_short(now, short_part)) return edit_words(before, now);
  if (!change.before || !change.now) return "";
  if (const std::size_t name = name_before_words(change); name != 0)
    return shown(now.substr(0, name)) + change_words({"", change.before->substr(name), change.now->substr(name), 1});
  const std::vector<TextEdit> edits = text_edits(before, now, Grain::fields);
  const bool telling = edits.size() == 1 && is_short(trimmed(edits[0].before), short_part) && is_short(trimmed(edits[0].now), short_part);
  return telling ? edit_words(edits[0].before, edits[0].now) : "";
}

/// The change of a field that most derivations made.
const FieldChange& most_of(const DiffCause& cause, std::string_view field) {
  const FieldChange* most = nullptr;
  for (const FieldChange& change : cause.changes)
    if (change.field == field && !change.repeated && (!most || change.derivations > most->derivations)) most = &change;
  return *most;
}

/// The version and the source first, as people tell it.
std::string fields_words(const DiffCause& cause, std::size_t fields) {
  std::vector<std::string> ordered = cause.fields;
  const auto turn = [](const std::string& field) { return field == "version" ? 0 : field == "source" ? 1 : 2; };
  std::stable_sort(ordered.begin(), ordered.end(), [&](const std::string& a, const std::string& b) { return turn(a) < turn(b); });
  std::vector<std::string> list;
  for (const std::string& field : ordered) {
    const std::string what = list.size() < fields ? change_words(most_of(cause, field)) : "";
    list.push_back(shown(field) + (field == "variant" ? " of " + counted(cause.moved.size(), "user", "users") : "") +
                   (what.empty() ? "" : ": " + what));
  }
  std::string out;
  for (std::size_t i = 0; i < std::min(fields, list.size()); ++i) out += (i == 0 ? "" : ", ") + list[i];
  if (list.size() > fields) out += fmt::format(" and {} more", list.size() - fields);
  return out;
}

/// As edit_words, of longer pieces the beginning of each.
std::string some_edit_words(std::string_view before, std::string_view now) {
  const auto some = [](std::string_view text) {
    text = trimmed(text);
    if (is_short(text, short_value)) return std::string(text);
    std::size_t end = std::min({text.find('\n'), text.size(), short_part});
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return std::string(trimmed(text.substr(0, end))) + " …";
  };
  return trimmed(before).empty() && trimmed(now).empty() ? edit_words(before, now) : edit_words(some(before), some(now));
}

/// "env libName: - → _ in 144 packages"
std::string group_words(const CauseGroup& group) {
  std::string out;
  std::string_view field;
  for (const FieldEdit& edit : group.edits) {
    const bool known = edit.field == field;
    field = edit.field;
    out += known ? "; " : (out.empty() ? "" : ", ") + shown(edit.field);
    if (edit.before != edit.now) out += (known ? "" : ": ") + some_edit_words(edit.before, edit.now);
  }
  return out + " in " + counted(group.causes.size(), "package", "packages");
}

std::set<std::size_t> grouped(const GraphDiff& diff) {
  std::set<std::size_t> members;
  for (const CauseGroup& group : diff.groups) members.insert(group.causes.begin(), group.causes.end());
  return members;
}

/// Values that fit on a line stand whole.
std::string value_words(const std::optional<std::string>& value) { return !value ? "none" : value->empty() ? "empty" : shown(*value); }

/// Bytes before and after a view into a text, in whole characters.
std::string_view with_context(std::string_view text, std::string_view part) {
  const auto continues = [&](std::size_t at) { return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80; };
  auto begin = static_cast<std::size_t>(part.data() - text.data());
  std::size_t end = begin + part.size();
  begin -= std::min(begin, context);
  end = std::min(text.size(), end + context);
  while (continues(begin)) ++begin;
  while (continues(end)) ++end;
  return text.substr(begin, end - begin);
}

/// Lines of a text that has some, words with what is around them of a text without.
std::vector<std::string> places(const FieldChange& change, Style style) {
  const std::string_view before = text_of(change.before);
  const std::string_view now = text_of(change.now);
  const bool by_line = before.find('\n') != std::string_view::npos || now.find('\n') != std::string_view::npos;
  std::vector<std::string> lines;
  const auto add = [&](std::string_view sign, std::string_view text, Ink ink) {
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      lines.push_back(painted(fmt::format("{} {}", sign, shown(text.substr(0, end))), ink, style));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  };
  const auto add_words = [&](std::string_view was, std::string_view is) {
    for (const TextEdit& edit : text_edits(was, is, Grain::fields)) {
      if (!edit.before.empty()) add("-", with_context(was, edit.before), Ink::red);
      if (!edit.now.empty()) add("+", with_context(is, edit.now), Ink::green);
    }
  };
  if (!by_line) {
    add_words(before, now);
    return lines;
  }
  for (const TextEdit& edit : text_edits(before, now, Grain::lines)) {
    if (!edit.before.empty() && !edit.now.empty() && std::max(edit.before.size(), edit.now.size()) > 2 * short_value) {
      add_words(edit.before, edit.now);
      continue;
    }
    add("-", edit.before, Ink::red);
    add("+", edit.now, Ink::green);
  }
  return lines;
}

/// Packages outside the cause that have one of it as an input: "app, lib and 2 more".
std::string users_words(const RebuildGraph& now, const DiffCause& cause, std::size_t most) {
  std::set<std::string> users;
  for (const NodeId id : cause.derivations)
    for (const NodeId user : now.referrers[id])
      if (now.nodes[user].key.pname != cause.name) users.insert(std::string(now.nodes[user].key.pname));
  return some_of({users.begin(), users.end()}, most);
}

std::string moved_words(const RebuildGraph& now, const DiffCause& cause, std::size_t most) {
  std::set<std::string> users;
  for (const NodeId id : cause.moved) users.insert(std::string(now.nodes[id].key.pname));
  return some_of({users.begin(), users.end()}, most);
}

/// What the field's name alone would leave open: who asks for what is new, and who was moved.
std::string field_words(const DiffAnswer& answer, const DiffCause& cause, const FieldChange& change) {
  const std::size_t most = answer.list ? SIZE_MAX : fields_unless_listed;
  if (change.field == "variant") return "variant for " + moved_words(answer.now, cause, most);
  if (change.before || change.now || !change.field.starts_with("new")) return shown(change.field);
  const std::string users = users_words(answer.now, cause, most);
  return shown(change.field) + (users.empty() ? "" : ", needed by " + users);
}

std::string explained(const DiffAnswer& answer, const DiffCause& cause, Style style) {
  const bool list = answer.list;
  std::string out = "  " + painted(cause_words(cause), Ink::strong, style) + "\n";
  std::set<std::string> repeating;
  for (const FieldChange& change : cause.changes) {
    if (change.repeated) {
      repeating.insert(shown(change.field));
      continue;
    }
    out += "    " + field_words(answer, cause, change);
    if (change.derivations > 1) out += painted(fmt::format(" (in {})", counted(change.derivations, "derivation", "derivations")), Ink::faint, style);
    const bool whole = is_short(text_of(change.before), short_value) && is_short(text_of(change.now), short_value);
    if (!change.before && !change.now) {
      out += "\n";
    } else if (change.before == change.now) {
      out += "  " + value_words(change.now) + (change.field == "source" ? ", other content\n" : "\n");
    } else if (whole && change.field == "inputs") {
      out += "  " + edit_words(text_of(change.before), text_of(change.now)) + "\n";
    } else if (whole) {
      out += "  " + value_words(change.before) + " → " + value_words(change.now) + "\n";
    } else {
      out += "\n";
      const std::vector<std::string> lines = places(change, style);
      const std::size_t most = list ? lines.size() : std::min(lines.size(), 2 * places_unless_listed);
      for (std::size_t i = 0; i < most; ++i) out += "      " + lines[i] + "\n";
      out += lines.size() == most ? "" : "    " + further(lines.size() - most, "line", "lines", "--list", style);
    }
  }
  if (!repeating.empty())
    out +=
        painted("    repeated in " + some_of({repeating.begin(), repeating.end()}, list ? SIZE_MAX : fields_unless_listed), Ink::faint, style) + "\n";
  return out;
}

Json json_change(const FieldChange& change) {
  Json object{{"field", json_text(change.field)}};
  if (is_short(text_of(change.before), short_value) && is_short(text_of(change.now), short_value)) {
    object["before"] = json_or_null(change.before);
    object["after"] = json_or_null(change.now);
  } else {
    Json edits = Json::array();
    for (const TextEdit& edit : text_edits(text_of(change.before), text_of(change.now), Grain::fields))
      edits.push_back(Json{{"before", json_text(edit.before)}, {"after", json_text(edit.now)}});
    object["edits"] = std::move(edits);
  }
  object["derivations"] = change.derivations;
  object["repeated"] = change.repeated;
  return object;
}

std::string versions_words(const std::vector<std::string>& versions) {
  std::vector<std::string> known;
  for (const std::string& version : versions) {
    if (!version.empty()) known.push_back(version);
  }
  return some_of(known, 4);
}

}  // namespace

std::string package_words(const PackageChange& change) {
  const std::string before = versions_words(change.before);
  const std::string now = versions_words(change.now);
  std::string out = shown(change.name);
  if (!before.empty()) out += " " + before;
  if (!before.empty() && !now.empty()) out += " →";
  if (!now.empty()) out += " " + now;
  return out;
}

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

std::size_t number_of_cause_rows(const GraphDiff& diff) { return diff.groups.size() + diff.causes.size() - grouped(diff).size(); }

std::vector<CauseRow> cause_rows(const RebuildGraph& now, const GraphDiff& diff, std::size_t rows, std::size_t fields) {
  const std::set<std::size_t> in_groups = grouped(diff);
  std::vector<CauseRow> list;
  for (const CauseGroup& group : diff.groups) {
    if (list.size() == rows) break;
    CauseRow row{group_words(group), group.derivations, group.rebuilds, group.alone, "", {}};
    for (const std::size_t member : group.causes) row.packages.push_back(diff.causes[member].name);
    std::sort(row.packages.begin(), row.packages.end());
    list.push_back(std::move(row));
  }
  for (std::size_t i = 0; i < diff.causes.size() && list.size() < rows; ++i) {
    const DiffCause& cause = diff.causes[i];
    if (!in_groups.contains(i))
      list.push_back({cause_words(cause), derivations_of(now, cause.derivations), cause.rebuilds, cause.alone, fields_words(cause, fields), {}});
  }
  return list;
}

std::string causes_section(const DiffAnswer& answer, Style style) {
  const std::size_t rows = number_of_cause_rows(answer.diff);
  const std::size_t listed = answer.list ? rows : std::min(rows, rows_unless_listed);
  Table table(
      {{"cause"}, {"derivations", Side::right}, {"rebuilds", Side::right, Ink::strong}, {"alone", Side::right}, {"changed", Side::left, Ink::faint}});
  for (const CauseRow& row : cause_rows(answer.now, answer.diff, listed, answer.list ? SIZE_MAX : fields_unless_listed))
    table.row({row.cause, with_thousands(row.derivations), with_thousands(row.rebuilds), with_thousands(row.alone),
               row.packages.empty() ? row.changed : some_of(row.packages, answer.list ? SIZE_MAX : packages_unless_listed)});
  return table.text(style) + further(rows - listed, "cause", "causes", "--list", style);
}

std::string explained_section(const DiffAnswer& answer, Style style) {
  if (!answer.explain || answer.diff.causes.empty()) return "";
  const GraphDiff& diff = answer.diff;
  std::string out = painted("what changed, before → after", Ink::faint, style) + "\n";
  std::set<std::size_t> left_out;
  for (const CauseGroup& group : diff.groups)  // one of them speaks for all
    if (!answer.list) left_out.insert(group.causes.begin() + 1, group.causes.end());
  const std::size_t most = answer.list ? SIZE_MAX : rows_unless_listed;
  std::size_t done = 0;
  for (std::size_t i = 0; i < diff.causes.size() && done < most; ++i) {
    if (left_out.contains(i)) continue;
    out += explained(answer, diff.causes[i], style);
    ++done;
  }
  return out + further(diff.causes.size() - done, "cause", "causes", "--list", style);
}

Json json_causes(const DiffAnswer& answer) {
  Json list = Json::array();
  for (const DiffCause& cause : answer.diff.causes) {
    Json object{{"name", json_text(cause.name)}, {"before", json_or_null(cause.before)}, {"after", json_or_null(cause.now)}};
    object["fields"] = json_texts(cause.fields);
    object["changes"] = Json::array();
    for (const FieldChange& change : cause.changes) object["changes"].push_back(json_change(change));
    object["rebuilds"] = cause.rebuilds;
    object["alone"] = cause.alone;
    object["shared"] = cause.rebuilds - cause.alone;
    object[key_of(answer.now.unit)] = labels(answer.now, cause.derivations);
    object["moved"] = labels(answer.now, cause.moved);
    list.push_back(std::move(object));
  }
  return list;
}

Json json_groups(const DiffAnswer& answer) {
  Json list = Json::array();
  for (const CauseGroup& group : answer.diff.groups) {
    Json object{{"edits", Json::array()}};
    for (const FieldEdit& edit : group.edits)
      object["edits"].push_back(Json{{"field", json_text(edit.field)}, {"before", json_text(edit.before)}, {"after", json_text(edit.now)}});
    std::vector<std::string> names;
    for (const std::size_t member : group.causes) names.push_back(answer.diff.causes[member].name);
    std::sort(names.begin(), names.end());
    object["causes"] = json_texts(names);
    object["changed"] = group.derivations;
    object["rebuilds"] = group.rebuilds;
    object["alone"] = group.alone;
    list.push_back(std::move(object));
  }
  return list;
}

}  // namespace bgsnap
