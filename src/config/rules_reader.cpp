#include "config/rules_reader.hpp"

#include "config/nearest_name.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {
namespace {

constexpr std::string_view attribute_prefix = "attr.";

/// What a derivation is asked about before it has an identity.
const std::vector<std::string> recipe_properties = {"name", "pname", "version", "system", "builder", "kind", "url"};
const std::vector<std::string> identity_properties = {"class", "profile", "scope"};

enum class Asks { recipe, recipe_or_identity };

bool is_attribute(std::string_view property) { return property.size() > attribute_prefix.size() && property.starts_with(attribute_prefix); }

/// "{attr.NAME}" and the like; a brace that names nothing is a mistake, "{{" is a brace.
void check_template(const JsonCursor& where, std::string_view text) {
  for (std::size_t at = 0; (at = text.find('{', at)) != std::string_view::npos;) {
    if (text.substr(at).starts_with("{{")) {
      at += 2;
      continue;
    }
    const auto close = text.find('}', at);
    if (close == std::string_view::npos) where.fail("the brace in \"" + std::string(text) + "\" is not closed", "write \"{{\" for a brace");
    const std::string_view property = text.substr(at + 1, close - at - 1);
    if (!is_attribute(property) && std::find(recipe_properties.begin(), recipe_properties.end(), property) == recipe_properties.end())
      where.fail("\"{" + std::string(property) + "}\" stands for nothing",
                 did_you_mean(property, std::vector<std::string>{"name", "pname", "version", "system", "builder", "kind", "url", "attr.NAME"}));
    at = close + 1;
  }
}

std::string read_template(const JsonCursor& where) {
  std::string text = where.text_or_empty();
  check_template(where, text);
  return text;
}

void check_property(const JsonCursor& where, const std::string& property, Asks asks) {
  std::vector<std::string> known = recipe_properties;
  known.emplace_back("member");
  if (asks == Asks::recipe_or_identity) known.insert(known.end(), identity_properties.begin(), identity_properties.end());
  if (is_attribute(property) || std::find(known.begin(), known.end(), property) != known.end()) return;
  known.emplace_back("attr.NAME");
  where.fail("unknown property \"" + property + "\"", did_you_mean(property, known));
}

/// PROPERTY: "GLOB", ["GLOB", …], or {"is" or "not": "GLOB" or ["GLOB", …], "ignore_case": true}
Condition read_condition(const std::string& property, const JsonCursor& value, Asks asks) {
  check_property(value, property, asks);
  Condition condition;
  condition.property = property;
  if (!value.is_object()) {
    condition.globs = value.text_or_texts();
  } else {
    JsonObject object = value.object();
    const auto is = object.find("is");
    const auto negated = object.find("not");
    if (const auto ignore_case = object.find("ignore_case")) condition.ignore_case = ignore_case->truth();
    object.finish();
    if (is.has_value() == negated.has_value()) value.fail("a condition has either \"is\" or \"not\"");
    condition.globs = (is ? *is : *negated).text_or_texts();
    condition.negated = negated.has_value();
  }
  if (property == "member")
    for (const std::string& text : condition.globs) check_template(value, text);
  return condition;
}

/// The first condition that fails decides, so what is short to look at comes first and long attributes (a build phase) later.
std::vector<Condition> read_conditions(const JsonCursor& when, Asks asks) {
  std::vector<Condition> conditions;
  for (const auto& [property, value] : when.entries()) conditions.push_back(read_condition(property, value, asks));
  std::stable_partition(conditions.begin(), conditions.end(),
                        [](const Condition& condition) { return !is_attribute(condition.property) && condition.property != "member"; });
  return conditions;
}

/// A class is a word that selectors and ids of the snapshot can hold: "CLASS/PNAME", "class:NAME".
std::string class_name(const JsonCursor& value) {
  std::string name = value.text();
  if (name.empty() || name.find_first_of("/:@*?[]{}\"'` \t\n") != std::string::npos)
    value.fail(fmt::format("\"{}\" is no name for a class", name), "use a word without spaces, quotes and / : @ * ? [ ] { }");
  return name;
}

IdentityRule read_rule(const JsonCursor& cursor, const std::string& origin) {
  IdentityRule rule;
  rule.origin = origin;
  JsonObject object = cursor.object();
  if (const auto when = object.find("when")) rule.when = read_conditions(*when, Asks::recipe);
  const auto set = [&](const char* key, std::string& field) {
    const auto value = object.find(key);
    if (value) field = read_template(*value);
    return value.has_value();
  };
  bool says = false;
  if (const auto value = object.find("class")) {
    rule.class_name = class_name(*value);
    says = true;
  }
  says |= set("profile", rule.profile);
  says |= set("scope", rule.scope);
  says |= set("pname", rule.pname);
  rule.sets_version = set("version", rule.version);
  says |= rule.sets_version;
  says |= set("system", rule.system);
  if (const auto compiled = object.find("compiled")) {
    rule.compiled = compiled->truth() ? IdentityRule::Compiled::yes : IdentityRule::Compiled::no;
    says = true;
  }
  if (const auto shows = object.find("shows")) {
    rule.shows = shows->texts();
    says = true;
  }
  object.finish();
  if (!says) cursor.fail("the rule says nothing", "give it one of class, profile, scope, pname, version, system, compiled, shows");
  return rule;
}

const std::vector<std::string> counts = {"derivations", "packages", "excess", "logical nodes", "logical edges", "members present"};
const std::vector<std::string> scopes = {"graph", "each root", "each watched package", "members"};

FigureRule read_figure(const JsonCursor& cursor) {
  FigureRule figure;
  JsonObject object = cursor.object();
  const JsonCursor path = object.require("path");
  figure.path = path.text();
  if (!figure.path.starts_with('/')) path.fail("a path is a JSON pointer and begins with \"/\"");
  figure.count = object.require("count").one_of("count", counts);
  const auto over = object.find("over");
  figure.over = over ? over->one_of("range", scopes) : scopes.front();
  if (const auto where = object.find("where")) figure.where = read_conditions(*where, Asks::recipe_or_identity);
  if (const auto above = object.find("variants_above")) figure.variants_above = above->count();
  if (const auto meaning = object.find("meaning")) figure.meaning = meaning->text();
  object.finish();
  const bool each = figure.over == "each root" || figure.over == "each watched package";
  if (each != (figure.path.find("/*") != std::string::npos))
    path.fail(each ? "the path of a figure for " + figure.over + " needs a part \"*\""
                   : "a part \"*\" needs a figure for each root or each watched package");
  if ((figure.count == "members present") != (figure.over == "members"))
    cursor.fail("\"members present\" is counted over \"members\", and nothing else is");
  return figure;
}

void append(std::vector<std::string>& list, std::vector<std::string> more) {
  for (std::string& text : more)
    if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
}

}  // namespace

std::vector<IdentityRule> read_identity(const JsonCursor& list, const std::string& origin) {
  std::vector<IdentityRule> rules;
  for (const JsonCursor& item : list.items()) rules.push_back(read_rule(item, origin));
  return rules;
}

MetricsRules read_metrics(const JsonCursor& metrics, const std::string& origin) {
  MetricsRules rules;
  JsonObject object = metrics.object();
  rules.key = object.require("key").text();
  if (const auto identity = object.find("identity")) rules.identity = read_identity(*identity, origin);
  for (const JsonCursor& figure : object.require("figures").items()) rules.figures.push_back(read_figure(figure));
  object.finish();
  if (rules.figures.empty()) metrics.fail("metrics without figures");
  return rules;
}

void add_rules(JsonObject& file, const std::string& origin, Rules& rules) {
  if (const auto identity = file.find("identity"))
    for (IdentityRule& rule : read_identity(*identity, origin)) rules.identity.push_back(std::move(rule));
  if (const auto names = file.find("generic_names")) append(rules.generic_names, names->texts());
  if (const auto boundary = file.find("boundary")) {
    JsonObject object = boundary->object();
    if (const auto attributes = object.find("attributes")) append(rules.boundary_attributes, attributes->texts());
    if (const auto packages = object.find("packages")) append(rules.boundary_packages, packages->texts());
    object.finish();
  }
  if (const auto words = file.find("words"))
    for (const auto& [what, word] : words->entries()) rules.words.emplace_back(what, word.text());
  if (const auto metrics = file.find("metrics")) {
    MetricsRules read = read_metrics(*metrics, origin);
    if (rules.metrics.figures.empty()) rules.metrics = std::move(read);
  }
}

}  // namespace bgsnap
