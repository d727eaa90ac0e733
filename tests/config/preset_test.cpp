#include "bgsnap/configuration.hpp"

#include <gtest/gtest.h>

#include <set>

namespace bgsnap {
namespace {

TEST(Preset, TheseShip) {
  EXPECT_EQ(preset_names(), (std::vector<std::string>{"crane", "crate2nix", "go", "haskell", "java", "nixpkgs", "node", "oci", "python", "rust"}));
  EXPECT_EQ(preset_text("cobol"), std::nullopt);
}

TEST(Preset, EachCanBeNamedAlone) {
  for (const std::string& name : preset_names()) {
    const Rules rules = parse_configuration("{\"presets\": [\"" + name + "\"]}", "test").rules;
    EXPECT_FALSE(rules.identity.empty()) << name;
    for (const IdentityRule& rule : rules.identity) EXPECT_EQ(rule.origin, name);
  }
}

TEST(Preset, OnlyTheGenericOneMatchesEverything) {
  for (const std::string& name : preset_names()) {
    bool everything = false;
    for (const IdentityRule& rule : parse_configuration("{\"presets\": [\"" + name + "\"]}", "test").rules.identity)
      everything = everything || rule.when.empty();
    EXPECT_EQ(everything, name == "nixpkgs") << name;
  }
}

/// They stand in the ids of a committed file, so they are short, plain and lower-case.
TEST(Preset, ClassesAndProfilesAreShortAndPlain) {
  const Rules rules = default_configuration().rules;
  for (const IdentityRule& rule : rules.identity) {
    EXPECT_EQ(rule.class_name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-0123456789"), std::string::npos) << rule.class_name;
    EXPECT_LE(rule.class_name.size(), 18U) << rule.class_name;
  }
}

TEST(Preset, TheToolchainIsWhatRecipesCallStdenv) {
  EXPECT_EQ(parse_configuration(R"({"preset": "crate2nix"})", "test").rules.boundary_attributes, (std::vector<std::string>{"stdenv"}));
}

}  // namespace
}  // namespace bgsnap
