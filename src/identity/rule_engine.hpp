#pragma once

#include "bgsnap/identity.hpp"
#include "identity/attribute_values.hpp"
#include "identity/compiled_glob.hpp"

#include <array>
#include <cstdint>
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
  DerivationKind kind;
  std::string_view url;
};

/// Rules with their properties and templates resolved to positions, and listed by what they look at: most rules ask for an attribute that
/// most derivations do not set, and are not looked at for these.
class RuleEngine {
public:
  /// `attributes` has those that collect_asked() names; its derivation is the one to decide. `texts` keeps what decide() gives views of.
  /// Both must outlive the engine.
  RuleEngine(std::span<const IdentityRule> rules, const Rules& all, const AttributeValues& attributes, std::deque<std::string>& texts);

  /// What the rules say; empty texts where no rule sets the field. Views into the derivation, the subject or `texts`.
  struct Decision {
    LogicalKey key;
    bool version_set = false;
    IdentityRule::Compiled compiled = IdentityRule::Compiled::unset;
    const IdentityRule* shows = nullptr;
  };
  [[nodiscard]] Decision decide(const RuleSubject& subject);

private:
  struct Slot {  // a place in `attributes_`, or a fixed property
    int property;
  };
  struct Part {
    std::string_view literal;
    Slot slot;
    bool is_slot;
  };
  using Template = std::vector<Part>;
  struct CompiledCondition {
    Slot slot;
    bool negated;
    bool member;
    std::vector<Template> members;
    std::vector<CompiledGlob> globs;
  };
  /// What a rule can say, a bit each.
  enum Field : std::uint8_t { class_name = 1, profile = 2, scope = 4, pname = 8, version = 16, system = 32, compiled = 64, shows = 128 };
  using Fields = std::uint8_t;
  struct CompiledRule {
    const IdentityRule* rule;
    Fields says;
    std::vector<CompiledCondition> when;  ///< but for those on the kind
    Template class_name, profile, scope, pname, version, system;
  };
  /// A bit for each rule, in their order.
  using RuleSet = std::vector<std::uint64_t>;

  [[nodiscard]] Slot slot_of(std::string_view property) const;
  Template compile(std::string_view text);
  CompiledCondition compile(const Condition& condition);
  [[nodiscard]] static Fields fields_of(const IdentityRule& rule) noexcept;
  void add(const IdentityRule& rule);
  void list_by_kind(std::span<const Condition> when, std::size_t rule);
  void list_by_attribute(std::span<const Condition> when, std::size_t rule);
  [[nodiscard]] const RuleSet& candidates(DerivationKind kind);
  [[nodiscard]] std::string_view value(Slot slot, const RuleSubject& subject) const noexcept;
  [[nodiscard]] bool holds(const CompiledCondition& condition, const RuleSubject& subject) const;
  [[nodiscard]] bool applies(const CompiledRule& rule, const RuleSubject& subject) const;
  [[nodiscard]] std::string render(const Template& parts, const RuleSubject& subject) const;
  [[nodiscard]] std::string_view keep(const Template& parts, const RuleSubject& subject) const;
  [[nodiscard]] Fields apply(const CompiledRule& rule, const RuleSubject& subject, Fields open, Decision& decision) const;

  const AttributeValues& attributes_;
  std::deque<std::string>& texts_;
  std::vector<std::string> members_;  // ascending
  std::vector<CompiledRule> rules_;
  std::array<RuleSet, derivation_kinds> of_kind_;  // that hold of a kind, as far as they ask for it
  RuleSet of_any_;                                 // that need no attribute
  std::vector<RuleSet> of_attribute_;              // by place: that hold of nothing where this one is not set
  RuleSet candidates_;
};

}  // namespace bgsnap
