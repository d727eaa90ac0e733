#pragma once

#include "bgsnap/identity.hpp"

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// Attributes that rules and conditions ask for; unordered, some twice.
void collect_asked(std::span<const IdentityRule> rules, std::vector<std::string>& names);
void collect_asked(std::span<const Condition> conditions, std::vector<std::string>& names);

/// What a rule may ask of a derivation, beside its attributes.
struct RuleSubject {
  std::string_view name;
  std::string_view pname;
  std::string_view version;
  std::string_view system;
  std::string_view builder;
  std::string_view kind;
  std::string_view url;
};

/// Rules with their properties and templates resolved to positions, so that one merge over a derivation's sorted attributes
/// serves all of them.
class RuleEngine {
public:
  /// `texts` keeps what decide() gives views of, and must outlive it.
  RuleEngine(std::span<const IdentityRule> rules, const Rules& all, std::deque<std::string>& texts);

  /// What the rules say; empty texts where no rule sets the field. Views into the derivation, the subject or `texts`.
  struct Decision {
    LogicalKey key;
    bool version_set = false;
    IdentityRule::Compiled compiled = IdentityRule::Compiled::unset;
    const IdentityRule* shows = nullptr;
  };
  [[nodiscard]] Decision decide(const RawDerivation& derivation, const RuleSubject& subject);

private:
  struct Slot {  // an index into `attributes_`, or a fixed property
    int property;
  };
  struct Part {
    std::string_view literal;
    Slot slot;
    bool is_slot;
  };
  using Template = std::vector<Part>;
  /// A glob by its shape, so that what most of them are takes one comparison.
  struct CompiledGlob {
    enum class Shape { text, beginning, end, inside, any };
    Shape shape = Shape::any;
    std::string_view text;  ///< without the stars around it, or as it stands
    [[nodiscard]] bool matches(std::string_view value, bool ignore_case) const noexcept;
  };
  static CompiledGlob compiled_glob(std::string_view glob, bool ignore_case) noexcept;
  struct CompiledCondition {
    const Condition* condition;
    Slot slot;
    bool member;
    std::vector<Template> members;
    std::vector<CompiledGlob> globs;
  };
  struct CompiledRule {
    const IdentityRule* rule;
    std::vector<CompiledCondition> when;
    Template class_name, profile, scope, pname, version, system;
  };

  Slot slot_of(std::string_view property);
  Template compile(std::string_view text);
  [[nodiscard]] std::string_view value(Slot slot, const RuleSubject& subject) const noexcept;
  [[nodiscard]] bool holds(const CompiledCondition& condition, const RuleSubject& subject) const;
  [[nodiscard]] std::string render(const Template& parts, const RuleSubject& subject) const;
  [[nodiscard]] std::string_view keep(const Template& parts, const RuleSubject& subject) const;
  void load(const RawDerivation& derivation);
  [[nodiscard]] static bool may_add(const CompiledRule& rule, const Decision& decision) noexcept;
  void apply(const CompiledRule& rule, const RuleSubject& subject, Decision& decision) const;

  std::deque<std::string>& texts_;
  std::vector<std::string> attribute_names_;    // ascending after construction
  std::vector<std::string_view> attributes_;    // of the derivation at hand, parallel
  std::vector<std::string> members_;            // ascending
  const std::vector<std::string>* known_ = nullptr;  // the asked attributes of a graph that were found to hold all of ours
  std::vector<CompiledRule> rules_;
};

}  // namespace bgsnap
