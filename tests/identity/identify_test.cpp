#include "bgsnap/identity.hpp"
#include "support/graph_of.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace bgsnap {
namespace {

IdentityRule rule(std::vector<Condition> when, std::string class_name) {
  IdentityRule result;
  result.when = std::move(when);
  result.class_name = std::move(class_name);
  return result;
}

std::string key_of(const BuildGraph& graph, const Rules& rules, std::string_view name) {
  const Identities identities = identify(graph, rules);
  for (std::size_t i = 0; i < graph.size(); ++i)
    if (graph[DerivationId(i)].name == name) {
      const LogicalKey& key = identities[DerivationId(i)].key;
      std::string text;
      for (std::string_view part : {key.class_name, key.pname, key.version, key.profile, key.scope})
        text += (text.empty() ? "" : "|") + std::string(part);
      return text;
    }
  return "no such derivation";
}

TEST(Identify, WithoutRulesANameIsSplitAndADownloadIsAFetch) {
  const BuildGraph graph = graph_of("app-1.0 -> lib-2.0; app-1.0 -> lib-2.0.tar.gz; lib-2.0.tar.gz.fixed = sha256 aaa; root app-1.0");
  EXPECT_EQ(key_of(graph, {}, "app-1.0"), "build|app|1.0||");
  EXPECT_EQ(key_of(graph, {}, "lib-2.0.tar.gz"), "fetch|lib|2.0||");
}

TEST(IdentifyLaw, WhatADerivationIsDoesNotHangOnHowManyThereAre) {
  std::mt19937 random(7);
  std::string text;
  for (int number = 0; number < 6000; ++number) {
    const std::string name = fmt::format("tool{}-{}.{}#{}", random() % 50, random() % 9, random() % 9, number);
    text += fmt::format("{}.env.OF = {}; ", name, random() % 3);
  }
  const BuildGraph graph = graph_of(text);
  Rules rules;
  rules.identity = {rule({{"attr.OF", {"1"}}}, "one"), rule({{"attr.OF", {"2"}}}, "{attr.OF}-{pname}")};
  const Identities identities = identify(graph, rules);
  for (std::size_t i = 0; i < graph.size(); ++i) {
    const RawDerivation& derivation = graph[DerivationId(i)];
    const LogicalKey& key = identities[DerivationId(i)].key;
    const DerivationName name = parse_derivation_name(derivation.name);
    const std::string_view of = *derivation.attribute("OF");
    ASSERT_EQ(key.pname, name.pname);
    ASSERT_EQ(key.version, name.version);
    ASSERT_EQ(key.class_name, of == "1" ? "one" : of == "2" ? fmt::format("2-{}", name.pname) : "build");
  }
}

TEST(Identify, AttributesComeBeforeTheName) {
  const BuildGraph graph = graph_of("tool-9; tool-9.env.pname = hammer; tool-9.env.version = 3; root tool-9");
  EXPECT_EQ(key_of(graph, {}, "tool-9"), "build|hammer|3||");
}

TEST(Identify, AVersionAttributeAloneCutsTheName) {
  const BuildGraph graph = graph_of("lib-a-2b; lib-a-2b.env.version = 2b; root lib-a-2b");
  EXPECT_EQ(key_of(graph, {}, "lib-a-2b"), "build|lib-a|2b||");
}

TEST(Identify, EveryFieldIsDecidedByTheFirstRuleThatSetsIt) {
  const BuildGraph graph = graph_of("a-1; a-1.env.kind = lib; root a-1");
  Rules rules;
  IdentityRule profile;
  profile.when = {{"attr.kind", {"lib"}}};
  profile.profile = "dev";
  rules.identity = {profile, rule({{"attr.kind", {"l*"}}}, "first"), rule({}, "second")};
  EXPECT_EQ(key_of(graph, rules, "a-1"), "first|a|1|dev|");
}

TEST(Identify, ANegatedConditionHoldsWhenNoGlobMatches) {
  const BuildGraph graph = graph_of("a-1; root a-1");
  Rules rules;
  rules.identity = {rule({{"attr.kind", {"?*"}, false, true}}, "plain"), rule({}, "other")};
  EXPECT_EQ(key_of(graph, rules, "a-1"), "plain|a|1||");
}

TEST(Identify, TemplatesPutAttributesTogether) {
  const BuildGraph graph = graph_of("rust_x-1; rust_x-1.env.crateName = x; root rust_x-1");
  Rules rules;
  IdentityRule named;
  named.pname = "crate-{attr.crateName}";
  named.version = "{version}{{";
  rules.identity = {named};
  EXPECT_EQ(key_of(graph, rules, "rust_x-1"), "build|crate-x|1{||");
}

TEST(Identify, AMemberIsOneOfTheConfiguredNames) {
  const BuildGraph graph = graph_of("a-1 -> b-1; root a-1");
  Rules rules;
  rules.members = {"b"};
  IdentityRule scoped;
  scoped.when = {{"member", {"{pname}"}}};
  scoped.scope = "{pname}";
  rules.identity = {scoped};
  EXPECT_EQ(key_of(graph, rules, "a-1"), "build|a|1||");
  EXPECT_EQ(key_of(graph, rules, "b-1"), "build|b|1||b");
}

TEST(Identify, AGenericDownloadIsNamedAfterWhatItFetches) {
  const BuildGraph graph =
      graph_of("a-1 -> source; source.fixed = sha256 aaa; source.env.url = https://example.org/group/tool/archive/v1.5.tar.gz; root a-1");
  Rules rules;
  rules.generic_names = {"source"};
  EXPECT_EQ(key_of(graph, rules, "source"), "fetch|example.org/group/tool|1.5||");
}

TEST(Identify, AGenericDownloadWithoutAnUrlIsNamedAfterItsSingleUser) {
  const BuildGraph graph = graph_of("a-1 -> source; source.fixed = sha256 aaa; root a-1");
  Rules rules;
  rules.generic_names = {"source"};
  EXPECT_EQ(key_of(graph, rules, "source"), "fetch|a/source|||");
}

std::string boundary_of(const BuildGraph& graph, const Rules& rules) {
  const Identities identities = identify(graph, rules);
  const Boundary boundary = find_boundary(graph, identities, rules);
  std::string text;
  for (std::size_t group = 0; group < boundary.groups.size(); ++group) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < graph.size(); ++i)
      if (boundary.group_of[DerivationId(i)] == group + 1) names.emplace_back(graph[DerivationId(i)].name);
    std::sort(names.begin(), names.end());
    for (const std::string& top : boundary.groups[group].tops) text += top + " ";
    text += "{";
    for (const std::string& name : names) text += " " + name;
    text += " } ";
  }
  return text;
}

TEST(Boundary, IsTheClosureOfWhatIsConfigured) {
  Rules rules;
  rules.boundary_packages = {"cc"};
  EXPECT_EQ(boundary_of(graph_of("app -> cc lib; cc -> libc; lib -> cc; root app"), rules), "cc { cc libc } ");
}

TEST(Boundary, WhatTwoTopsShareIsAGroupOfItsOwn) {
  Rules rules;
  rules.boundary_packages = {"cc", "rustc"};
  EXPECT_EQ(boundary_of(graph_of("app -> cc rustc; cc -> libc; rustc -> libc llvm; root app"), rules),
            "cc { cc } cc rustc { libc } rustc { llvm rustc } ");
}

TEST(Boundary, ATopBelowAnotherMakesNoGroup) {
  Rules rules;
  rules.boundary_packages = {"cc*"};
  EXPECT_EQ(boundary_of(graph_of("app -> cc; cc -> cc-stage1; cc-stage1 -> libc; root app"), rules), "cc { cc cc-stage1 libc } ");
}

TEST(Boundary, WithoutATopThereIsNone) { EXPECT_EQ(boundary_of(graph_of("app -> lib; root app"), {}), ""); }

}  // namespace
}  // namespace bgsnap
