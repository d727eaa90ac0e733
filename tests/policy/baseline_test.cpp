#include "bgsnap/error.hpp"
#include "bgsnap/policy.hpp"

#include <gtest/gtest.h>

namespace bgsnap {
namespace {

/// "POINTER: SENTENCE (NEXT STEP)"
std::string complaint(std::string_view text) {
  try {
    static_cast<void>(parse_baseline(text, "baseline.json"));
    return "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.place().file, "baseline.json");
    std::string said = error.place().pointer + ": " + error.sentence();
    if (!error.next_step().empty()) said += " (" + error.next_step() + ")";
    return said;
  }
}

TEST(Baseline, EverythingThatItMaySay) {
  const Baseline baseline = parse_baseline(R"({
    "$schema": "x", "schema": "bgsnap-baseline/1",
    "floors": {"roots": ["packages.*"], "members": ["app"]},
    "ceilings": {
      "root_derivations": {"packages.*": {"at": 120, "slack": 5, "slack_percent": 2}},
      "root_logical_nodes": {"packages.app": 80},
      "duplicated_packages": 3, "excess_derivations": {"at": 0, "slack": 1},
      "variants": {"syn": 2},  // one for each edition
      "cones": {"tokio": {"derivations": {"at": 17}}, "serde": {"percent": 2.5}, "class:go": 9},
      "vendor_monoliths": {"classes": ["vendor*"], "at": 1}
    }})",
                                           "baseline.json");
  EXPECT_EQ(baseline.required_roots.front().name, "packages.*");
  EXPECT_EQ(baseline.required_roots.front().pointer, "/floors/roots/0");
  EXPECT_EQ(baseline.required_members.front().name, "app");
  EXPECT_EQ(baseline.root_derivations.front().glob, "packages.*");
  EXPECT_EQ(baseline.root_derivations.front().ceiling.at, 120U);
  EXPECT_EQ(baseline.root_derivations.front().ceiling.limit(), 125U);
  EXPECT_EQ(baseline.root_derivations.front().ceiling.pointer, "/ceilings/root_derivations/packages.*/at");
  EXPECT_EQ(baseline.root_logical_nodes.front().ceiling.pointer, "/ceilings/root_logical_nodes/packages.app");
  EXPECT_EQ(baseline.duplicated_packages->limit(), 3U);
  EXPECT_EQ(baseline.excess_derivations->limit(), 1U);
  EXPECT_EQ(baseline.variants.front().ceiling.limit(), 2U);
  ASSERT_EQ(baseline.cones.size(), 3U);
  EXPECT_EQ(baseline.cones[0].selector, "class:go");
  EXPECT_EQ(baseline.cones[0].derivations->limit(), 9U);
  EXPECT_EQ(baseline.cones[1].percent->at, 2.5);
  EXPECT_EQ(baseline.cones[2].derivations->pointer, "/ceilings/cones/tokio/derivations/at");
  EXPECT_EQ(baseline.vendor_monoliths->classes, (std::vector<std::string>{"vendor*"}));
  EXPECT_EQ(baseline.vendor_monoliths->derivations.limit(), 1U);
}

TEST(Baseline, ABareNumberOfMonolithsMeansTheClassVendor) {
  const Baseline baseline = parse_baseline(R"({"ceilings": {"vendor_monoliths": 0}})", "baseline.json");
  EXPECT_EQ(baseline.vendor_monoliths->classes, (std::vector<std::string>{"vendor"}));
}

TEST(Ceiling, TheLargerSlackCounts) {
  EXPECT_EQ((Ceiling{100, 5, 2}).limit(), 105U);
  EXPECT_EQ((Ceiling{100, 1, 2}).limit(), 102U);
  EXPECT_EQ((Ceiling{100, 0, 0}).limit(), 100U);
}

TEST(Ceiling, APercentageIsRoundedDown) {
  EXPECT_EQ((Ceiling{99, 0, 1}).limit(), 99U);
  EXPECT_EQ((Ceiling{199, 0, 1}).limit(), 200U);
  EXPECT_EQ((Ceiling{1000, 0, 0.3}).limit(), 1003U);
}

TEST(Ceiling, AHugeOneDoesNotWrapAround) { EXPECT_EQ((Ceiling{UINT64_MAX - 1, 5, 0}).limit(), UINT64_MAX); }

TEST(Baseline, UnknownKeysAreToldWithWhatWasMeant) {
  EXPECT_EQ(complaint(R"({"ceiling": {}})"), "/ceiling: unknown key \"ceiling\" (did you mean \"ceilings\"?)");
  EXPECT_EQ(complaint(R"({"ceilings": {"cone": {}}})"), "/ceilings/cone: unknown key \"cone\" (did you mean \"cones\"?)");
  EXPECT_EQ(complaint(R"({"floors": {"root": []}})"), "/floors/root: unknown key \"root\" (did you mean \"roots\"?)");
  EXPECT_EQ(complaint(R"({"ceilings": {"cones": {"a/b": {"derivation": 1}}}})"),
            "/ceilings/cones/a~1b/derivation: unknown key \"derivation\" (did you mean \"derivations\"?)");
  EXPECT_EQ(complaint(R"({"ceilings": {"variants": {"syn": {"at": 1, "slak": 1}}}})"),
            "/ceilings/variants/syn/slak: unknown key \"slak\" (did you mean \"slack\"?)");
  EXPECT_EQ(complaint(R"({"ceilings": {"variants": {"syn": {"at": 1, "classes": []}}}})"),
            "/ceilings/variants/syn/classes: unknown key \"classes\" (known are at, slack, slack_percent)");
}

TEST(Baseline, NumbersOutOfRangeAreRefused) {
  EXPECT_EQ(complaint(R"({"ceilings": {"duplicated_packages": -1}})"), "/ceilings/duplicated_packages: expected a whole number, 0 or more, found -1");
  EXPECT_EQ(complaint(R"({"ceilings": {"duplicated_packages": 1.5}})"),
            "/ceilings/duplicated_packages: expected a whole number, 0 or more, found 1.5");
  EXPECT_EQ(complaint(R"({"ceilings": {"duplicated_packages": {"slack": 1}}})"), "/ceilings/duplicated_packages: the key \"at\" is missing");
  EXPECT_EQ(complaint(R"({"ceilings": {"duplicated_packages": {"at": 1, "slack_percent": 101}}})"),
            "/ceilings/duplicated_packages/slack_percent: expected a percentage from 0 to 100, found 101");
  EXPECT_EQ(complaint(R"({"ceilings": {"cones": {"tokio": {"percent": -3}}}})"),
            "/ceilings/cones/tokio/percent: expected a percentage from 0 to 100, found -3");
}

TEST(Baseline, AWordInTheNumbersPlaceIsBase) {
  EXPECT_EQ(complaint(R"({"ceilings": {"duplicated_packages": "bass"}})"),
            "/ceilings/duplicated_packages: unknown figure \"bass\" (did you mean \"base\"?)");
  EXPECT_EQ(complaint(R"({"ceilings": {"duplicated_packages": null}})"),
            "/ceilings/duplicated_packages: expected a whole number, 0 or more, found null");
}

TEST(Baseline, WhatCanNeverBeKeptOrMeansNothingIsRefused) {
  EXPECT_EQ(complaint(R"({"ceilings": {"root_derivations": {"syn": 0}}})"),
            "/ceilings/root_derivations/syn: a ceiling of 0 can never be kept here (leave it out, or give the count of today)");
  EXPECT_EQ(complaint(R"({"ceilings": {"cones": {"syn": {"percent": 0}}}})"),
            "/ceilings/cones/syn/percent: a ceiling of 0 can never be kept here (leave it out, or give the share of today)");
  EXPECT_EQ(complaint(R"({"ceilings": {"cones": {"syn": {}}}})"), "/ceilings/cones/syn: the ceiling of a cone needs \"derivations\" or \"percent\"");
  EXPECT_EQ(complaint(R"({"ceilings": {"variants": {}}})"), "/ceilings/variants: a ceiling over nothing (name what it is for, or leave it out)");
  EXPECT_EQ(complaint(R"({"ceilings": {"variants": {"": 1}}})"), "/ceilings/variants/: an empty name");
  EXPECT_EQ(complaint(R"({"ceilings": {"vendor_monoliths": {"at": 0, "classes": []}}})"),
            "/ceilings/vendor_monoliths/classes: no class, so nothing is counted");
  EXPECT_EQ(complaint("{}"), ": the baseline demands nothing (give it \"floors\", \"ceilings\" or other rules, or check without one)");
  EXPECT_EQ(complaint(R"({"floors": {"roots": []}})"),
            ": the baseline demands nothing (give it \"floors\", \"ceilings\" or other rules, or check without one)");
}

TEST(Baseline, ASnapshotKnowsNoDerivationPaths) {
  EXPECT_EQ(complaint(R"({"ceilings": {"cones": {"drv:x.drv": 1}}})"),
            "/ceilings/cones/drv:x.drv: a snapshot knows no .drv paths (name the package, or a class, source or root)");
}

}  // namespace
}  // namespace bgsnap
