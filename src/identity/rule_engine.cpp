#include "identity/rule_engine.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
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

bool is_attribute(const Condition& condition) noexcept { return condition.property.starts_with(attribute_prefix); }

/// Of a condition on an attribute: it holds of nothing where that is not set.
bool needs_its_attribute(const Condition& condition) noexcept {
  return is_attribute(condition) && !condition.negated && std::none_of(condition.globs.begin(), condition.globs.end(), [&](const std::string& glob) {
           return glob_matches(glob, {}, condition.ignore_case);
         });
}

bool is_on_kind(const Condition& condition) noexcept { return condition.property == "kind"; }

bool holds_of_kind(const Condition& condition, DerivationKind kind) noexcept {
  const auto matches = [&](const std::string& glob) { return glob_matches(glob, name_of(kind), condition.ignore_case); };
  return std::any_of(condition.globs.begin(), condition.globs.end(), matches) != condition.negated;
}

void put_in(std::vector<std::uint64_t>& set, std::size_t rule) { set[rule / 64] |= std::uint64_t{1} << (rule % 64); }

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

RuleEngine::RuleEngine(std::span<const IdentityRule> rules, const Rules& all, const AttributeValues& attributes, std::deque<std::string>& texts)
    : attributes_(attributes),
      texts_(texts),
      members_(all.members),
      of_any_((rules.size() + 63) / 64),
      of_attribute_(attributes.size(), of_any_),
      candidates_(of_any_) {
  of_kind_.fill(of_any_);
  std::sort(members_.begin(), members_.end());
  rules_.reserve(rules.size());
  for (const IdentityRule& rule : rules) add(rule);
}

void RuleEngine::add(const IdentityRule& rule) {
  CompiledRule added{&rule,
                     fields_of(rule),
                     {},
                     compile(rule.class_name),
                     compile(rule.profile),
                     compile(rule.scope),
                     compile(rule.pname),
                     compile(rule.version),
                     compile(rule.system)};
  for (const Condition& condition : rule.when)
    if (!is_on_kind(condition)) added.when.push_back(compile(condition));
  list_by_kind(rule.when, rules_.size());
  list_by_attribute(rule.when, rules_.size());
  rules_.push_back(std::move(added));
}

void RuleEngine::list_by_kind(std::span<const Condition> when, std::size_t rule) {
  for (std::size_t i = 0; i < of_kind_.size(); ++i) {
    const auto kind = static_cast<DerivationKind>(i);
    if (std::all_of(when.begin(), when.end(), [kind](const Condition& one) { return !is_on_kind(one) || holds_of_kind(one, kind); }))
      put_in(of_kind_[i], rule);
  }
}

/// One of the attributes that a rule needs is enough to leave it out where that one is not set.
void RuleEngine::list_by_attribute(std::span<const Condition> when, std::size_t rule) {
  const auto needed = std::find_if(when.begin(), when.end(), needs_its_attribute);
  put_in(needed == when.end() ? of_any_ : of_attribute_[static_cast<std::size_t>(slot_of(needed->property).property)], rule);
}

RuleEngine::Fields RuleEngine::fields_of(const IdentityRule& rule) noexcept {
  const auto one = [](Field field, bool said) { return said ? field : 0; };
  return static_cast<Fields>(one(class_name, !rule.class_name.empty()) | one(profile, !rule.profile.empty()) | one(scope, !rule.scope.empty()) |
                             one(pname, !rule.pname.empty()) | one(version, !rule.version.empty() || rule.sets_version) |
                             one(system, !rule.system.empty()) | one(compiled, rule.compiled != IdentityRule::Compiled::unset) |
                             one(shows, !rule.shows.empty()));
}

/// Fixed properties are negative, attributes count from 0. What is neither stands for the empty text.
RuleEngine::Slot RuleEngine::slot_of(std::string_view property) const {
  if (property.starts_with(attribute_prefix)) return {static_cast<int>(attributes_.place(property.substr(attribute_prefix.size())))};
  const auto at = std::find(properties.begin(), properties.end(), property);
  return {-1 - static_cast<int>(at - properties.begin())};
}

RuleEngine::CompiledCondition RuleEngine::compile(const Condition& condition) {
  CompiledCondition result{{0}, condition.negated, condition.property == "member", {}, {}};
  if (result.member) {
    for (const std::string& text : condition.globs) result.members.push_back(compile(text));
    return result;
  }
  result.slot = slot_of(condition.property);
  for (const std::string& glob : condition.globs) result.globs.emplace_back(glob, condition.ignore_case);
  return result;
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
    case 5: return name_of(subject.kind);
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

bool RuleEngine::holds(const CompiledCondition& condition, const RuleSubject& subject) const {
  bool found = false;
  if (condition.member) {
    for (const Template& text : condition.members) found = found || std::binary_search(members_.begin(), members_.end(), render(text, subject));
  } else {
    const std::string_view text = value(condition.slot, subject);
    for (const CompiledGlob& glob : condition.globs) found = found || glob.matches(text);
  }
  return found != condition.negated;
}

bool RuleEngine::applies(const CompiledRule& rule, const RuleSubject& subject) const {
  return std::all_of(rule.when.begin(), rule.when.end(), [&](const CompiledCondition& condition) { return holds(condition, subject); });
}

/// Says what no rule before it has said, and gives what is open after it: a text that came out empty is.
RuleEngine::Fields RuleEngine::apply(const CompiledRule& rule, const RuleSubject& subject, Fields open, Decision& decision) const {
  Fields said = 0;
  const auto asked = [&](Field field) { return (rule.says & open & field) != 0; };
  const auto say = [&](Field field, std::string_view& text, const Template& parts) {
    if (!asked(field)) return;
    text = keep(parts, subject);
    if (!text.empty()) said |= field;
  };
  say(class_name, decision.key.class_name, rule.class_name);
  say(profile, decision.key.profile, rule.profile);
  say(scope, decision.key.scope, rule.scope);
  say(pname, decision.key.pname, rule.pname);
  say(system, decision.key.system, rule.system);
  if (asked(version)) {
    decision.key.version = keep(rule.version, subject);
    decision.version_set = true;
  }
  if (asked(compiled)) decision.compiled = rule.rule->compiled;
  if (asked(shows)) decision.shows = rule.rule;
  constexpr Fields said_at_once = version | compiled | shows;
  said |= rule.says & said_at_once;
  return open & static_cast<Fields>(~said);
}

/// All rules that may hold: they have nothing against the kind, and what they are listed by is set.
const RuleEngine::RuleSet& RuleEngine::candidates(DerivationKind kind) {
  candidates_ = of_any_;
  const auto join = [this](const RuleSet& more) {
    for (std::size_t word = 0; word < candidates_.size(); ++word) candidates_[word] |= more[word];
  };
  for (const std::uint32_t place : attributes_.set())
    if (!attributes_[place].empty()) join(of_attribute_[place]);
  const RuleSet& of_kind = of_kind_[static_cast<std::size_t>(kind)];
  for (std::size_t word = 0; word < candidates_.size(); ++word) candidates_[word] &= of_kind[word];
  return candidates_;
}

RuleEngine::Decision RuleEngine::decide(const RuleSubject& subject) {
  const RuleSet& rules = candidates(subject.kind);
  Decision decision;
  Fields open = std::numeric_limits<Fields>::max();
  for (std::size_t word = 0; word < rules.size(); ++word)
    for (std::uint64_t bits = rules[word]; bits != 0; bits &= bits - 1) {
      const CompiledRule& rule = rules_[word * 64 + static_cast<std::size_t>(std::countr_zero(bits))];
      if ((rule.says & open) != 0 && applies(rule, subject)) open = apply(rule, subject, open, decision);
    }
  return decision;
}

}  // namespace bgsnap
