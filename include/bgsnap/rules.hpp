#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Room `identity`: decides what "the same" means. This header: the rules, as plain values. They come from presets and the
/// configuration (room `config`); no ecosystem is known in C++.
namespace bgsnap {

/// A glob list over one property of a derivation. `?` is one byte, `*` any number, everything else itself.
struct Condition {
  /// "name" (derivation name), "pname", "version" (the default ones), "system", "builder", "kind" (name_of(DerivationKind)),
  /// "url" (what it fetches), "member" (a template's value must be one of the configured members), or "attr.NAME" (an attribute).
  std::string property;
  std::vector<std::string> globs;  ///< one must match; an absent attribute matches as the empty text. For "member": templates
  bool ignore_case = false;
  bool negated = false;
  friend bool operator==(const Condition&, const Condition&) = default;
};

/// What a rule says of the derivations that it matches. Every field is decided by the first matching rule that sets it.
/// Texts are templates: "{attr.NAME}", "{name}", "{pname}", "{version}", "{system}" stand for those values, "{{" for a brace.
struct IdentityRule {
  std::string origin;           ///< preset name or "configuration", for explanations
  std::vector<Condition> when;  ///< all must hold; empty: always
  std::string class_name;
  std::string profile;
  std::string scope;
  std::string pname;
  std::string version;
  std::string system;
  enum class Compiled { unset, yes, no } compiled = Compiled::unset;
  std::vector<std::string> shows;  ///< attributes whose words the snapshot's line shows (features); the first matching rule's list counts
  bool sets_version = false;       ///< tells an empty version ("none") from one that is not set
  friend bool operator==(const IdentityRule&, const IdentityRule&) = default;
};

/// One figure of `metrics`, as data. Everything is counted over distinct derivations, by the metrics' own identity.
struct FigureRule {
  std::string path;  ///< JSON pointer in the answer; a part "*" is the root's or watched package's name
  /// "derivations": that match `where`. "packages": distinct pnames with more than `variants_above` of these derivations.
  /// "excess": of these packages, derivations beyond the first of each. "logical nodes": distinct keys. "logical edges": distinct
  /// ordered pairs of the keys of a derivation and of one of its inputs, both matching `where`; fixed outputs' inputs count, a
  /// pair of equal keys counts. "members present": the members, in the configuration's order, that are the pname of one; a list.
  std::string count;
  /// "graph": once over everything. "each root": once for each root, over its closure (inputs of fixed outputs included). "each
  /// watched package": once for each of Rules::watch, over derivations of that pname; a package that counts 0 is left out. "members".
  std::string over;
  /// All must hold of a derivation: "class", "profile", "scope", "pname", "version", "system" are those of the metrics' identity,
  /// the others as in Condition.
  std::vector<Condition> where;
  std::size_t variants_above = 0;
  std::string meaning;  ///< one line for people
  friend bool operator==(const FigureRule&, const FigureRule&) = default;
};

/// A preset's figures and the key they count by, which may differ from the snapshot's.
struct MetricsRules {
  std::vector<IdentityRule> identity;  ///< alone, without those of the snapshot; empty: as the snapshot
  std::string key;                     ///< one line that says what the figures count by
  std::vector<FigureRule> figures;
  friend bool operator==(const MetricsRules&, const MetricsRules&) = default;
};

/// What people call an attribute ("crateFeatures": "features") or an instance of "toolchain/PNAME": globs and words.
using EcosystemWords = std::vector<std::pair<std::string, std::string>>;

/// Everything that decides identity, classes and the boundary.
struct Rules {
  std::vector<std::string> presets;              ///< names, in order; the first that has figures gives `metrics`, unless the configuration does
  std::vector<IdentityRule> identity;            ///< configuration first, then presets
  std::vector<std::string> generic_names;        ///< globs of fixed-output names that say nothing ("source")
  std::vector<std::string> boundary_attributes;  ///< attributes that name a toolchain ("stdenv"): their values' closures are the boundary
  std::vector<std::string> boundary_packages;    ///< globs of pnames whose closures join the boundary
  std::vector<std::string> members;              ///< the workspace's own packages
  std::vector<std::string> watch;                ///< packages to watch
  EcosystemWords words;                          ///< those of the presets, in order
  MetricsRules metrics;
  friend bool operator==(const Rules&, const Rules&) = default;
};

/// How many of the identity rules are the configuration's own.
[[nodiscard]] inline std::uint32_t own_rules(const Rules& rules) noexcept {
  std::uint32_t count = 0;
  for (const IdentityRule& rule : rules.identity) count += rule.origin == "configuration" ? 1 : 0;
  return count;
}

/// `*` and `?`; bytes, not locale. O(|glob| × |text|), no recursion.
[[nodiscard]] bool glob_matches(std::string_view glob, std::string_view text, bool ignore_case = false) noexcept;

/// The word of the first glob that matches `what`; `otherwise` where none does. Views into either.
[[nodiscard]] std::string_view word_for(const EcosystemWords& words, std::string_view what, std::string_view otherwise) noexcept;

}  // namespace bgsnap
