#include "bgsnap/configuration.hpp"

#include "bgsnap/error.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace bgsnap {
namespace {

Rules rules_of(std::string_view text) { return parse_configuration(text, "bgsnap.json").rules; }

/// What a person reads: "BYTE POINTER: SENTENCE (NEXT STEP)"; the file is always the same.
std::string complaint(std::string_view text) {
  try {
    static_cast<void>(rules_of(text));
    return "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.place().file, "bgsnap.json");
    std::string said = error.place().byte ? "byte " + std::to_string(*error.place().byte) : error.place().pointer;
    said += ": " + error.sentence();
    if (!error.next_step().empty()) said += " (" + error.next_step() + ")";
    return said;
  }
}

TEST(Configuration, OnePresetIsFollowedByTheGenericOne) {
  EXPECT_EQ(rules_of(R"({"preset": "crate2nix"})").presets, (std::vector<std::string>{"crate2nix", "nixpkgs"}));
  EXPECT_EQ(rules_of(R"({"preset": "nixpkgs"})").presets, (std::vector<std::string>{"nixpkgs"}));
}

TEST(Configuration, AListOfPresetsIsExactlyThese) {
  EXPECT_EQ(rules_of(R"({"presets": ["rust", "go"]})").presets, (std::vector<std::string>{"rust", "go"}));
  EXPECT_TRUE(rules_of(R"({"presets": []})").identity.empty());
}

TEST(Configuration, WithoutAFileEveryPresetCountsAndTheGenericOneIsLast) {
  const Rules rules = default_configuration().rules;
  std::vector<std::string> names = preset_names();
  ASSERT_EQ(rules.presets.size(), names.size());
  EXPECT_EQ(rules.presets.back(), "nixpkgs");
  EXPECT_TRUE(std::is_sorted(rules.presets.begin(), rules.presets.end() - 1));
  EXPECT_EQ(rules_of("{}"), rules);
}

TEST(Configuration, AnEcosystemsFiguresAreCountedOnlyWhereItIsNamed) {
  EXPECT_EQ(rules_of(R"({"preset": "crate2nix"})").metrics.figures.front().path, "/per_root/*/logical_nodes");
  EXPECT_EQ(default_configuration().rules.metrics.figures.front().path, "/derivations");
  EXPECT_EQ(rules_of(R"({"preset": "go"})").metrics.figures.front().path, "/derivations");
}

TEST(Configuration, AClassIsAWordThatSelectorsCanHold) {
  EXPECT_EQ(complaint(R"({"identity": [{"class": "a/b"}]})"),
            "/identity/0/class: \"a/b\" is no name for a class (use a word without spaces, quotes and / : @ * ? [ ] { })");
  EXPECT_EQ(complaint(R"({"identity": [{"class": "{pname}"}]})"),
            "/identity/0/class: \"{pname}\" is no name for a class (use a word without spaces, quotes and / : @ * ? [ ] { })");
  EXPECT_EQ(complaint(R"({"identity": [{"class": "crate-compile_2"}]})"), "accepted");
}

TEST(Configuration, OwnRulesStandBeforeThoseOfPresets) {
  const Rules rules = rules_of(R"({"preset": "rust", "identity": [{"when": {"pname": "mine-*"}, "class": "mine", "version": ""}]})");
  const IdentityRule& first = rules.identity.front();
  EXPECT_EQ(first.origin, "configuration");
  EXPECT_EQ(first.class_name, "mine");
  EXPECT_TRUE(first.sets_version);
  EXPECT_EQ(first.compiled, IdentityRule::Compiled::unset);
  EXPECT_EQ(first.when, (std::vector<Condition>{{"pname", {"mine-*"}, false, false}}));
  EXPECT_EQ(rules.identity[1].origin, "rust");
}

TEST(Configuration, MembersWatchAndBoundary) {
  const Rules rules = rules_of(R"({
    // a workspace of two
    "preset": "crate2nix", "members": ["app", "lib"], "watch": ["tokio"],
    "generic_names": ["blob"], "boundary": {"attributes": ["toolchain", "stdenv"], "packages": ["rustc*"]}
  })");
  EXPECT_EQ(rules.members, (std::vector<std::string>{"app", "lib"}));
  EXPECT_EQ(rules.watch, (std::vector<std::string>{"tokio"}));
  EXPECT_EQ(rules.generic_names.front(), "blob");
  EXPECT_EQ(rules.boundary_attributes, (std::vector<std::string>{"toolchain", "stdenv"}));
  EXPECT_EQ(rules.boundary_packages, (std::vector<std::string>{"rustc*"}));
}

TEST(Configuration, AConditionIsAGlobGlobsOrAnObject) {
  const Rules rules = rules_of(R"({"presets": [], "identity": [{"class": "x", "when": {
    "attr.one": "a", "attr.two": ["b", "c"], "attr.three": {"not": "d*", "ignore_case": true}, "name": "n", "member": "{pname}"}}]})");
  EXPECT_EQ(rules.identity.front().when, (std::vector<Condition>{{"name", {"n"}, false, false},
                                                                 {"attr.one", {"a"}, false, false},
                                                                 {"attr.three", {"d*"}, true, true},
                                                                 {"attr.two", {"b", "c"}, false, false},
                                                                 {"member", {"{pname}"}, false, false}}));
}

TEST(Configuration, OwnFiguresReplaceThoseOfThePreset) {
  const Rules rules = rules_of(R"({"preset": "crate2nix", "metrics": {"key": "pname", "figures": [
    {"path": "/compiles", "count": "derivations", "where": {"class": "build"}, "meaning": "builds"}]}})");
  EXPECT_EQ(rules.metrics.key, "pname");
  EXPECT_EQ(rules.metrics.figures,
            (std::vector<FigureRule>{{"/compiles", "derivations", "graph", {{"class", {"build"}, false, false}}, 0, "builds"}}));
}

TEST(Configuration, NotJsonNamesTheByte) {
  EXPECT_EQ(complaint("{\"preset\": go}"), "byte 11: not valid JSON in line 1: invalid literal; last read: '\"preset\": g'");
  EXPECT_EQ(complaint("{\n\"preset\": \"go\"\n"), "byte 17: not valid JSON in line 3: unexpected end of input; expected '}'");
  EXPECT_EQ(complaint("{} {}"), "byte 3: not valid JSON in line 1: unexpected '{'; expected end of input");
  EXPECT_EQ(complaint(""), "byte 0: not valid JSON in line 1: unexpected end of input; expected '[', '{', or a literal");
}

TEST(Configuration, AKeyTwiceIsAMistake) {
  EXPECT_EQ(complaint(R"({"watch": [], "watch": []})"), "/watch: the key \"watch\" stands twice in one object");
  EXPECT_EQ(complaint(R"({"identity": [{"class": "a"}, {"when": {"name": "a", "name": "b"}}]})"),
            "/identity/1/when/name: the key \"name\" stands twice in one object");
}

TEST(Configuration, UnknownKeysAreToldWithWhatWasMeant) {
  EXPECT_EQ(complaint(R"({"memebrs": []})"), "/memebrs: unknown key \"memebrs\" (did you mean \"members\"?)");
  EXPECT_EQ(complaint(R"({"boundary": {"package": []}})"), "/boundary/package: unknown key \"package\" (did you mean \"packages\"?)");
  EXPECT_EQ(complaint(R"({"identity": [{"clas": "a"}]})"), "/identity/0/clas: unknown key \"clas\" (did you mean \"class\"?)");
  EXPECT_EQ(
      complaint(R"({"a/b~c": 1})"),
      "/a~1b~0c: unknown key \"a/b~c\" (known are schema, preset, presets, members, watch, identity, generic_names, boundary, words, metrics, roots, "
      "snapshot …)");
}

TEST(Configuration, UnknownPresetsAndPropertiesAreToldWithWhatWasMeant) {
  EXPECT_EQ(complaint(R"({"preset": "crate2nx"})"), "/preset: unknown preset \"crate2nx\" (did you mean \"crate2nix\"?)");
  EXPECT_EQ(complaint(R"({"presets": ["go", "rost"]})"), "/presets/1: unknown preset \"rost\" (did you mean \"rust\"?)");
  EXPECT_EQ(complaint(R"({"identity": [{"class": "a", "when": {"nam": "b"}}]})"),
            "/identity/0/when/nam: unknown property \"nam\" (did you mean \"name\"?)");
  EXPECT_EQ(complaint(R"({"identity": [{"profile": "{atr.x}"}]})"),
            "/identity/0/profile: \"{atr.x}\" stands for nothing (known are name, pname, version, system, builder, kind, url, attr.NAME)");
  EXPECT_EQ(complaint(R"({"identity": [{"profile": "{pname"}]})"),
            "/identity/0/profile: the brace in \"{pname\" is not closed (write \"{{\" for a brace)");
  EXPECT_EQ(complaint(R"({"identity": [{"profile": "{{pname"}]})"), "accepted");
}

TEST(Configuration, TheClassOfADerivationIsKnownOnlyToFigures) {
  EXPECT_EQ(complaint(R"({"identity": [{"class": "a", "when": {"class": "b"}}]})"),
            "/identity/0/when/class: unknown property \"class\" (known are name, pname, version, system, builder, kind, url, member, attr.NAME)");
}

TEST(Configuration, WrongTypesAreToldWithWhatWasFound) {
  EXPECT_EQ(complaint("[]"), ": expected an object, found an empty list");
  EXPECT_EQ(complaint(R"({"members": "app"})"), "/members: expected a list of strings, found a string");
  EXPECT_EQ(complaint(R"({"members": ["app", 3]})"), "/members/1: expected a string that is not empty, found 3");
  EXPECT_EQ(complaint(R"({"members": ["app", "app"]})"), "/members/1: \"app\" stands twice in this list");
  EXPECT_EQ(complaint(R"({"presets": ["go", "go"]})"), "/presets/1: \"go\" stands twice in this list");
  EXPECT_EQ(complaint(R"({"identity": [{"compiled": "yes"}]})"), "/identity/0/compiled: expected true or false, found a string");
  EXPECT_EQ(complaint(R"({"schema": "bgsnap-configuration/2"})"), "/schema: schema \"bgsnap-configuration/2\" is not \"bgsnap-configuration/1\"");
}

TEST(Configuration, WhatContradictsItselfIsRefused) {
  EXPECT_EQ(complaint(R"({"preset": "go", "presets": ["go"]})"),
            "/presets: \"preset\" and \"presets\" exclude each other (name them all under \"presets\")");
  EXPECT_EQ(complaint(R"({"identity": [{"when": {"name": "a"}}]})"),
            "/identity/0: the rule says nothing (give it one of class, profile, scope, pname, version, system, compiled, shows)");
  EXPECT_EQ(complaint(R"({"identity": [{"class": "a", "when": {"name": {"is": "a", "not": "b"}}}]})"),
            "/identity/0/when/name: a condition has either \"is\" or \"not\"");
}

std::string figure_complaint(const std::string& figure) { return complaint(R"({"metrics": {"key": "k", "figures": [)" + figure + "]}}"); }

TEST(Configuration, FiguresAreHeldToWhatCanBeCounted) {
  EXPECT_EQ(figure_complaint(R"({"path": "/a", "count": "derivation"})"),
            "/metrics/figures/0/count: unknown count \"derivation\" (did you mean \"derivations\"?)");
  EXPECT_EQ(figure_complaint(R"({"path": "a", "count": "derivations"})"), "/metrics/figures/0/path: a path is a JSON pointer and begins with \"/\"");
  EXPECT_EQ(figure_complaint(R"({"path": "/a", "count": "derivations", "over": "each root"})"),
            "/metrics/figures/0/path: the path of a figure for each root needs a part \"*\"");
  EXPECT_EQ(figure_complaint(R"({"path": "/a/*", "count": "derivations"})"),
            "/metrics/figures/0/path: a part \"*\" needs a figure for each root or each watched package");
  EXPECT_EQ(figure_complaint(R"({"path": "/a", "count": "members present"})"),
            "/metrics/figures/0: \"members present\" is counted over \"members\", and nothing else is");
  EXPECT_EQ(figure_complaint(R"({"path": "/a", "count": "packages", "variants_above": -1})"),
            "/metrics/figures/0/variants_above: expected a whole number, 0 or more, found -1");
  EXPECT_EQ(figure_complaint(R"({"count": "packages"})"), "/metrics/figures/0: the key \"path\" is missing");
}

TEST(Configuration, DeepNestingIsRefused) { EXPECT_EQ(complaint(std::string(100000, '[')), ": nested more than 64 deep"); }

TEST(Configuration, AMissingFileIsNamed) {
  try {
    static_cast<void>(read_configuration("no/such/bgsnap.json"));
    FAIL() << "was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.place().file, "no/such/bgsnap.json");
    EXPECT_EQ(error.sentence(), "cannot open the file: No such file or directory");
  }
}

}  // namespace
}  // namespace bgsnap
