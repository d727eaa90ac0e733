#include "bgsnap/configuration.hpp"
#include "bgsnap/error.hpp"

#include <gtest/gtest.h>

namespace bgsnap {
namespace {

std::vector<SystemGraph> systems_of(std::string_view text, const std::string& file = "bgsnap.json") {
  return parse_configuration(text, file).systems;
}

/// "POINTER: SENTENCE (NEXT STEP)"
std::string complaint(std::string_view text) {
  try {
    static_cast<void>(systems_of(text));
    return "accepted";
  } catch (const Error& error) {
    return error.place().pointer + ": " + error.sentence() + (error.next_step().empty() ? "" : " (" + error.next_step() + ")");
  }
}

TEST(Systems, AFileWithoutThemHasNone) { EXPECT_TRUE(systems_of("{}").empty()); }

TEST(Systems, AListOfNamesSharesWhatStandsBesideIt) {
  const auto systems = systems_of(R"({"systems": ["x86_64-linux", "aarch64-darwin"], "roots": {"app": ".#packages.{system}.app"}})");
  ASSERT_EQ(systems.size(), 2U);
  EXPECT_EQ(systems[0].name, "x86_64-linux");
  EXPECT_EQ(systems[0].roots.front().flake, ".#packages.x86_64-linux.app");
  EXPECT_EQ(systems[0].roots.front().pointer, "/roots/app");
  EXPECT_EQ(systems[0].snapshot, "snapshots/x86_64-linux.json");
  EXPECT_EQ(systems[0].baseline, "");
  EXPECT_EQ(systems[1].roots.front().flake, ".#packages.aarch64-darwin.app");
}

TEST(Systems, WhatASystemSaysOfItselfGoesFirst) {
  const auto systems = systems_of(R"({
    "systems": {"arm": {"roots": {"app": null, "lib": {"file": "f.nix", "attr": "{system}.lib", "args": {"system": "{system}"}}}, "baseline": null}, "x86": {}},
    "roots": {"app": ".#app", "tool": ".#tool"}, "baseline": "baseline/{system}.json"})");
  ASSERT_EQ(systems.size(), 2U);
  const auto& roots = systems[0].roots;
  ASSERT_EQ(roots.size(), 3U);
  EXPECT_TRUE(roots[0].absent);
  EXPECT_EQ(roots[1].file, "f.nix");
  EXPECT_EQ(roots[1].attribute, "arm.lib");
  EXPECT_EQ(roots[1].arguments, (std::vector<std::pair<std::string, std::string>>{{"system", "arm"}}));
  EXPECT_EQ(roots[2].flake, ".#tool");
  EXPECT_EQ(systems[0].baseline, "");
  EXPECT_EQ(systems[1].baseline, "baseline/x86.json");
}

TEST(Systems, FilesLieBesideTheConfiguration) {
  const auto systems = systems_of(R"({"systems": ["a"], "roots": {"app": ".#app"}})", "some/where/bgsnap.json");
  EXPECT_EQ(systems.front().snapshot, "some/where/snapshots/a.json");
}

TEST(Systems, MistakesAreToldWithTheirPlace) {
  EXPECT_EQ(complaint(R"({"systems": ["a"], "roots": {"app": "nixpkgs"}})"),
            "/roots/app: \"nixpkgs\" names no attribute of a flake (write \".#packages.{system}.NAME\", {\"file\": FILE, \"attr\": ATTRIBUTE}, or "
            "null where "
            "the system does not have this root)");
  EXPECT_EQ(complaint(R"({"systems": {"a": {"rots": {}}}})"), "/systems/a/rots: unknown key \"rots\" (did you mean \"roots\"?)");
  EXPECT_EQ(complaint(R"({"systems": ["a"], "roots": {"app": {"file": "f.nix", "atr": "app"}}})"),
            "/roots/app/atr: unknown key \"atr\" (did you mean \"attr\"?)");
  EXPECT_EQ(complaint(R"({"systems": ["a"]})"),
            "/systems/0: the system a has no roots (name them under \"roots\": {\"packages.app\": \".#packages.{system}.app\"})");
  EXPECT_EQ(complaint(R"({"roots": {"app": ".#app"}})"), "/roots: roots without \"systems\" (name them: \"systems\": [\"x86_64-linux\"])");
  EXPECT_EQ(complaint(R"({"systems": [], "roots": {"app": ".#app"}})"), "/systems: no system, so there is nothing to make a snapshot of");
  EXPECT_EQ(complaint(R"({"systems": ["a", "b"], "roots": {"app": ".#app"}, "snapshot": "s.json"})"),
            "/systems: the systems a and b have one snapshot, s.json (put {system} into its name)");
  EXPECT_EQ(complaint(R"({"systems": ["../a"], "roots": {"app": ".#app"}})"), "/systems/0: \"../a\" cannot name a file, and a system's name does");
  EXPECT_EQ(complaint(R"({"systems": ["a"], "roots": {"a=b": ".#app"}})"), "/roots/a=b: the root's name has a \"=\" (name it by its attribute)");
}

}  // namespace
}  // namespace bgsnap
