#include "render/json.hpp"
#include "render/sections.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace bgsnap {

namespace {

using Side = Table::Side;

constexpr std::size_t forks_unless_asked = 20;

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
  return painted(fmt::format("{}{} compiled beyond the first of {}", answer.standing.incomplete ? "at least " : "",
                             counted(report.excess, "derivation is", "derivations are"), counted(report.packages, "package", "packages")),
                 Ink::strong, style) +
         fmt::format(", of {} compiled ({})\n", with_thousands(report.compiled), percent_of({report.excess, report.compiled}));
}

std::string fork_name(const Fork& fork) {
  std::string out = shown(fork.name);
  for (const std::string& part : fork.versions) out += (&part == &fork.versions.front() ? " " : " | ") + shown(part);
  for (const std::string& part : {fork.profile, fork.scope})
    if (!part.empty()) out += " " + shown(part);
  return out;
}

/// "a; b; and 3 more": parts that hold commas themselves.
std::string joined(const std::vector<std::string>& parts, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < std::min(parts.size(), most); ++i) out += (i == 0 ? "" : "; ") + shown(parts[i]);
  if (parts.size() > most) out += fmt::format("; and {} more", with_thousands(parts.size() - most));
  return out;
}

/// Packages where the variants start, its own name first: "itself, libc".
std::string starts_of(const DuplicatesAnswer& answer, const DuplicateGroup& group) {
  std::vector<std::string> names;
  for (const std::size_t fork : group.forks) {
    const Fork& start = answer.report.forks[fork];
    const bool own = start.name == group.name && start.class_name == group.class_name && start.profile == group.profile && start.scope == group.scope;
    names.insert(own ? names.begin() : names.end(), own ? "itself" : start.name);
  }
  if (!names.empty()) return some_of(names, 3);
  return answer.graph.unit == Unit::derivations ? "nothing: one output path" : "nothing that shows";
}

/// "features: full visit", "toolchain instance", "content", else the fields.
std::string fork_words(const DuplicatesAnswer& answer, const Fork& fork) {
  if (fork.kind == Fork::Kind::content) return "content";
  if (fork.kind == Fork::Kind::toolchain) return std::string(word_for(answer.words, "toolchain/" + fork.name, "toolchain instance"));
  std::vector<std::string> words;
  if (fork.versions.size() > 1) words.emplace_back("version");
  for (const auto& [attribute, differing] : fork.words)
    words.push_back(
        fmt::format("{}: {}", word_for(answer.words, attribute, attribute),
                    fmt::join(differing.begin(), differing.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(differing.size(), 4)), " ")) +
        (differing.size() > 4 ? fmt::format(" and {} more", differing.size() - 4) : ""));
  if (!fork.inputs.empty()) words.push_back("inputs: " + some_of(fork.inputs, 4));
  for (const std::string& field : fork.differ_by)
    if (field != "version" && field != "inputs" && !field.starts_with("shows: ")) words.push_back(field);
  return words.empty() ? "nothing that shows" : joined(words, 2);
}

std::string asked_words(const DuplicatesAnswer& answer, const Fork& fork) {
  std::vector<std::string> users;
  for (const Fork::Choice& choice : fork.choices) {
    const std::string user = choice.asked_by ? std::string(answer.graph.nodes[*choice.asked_by].key.pname) : "a root";
    if (std::find(users.begin(), users.end(), user) == users.end()) users.push_back(user);
  }
  return some_of(users, 3);
}

std::string forks_section(const DuplicatesAnswer& answer, Style style) {
  const auto& forks = answer.report.forks;
  if (forks.empty()) return "";
  const std::size_t listed = std::min(forks.size(), answer.top ? static_cast<std::size_t>(*answer.top) : forks_unless_asked);
  Table table({{"starts at", Side::left, Ink::strong},
               {"class"},
               {"choices", Side::right},
               {"variants of", Side::right},
               {"saves", Side::right, Ink::strong},
               {"differ in"},
               {"asked for by"}});
  for (const Fork& fork : std::span(forks).first(listed))
    table.row({fork_name(fork), shown(fork.class_name), with_thousands(fork.choices.size()), counted(fork.groups.size(), "package", "packages"),
               with_thousands(fork.saves), fork_words(answer, fork), asked_words(answer, fork)});
  return painted("Where they start, and how many derivations fewer would be compiled outside the toolchain with one choice", Ink::strong, style) +
         "\n" + table.text(style) + further(forks.size() - listed, "fork", "forks", "--top N", style);
}

std::string groups_section(const DuplicatesAnswer& answer, Style style) {
  const auto& groups = answer.report.groups;
  const std::size_t listed = answer.top ? static_cast<std::size_t>(std::min<std::uint64_t>(*answer.top, groups.size())) : groups.size();
  Table table({{"package", Side::left, Ink::strong}, {"class"}, {"derivations", Side::right, Ink::strong}, {"start at"}, {"differ by"}});
  for (std::size_t i = 0; i < listed; ++i) {
    table.row({name_words(groups[i]), shown(groups[i].class_name), with_thousands(groups[i].variants), starts_of(answer, groups[i]),
               groups[i].differ_by.empty() ? "nothing that shows" : some_of(groups[i].differ_by, 3)});
  }
  return table.text(style) + further(groups.size() - listed, "package", "packages", "without --top", style);
}

Json json_fork(const DuplicatesAnswer& answer, const Fork& fork) {
  constexpr const char* kinds[] = {"recipe", "content", "toolchain"};
  Json object{{"name", json_text(fork.name)},       {"versions", json_texts(fork.versions)}, {"class", json_text(fork.class_name)},
              {"profile", json_text(fork.profile)}, {"scope", json_text(fork.scope)},        {"kind", kinds[static_cast<std::size_t>(fork.kind)]}};
  object["saves"] = fork.saves;
  object["differ_by"] = json_texts(fork.differ_by);
  Json words = Json::object();
  for (const auto& [attribute, differing] : fork.words) append(words, attribute, json_texts(differing));
  object["words"] = std::move(words);
  object["inputs"] = json_texts(fork.inputs);
  Json choices = Json::array();
  for (const Fork::Choice& choice : fork.choices) {
    const auto label = [&](NodeId id) { return json_text(answer.graph.nodes[id].label); };
    choices.push_back(Json{{"made", label(choice.made)}, {"asked_by", choice.asked_by ? Json(label(*choice.asked_by)) : Json(nullptr)}});
  }
  object["choices"] = std::move(choices);
  object["groups"] = fork.groups;
  return object;
}

}  // namespace

std::string as_text(const DuplicatesAnswer& answer, Style style) {
  return page({headline(answer, style), standing_section(answer.standing, style), forks_section(answer, style), groups_section(answer, style)});
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
    object["forks"] = group.forks;
    object[key_of(answer.graph.unit)] = labels(answer.graph, group.nodes);
    groups.push_back(std::move(object));
  }
  json["groups"] = std::move(groups);
  Json forks = Json::array();
  for (const Fork& fork : answer.report.forks) forks.push_back(json_fork(answer, fork));
  json["forks"] = std::move(forks);
  return dumped(json);
}

}  // namespace bgsnap
