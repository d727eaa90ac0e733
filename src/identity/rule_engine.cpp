#include "identity/rule_engine.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace bgsnap {
namespace {

constexpr std::array<std::string_view, 7> properties = {"name", "pname", "version", "system", "builder", "kind", "url"};
constexpr std::string_view attribute_prefix = "attr.";

void collect_attributes(std::string_view text, std::vector<std::string>& names) {
  for (auto open = text.find("{attr."); open != std::string_view::npos; open = text.find("{attr.", open + 1)) {
    const auto close = text.find('}', open);
    if (close != std::string_view::npos) names.emplace_back(text.substr(open + 6, close - open - 6));
  }
}

std::vector<std::string> attributes_of(std::span<const IdentityRule> rules) {
  std::vector<std::string> names;
  collect_asked(rules, names);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace

void collect_asked(std::span<const Condition> conditions, std::vector<std::string>& names) {
  for (const Condition& condition : conditions) {
    if (condition.property.starts_with(attribute_prefix)) names.push_back(condition.property.substr(attribute_prefix.size()));
    for (const std::string& glob : condition.globs) collect_attributes(glob, names);
  }
}

void collect_asked(std::span<const IdentityRule> rules, std::vector<std::string>& names) {
  for (const IdentityRule& rule : rules) {
    for (const std::string* text : {&rule.class_name, &rule.profile, &rule.scope, &rule.pname, &rule.version, &rule.system})
      collect_attributes(*text, names);
    collect_asked(rule.when, names);
  }
}

RuleEngine::RuleEngine(std::span<const IdentityRule> rules, const Rules& all, std::deque<std::string>& texts)
    : texts_(texts), attribute_names_(attributes_of(rules)), members_(all.members) {
  attributes_.resize(attribute_names_.size());
  std::sort(members_.begin(), members_.end());
  for (const IdentityRule& rule : rules) {
    CompiledRule compiled{&rule,
                          {},
                          compile(rule.class_name),
                          compile(rule.profile),
                          compile(rule.scope),
                          compile(rule.pname),
                          compile(rule.version),
                          compile(rule.system)};
    for (const Condition& condition : rule.when) {
      CompiledCondition c{&condition, {0}, condition.property == "member", {}, {}};
      if (c.member)
        for (const std::string& text : condition.globs) c.members.push_back(compile(text));
      else
        c.slot = slot_of(condition.property);
      for (const std::string& glob : condition.globs) c.globs.push_back(compiled_glob(glob, condition.ignore_case));
      compiled.when.push_back(std::move(c));
    }
    rules_.push_back(std::move(compiled));
  }
}

/// Fixed properties are negative, attributes count from 0. What is neither stands for the empty text.
RuleEngine::Slot RuleEngine::slot_of(std::string_view property) {
  if (property.starts_with(attribute_prefix)) {
    property.remove_prefix(attribute_prefix.size());
    const auto at = std::lower_bound(attribute_names_.begin(), attribute_names_.end(), property);
    return {static_cast<int>(at - attribute_names_.begin())};
  }
  const auto at = std::find(properties.begin(), properties.end(), property);
  return {-1 - static_cast<int>(at - properties.begin())};
}

RuleEngine::Template RuleEngine::compile(std::string_view text) {
  Template parts;
  std::string literal;
  for (std::size_t i = 0; i < text.size();) {
    if (text.substr(i).starts_with("{{")) {
      literal += '{';
      i += 2;
    } else if (const auto close = text.find('}', i); text[i] == '{' && close != std::string_view::npos) {
      if (!literal.empty()) parts.push_back({texts_.emplace_back(std::exchange(literal, {})), {0}, false});
      parts.push_back({{}, slot_of(text.substr(i + 1, close - i - 1)), true});
      i = close + 1;
    } else {
      literal += text[i++];
    }
  }
  if (!literal.empty()) parts.push_back({texts_.emplace_back(std::move(literal)), {0}, false});
  return parts;
}

std::string_view RuleEngine::value(Slot slot, const RuleSubject& subject) const noexcept {
  if (slot.property >= 0) return attributes_[static_cast<std::size_t>(slot.property)];
  switch (-1 - slot.property) {
    case 0: return subject.name;
    case 1: return subject.pname;
    case 2: return subject.version;
    case 3: return subject.system;
    case 4: return subject.builder;
    case 5: return subject.kind;
    case 6: return subject.url;
    default: return {};
  }
}

std::string RuleEngine::render(const Template& parts, const RuleSubject& subject) const {
  std::string text;
  for (const Part& part : parts) text += part.is_slot ? value(part.slot, subject) : part.literal;
  return text;
}

/// A text made of one part is a view of what is there already; only a composed one is stored.
std::string_view RuleEngine::keep(const Template& parts, const RuleSubject& subject) const {
  if (parts.empty()) return {};
  if (parts.size() == 1) return parts.front().is_slot ? value(parts.front().slot, subject) : parts.front().literal;
  return texts_.emplace_back(render(parts, subject));
}

RuleEngine::CompiledGlob RuleEngine::compiled_glob(std::string_view glob, bool ignore_case) noexcept {
  using Shape = CompiledGlob::Shape;
  const bool open = glob.starts_with('*');
  const bool left_open = glob.size() > 1 && glob.ends_with('*');
  const std::string_view inner = glob.substr(open ? 1 : 0, glob.size() - (open ? 1 : 0) - (left_open ? 1 : 0));
  if (ignore_case || inner.find_first_of("*?") != std::string_view::npos) return {Shape::any, glob};
  return {open ? left_open ? Shape::inside : Shape::end : left_open ? Shape::beginning : Shape::text, inner};
}

bool RuleEngine::CompiledGlob::matches(std::string_view value, bool ignore_case) const noexcept {
  switch (shape) {
    case Shape::text: return value == text;
    case Shape::beginning: return value.starts_with(text);
    case Shape::end: return value.ends_with(text);
    case Shape::inside: return value.find(text) != std::string_view::npos;
    case Shape::any: break;
  }
  return glob_matches(text, value, ignore_case);
}

bool RuleEngine::holds(const CompiledCondition& condition, const RuleSubject& subject) const {
  bool found = false;
  if (condition.member) {
    for (const Template& text : condition.members)
      found = found || std::binary_search(members_.begin(), members_.end(), render(text, subject));
  } else {
    const std::string_view text = value(condition.slot, subject);
    for (const CompiledGlob& glob : condition.globs)
      found = found || glob.matches(text, condition.condition->ignore_case);
  }
  return found != condition.condition->negated;
}

void RuleEngine::load(const RawDerivation& derivation) {
  std::fill(attributes_.begin(), attributes_.end(), std::string_view{});
  const auto merge = [this](std::span<const RawVariable> variables) {
    std::size_t at = 0;
    for (const RawVariable& variable : variables) {
      while (at < attribute_names_.size() && attribute_names_[at] < variable.name) ++at;
      if (at == attribute_names_.size()) return;
      if (attribute_names_[at] == variable.name) attributes_[at] = variable.value;
    }
  };
  if (derivation.asked != nullptr) {
    if (std::exchange(known_, derivation.asked) != derivation.asked &&
        !std::includes(derivation.asked->begin(), derivation.asked->end(), attribute_names_.begin(), attribute_names_.end()))
      throw std::logic_error("the rules ask for attributes that the graph was read without");
    return merge(derivation.answers);
  }
  merge(derivation.env);
  merge(derivation.attributes);  // structured attributes come first, so they are written last
}

void RuleEngine::apply(const CompiledRule& rule, const RuleSubject& subject, Decision& decision) const {
  const auto set = [&](std::string_view& field, const Template& parts) {
    if (field.empty() && !parts.empty()) field = keep(parts, subject);
  };
  set(decision.key.class_name, rule.class_name);
  set(decision.key.profile, rule.profile);
  set(decision.key.scope, rule.scope);
  set(decision.key.pname, rule.pname);
  set(decision.key.system, rule.system);
  if (!decision.version_set && (!rule.version.empty() || rule.rule->sets_version)) {
    decision.key.version = keep(rule.version, subject);
    decision.version_set = true;
  }
  if (decision.compiled == IdentityRule::Compiled::unset) decision.compiled = rule.rule->compiled;
  if (!decision.shows && !rule.rule->shows.empty()) decision.shows = rule.rule;
}

/// Whether the rule would say something that no rule before it has said.
bool RuleEngine::may_add(const CompiledRule& rule, const Decision& decision) noexcept {
  const auto open = [](std::string_view field, const Template& parts) { return field.empty() && !parts.empty(); };
  return open(decision.key.class_name, rule.class_name) || open(decision.key.profile, rule.profile) || open(decision.key.scope, rule.scope) ||
         open(decision.key.pname, rule.pname) || open(decision.key.system, rule.system) ||
         (!decision.version_set && (!rule.version.empty() || rule.rule->sets_version)) ||
         (decision.compiled == IdentityRule::Compiled::unset && rule.rule->compiled != IdentityRule::Compiled::unset) ||
         (!decision.shows && !rule.rule->shows.empty());
}

RuleEngine::Decision RuleEngine::decide(const RawDerivation& derivation, const RuleSubject& subject) {
  load(derivation);
  Decision decision;
  for (const CompiledRule& rule : rules_) {
    const bool applies = may_add(rule, decision) && std::all_of(rule.when.begin(), rule.when.end(), [&](const CompiledCondition& c) { return holds(c, subject); });
    if (applies) apply(rule, subject, decision);
  }
  return decision;
}

}  // namespace bgsnap
