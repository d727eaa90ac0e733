#include "bgsnap/policy.hpp"
#include "policy/small_snapshot.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bgsnap {
namespace {

using test::kept_names;
using test::node;
using test::recount;
using test::small_snapshot;

/// A finding as a person reads it: what, then what shows it, then the edit that agrees to it, else the command that settles it.
std::vector<std::string> lines_of(const std::vector<Finding>& findings) {
  std::vector<std::string> lines;
  for (const Finding& finding : findings) {
    lines.push_back(finding.code + " " + finding.subject + ": " + finding.message);
    for (const std::string& line : finding.evidence) lines.push_back("  " + line);
    lines.push_back(finding.edit.empty() ? "  accept: " + finding.accept : "  for good: " + finding.edit);
  }
  return lines;
}

using Lines = std::vector<std::string>;

Lines found(const Snapshot& snapshot, std::string_view baseline) {
  const Baseline parsed = parse_baseline(baseline, "baseline.json");
  return lines_of(check(snapshot, &parsed, nullptr));
}

Lines found(const Snapshot& committed, const Snapshot& live) {
  const Freshness freshness{live, text_of(live), text_of(committed), "bgsnap snapshot raw -o snapshots/all.json"};
  return lines_of(check(committed, nullptr, &freshness));
}

const Lines nothing;

// -- the snapshot itself --

TEST(Check, AGoodSnapshotAloneIsNothingToReport) {
  const Snapshot snapshot = small_snapshot("app -> lib; lib -> libc");
  EXPECT_EQ(lines_of(check(snapshot, nullptr, nullptr)), nothing);
  EXPECT_FALSE(is_breach({}));
}

TEST(Check, ASnapshotThatGuardsNothingIsFound) {
  Snapshot snapshot;
  const std::vector<Finding> findings = check(snapshot, nullptr, nullptr);
  EXPECT_EQ(lines_of(findings),
            (Lines{"snapshot-empty snapshot: the snapshot has no roots: nothing is guarded", "  accept: bgsnap snapshot INPUT -o FILE"}));
  EXPECT_TRUE(is_breach(findings));
}

TEST(Check, AnIncompleteSnapshotIsFound) {
  Snapshot snapshot = small_snapshot("app -> lib");
  snapshot.incomplete = true;
  EXPECT_EQ(lines_of(check(snapshot, nullptr, nullptr)),
            (Lines{"snapshot-incomplete snapshot: the snapshot was made of an incomplete graph: what was missing there counts as nothing here",
                   "  accept: print the graph again and mind nix's exit code, then bgsnap snapshot INPUT -o FILE"}));
}

TEST(Check, AProvisionalSnapshotIsRefusedWithoutAGraph) {
  Snapshot snapshot = small_snapshot("app -> lib");
  snapshot.provisional = true;
  EXPECT_EQ(lines_of(check(snapshot, nullptr, nullptr)),
            (Lines{"snapshot-provisional snapshot: the snapshot was merged by lines: an edge that another one implied may be missing, so its counts "
                   "cannot be trusted without the graph",
                   "  where no configuration names its graph: bgsnap snapshot INPUT -o FILE", "  accept: bgsnap regenerate --merged"}));
}

TEST(Check, WithAGraphAProvisionalSnapshotIsOneThatIsNotFresh) {
  const Snapshot live = small_snapshot("app -> lib");
  Snapshot committed = live;
  committed.provisional = true;
  EXPECT_EQ(found(committed, live), (Lines{"snapshot-not-fresh snapshot: the snapshot is not what the graph gives: 1 line changed, 0 new, 0 gone",
                                           "  ~ header: provisional true → false", "  accept: bgsnap snapshot raw -o snapshots/all.json"}));
}

// -- freshness --

TEST(Freshness, EqualTextsAreFresh) {
  const Snapshot snapshot = small_snapshot("app -> lib");
  EXPECT_EQ(found(snapshot, snapshot), nothing);
}

TEST(Freshness, NamesWhatMovedInWhichField) {
  const Snapshot committed = small_snapshot("app -> lib old; lib -> libc");
  Snapshot live = small_snapshot("app -> lib new; lib -> libc");
  node(live, "lib").key.version = "2";
  node(live, "libc").derivations = 3;
  recount(live);
  EXPECT_EQ(found(committed, live),
            (Lines{"snapshot-not-fresh snapshot: the snapshot is not what the graph gives: 4 lines changed, 1 new, 1 gone",
                   "  ~ build/app: inputs without build/old, with build/new", "  ~ build/lib: version 1 → 2", "  ~ build/libc: derivations 1 → 3",
                   "  + build/new", "  - build/old", "  ~ root app: derivations 4 → 6; compiled 4 → 6",
                   "  accept: bgsnap snapshot raw -o snapshots/all.json"}));
}

TEST(Freshness, NamesRootsThatCameAndWent) {
  const Snapshot committed = small_snapshot("app -> lib");
  const Snapshot live = small_snapshot("cli -> lib");
  EXPECT_EQ(found(committed, live),
            (Lines{"snapshot-not-fresh snapshot: the snapshot is not what the graph gives: 0 lines changed, 2 new, 2 gone", "  - build/app",
                   "  + build/cli", "  - root app", "  + root cli", "  accept: bgsnap snapshot raw -o snapshots/all.json"}));
}

TEST(Freshness, ListsTwentyLinesAndCountsTheRest) {
  std::string before = "app ->", now = "app ->";
  for (int i = 10; i < 30; ++i) {
    before += " a" + std::to_string(i);
    now += " b" + std::to_string(i);
  }
  const Lines lines = found(small_snapshot(before), small_snapshot(now));
  ASSERT_EQ(lines.size(), 1U + 20U + 1U + 1U);
  EXPECT_EQ(lines[0], "snapshot-not-fresh snapshot: the snapshot is not what the graph gives: 1 line changed, 20 new, 20 gone");
  EXPECT_EQ(lines[21], "  … and 21 more lines");
}

/// What is found of a file whose lines are those that the graph gives, in other bytes.
std::string found_of_bytes(const std::string& committed_text, const Snapshot& live) {
  const Freshness freshness{live, text_of(live), committed_text, "bgsnap snapshot raw -o all.json"};
  return lines_of(check(live, nullptr, &freshness)).front();
}

TEST(Freshness, TheSameLinesWrittenDifferentlyAreNotFresh) {
  const std::string begin = "snapshot-not-fresh snapshot: the snapshot is not what the graph gives: the same lines, written differently from byte ";
  const Snapshot live = small_snapshot("app -> lib");
  const std::string text = text_of(live);
  EXPECT_EQ(found_of_bytes(text + "\n", live), begin + std::to_string(text.size()) + " on: 0x0a where the graph gives the end");
  EXPECT_EQ(found_of_bytes(text.substr(0, text.size() - 1), live),
            begin + std::to_string(text.size() - 1) + " on: the end where the graph gives 0x0a: it lacks the end");
  const std::size_t line = text.find('\n');
  EXPECT_EQ(found_of_bytes(text.substr(0, line) + "\r" + text.substr(line), live),
            begin + std::to_string(line) +
                " on: 0x0d where the graph gives 0x0a: line ends are those of Windows (git's core.autocrlf does this; \"-text\" in .gitattributes "
                "prevents it)");
}

TEST(Freshness, WhatMayBeWhyStandsInTheEvidence) {
  const Snapshot before = small_snapshot("app -> lib"), live = small_snapshot("app -> lib zlib");
  const Freshness freshness{live, text_of(live), text_of(before), "bgsnap snapshot raw -o all.json", "you gave no --config"};
  const Lines lines = lines_of(check(before, nullptr, &freshness));
  EXPECT_EQ(lines[lines.size() - 2], "  you gave no --config");
}

TEST(Freshness, CeilingsAreHeldAgainstTheGraphWhereThereIsOne) {
  const Snapshot committed = small_snapshot("app -> lib");
  const Snapshot live = small_snapshot("app -> lib more");
  const Freshness freshness{live, text_of(live), text_of(committed), "bgsnap snapshot raw -o all.json"};
  const Baseline baseline = parse_baseline(R"({"ceilings": {"root_derivations": {"app": 2}}})", "baseline.json");
  const std::vector<Finding> findings = check(committed, &baseline, &freshness);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].message, "root app has 3 derivations, agreed are at most 2");
  EXPECT_EQ(findings[1].code, "snapshot-not-fresh");
}

// -- floors --

TEST(Floors, ARequiredRootThatIsThereIsNothingToReport) {
  EXPECT_EQ(found(small_snapshot("packages.app -> lib"), R"({"floors": {"roots": ["packages.*"], "members": ["lib"]}})"), nothing);
}

TEST(Floors, AMissingRootIsNamedWithTheNearest) {
  EXPECT_EQ(found(small_snapshot("packages.app -> lib"), R"({"floors": {"roots": ["packages.app", "packages.ap"]}})"),
            (Lines{"root-missing packages.ap: no root of the 1 in the snapshot matches packages.ap", "  the nearest that is there is packages.app",
                   "  for good: remove \"/floors/roots/1\" from baseline.json"}));
}

TEST(Floors, AMissingMemberIsNamedWithTheNearest) {
  EXPECT_EQ(found(small_snapshot("app -> nix-compat"), R"({"floors": {"members": ["nix-compta"]}})"),
            (Lines{"member-missing nix-compta: no node is the member nix-compta", "  the nearest that is there is nix-compat",
                   "  for good: check without a baseline: baseline.json demands nothing else"}));
}

// -- ceilings of roots --

TEST(RootCeiling, TheLimitItselfIsAllowed) {
  const Snapshot snapshot = small_snapshot("app -> lib; lib -> libc");
  EXPECT_EQ(found(snapshot, R"({"ceilings": {"root_derivations": {"app": 3}, "root_logical_nodes": {"*": 3}}})"), nothing);
  EXPECT_EQ(found(snapshot, R"({"ceilings": {"root_derivations": {"app": {"at": 2, "slack": 1}}}})"), nothing);
  EXPECT_EQ(found(snapshot, R"({"ceilings": {"root_derivations": {"app": {"at": 2, "slack_percent": 50}}}})"), nothing);
}

TEST(RootCeiling, OneMoreIsFound) {
  Snapshot snapshot = small_snapshot("app -> lib; lib -> libc; tool -> libc");
  node(snapshot, "libc").key.class_name = "fetch";
  node(snapshot, "libc").compiled = false;
  node(snapshot, "libc").kind = DerivationKind::fixed;
  recount(snapshot);
  EXPECT_EQ(found(snapshot, R"({"ceilings": {"root_derivations": {"app": {"at": 1, "slack": 1}}}})"),
            (Lines{"ceiling-root-derivations app: root app has 3 derivations, agreed are at most 2 (1 and 1 slack)",
                   "  its closure is 3 of 4 derivations (75.0 %)", "  of these 0 in the toolchain, 1 fixed outputs, 2 compiled",
                   "  outside the toolchain, derivations by class: build 2, fetch 1",
                   "  for good: set \"/ceilings/root_derivations/app/at\" to 3 in baseline.json"}));
}

TEST(RootCeiling, EachRootOfAGlobIsHeld) {
  const Snapshot snapshot = small_snapshot("p.a -> x y; p.b -> x");
  const Lines lines = found(snapshot, R"({"ceilings": {"root_logical_nodes": {"p.*": 1}}})");
  ASSERT_EQ(lines.size(), 10U);
  EXPECT_EQ(lines[0], "ceiling-root-logical-nodes p.a: root p.a has 3 logical nodes, agreed are at most 1");
  EXPECT_EQ(lines[4], "  for good: set \"/ceilings/root_logical_nodes/p.*\" to 3 in baseline.json");
  EXPECT_EQ(lines[5], "ceiling-root-logical-nodes p.b: root p.b has 2 logical nodes, agreed are at most 1");
  EXPECT_EQ(lines[9], lines[4]);  // one number accepts both
}

TEST(ConeCeiling, SharesThatLookEqualAreToldWithMoreDecimals) {
  EXPECT_EQ(found(small_snapshot("app; lib; tool"), R"({"ceilings": {"cones": {"lib": {"percent": 33.3}}}})").front(),
            "ceiling-cone lib: a bump of lib rebuilds 1 of 3 derivations (33.3 %), which is 33.33 %, agreed are at most 33.3 %");
}

TEST(RootCeiling, AGlobThatMatchesNoRootIsFound) {
  EXPECT_EQ(found(small_snapshot("packages.app -> lib"), R"({"ceilings": {"root_derivations": {"package.app": 9}}})"),
            (Lines{"selector-without-match root_derivations package.app: the ceiling of derivations holds no root: none matches package.app",
                   "  did you mean \"packages.app\"?", "  for good: check without a baseline: baseline.json demands nothing else"}));
}

// -- duplication --

Snapshot with_two_syns() {
  Snapshot snapshot = small_snapshot("app -> a b; a -> syn; b -> syn2");
  for (SnapshotNode& one : snapshot.nodes)
    if (one.key.pname == "syn2") {
      one.key.pname = "syn";
      one.shows = "features=full";
    }
  recount(snapshot);
  return snapshot;
}

TEST(DuplicationCeiling, TheLimitItselfIsAllowed) {
  EXPECT_EQ(found(with_two_syns(), R"({"ceilings": {"duplicated_packages": 1, "excess_derivations": 1}})"), nothing);
}

TEST(DuplicationCeiling, OneMoreIsFoundWithItsCulprits) {
  const Lines lines = found(with_two_syns(), R"({"ceilings": {"duplicated_packages": 0, "excess_derivations": 0}})");
  ASSERT_EQ(lines.size(), 8U);
  EXPECT_EQ(lines[0], "ceiling-duplicated-packages graph: 1 package is compiled more than once, agreed are at most 0");
  EXPECT_TRUE(lines[1].starts_with("  syn 1 (build): 2 derivations")) << lines[1];
  EXPECT_EQ(lines[2], "  app → build/app → build/a → build/syn");
  EXPECT_EQ(lines[3], "  for good: set \"/ceilings/duplicated_packages\" to 1 in baseline.json");
  EXPECT_EQ(lines[4],
            "ceiling-excess-derivations graph: 1 of 5 compiled derivations (20.0 %) compile what another one compiles, agreed are at most 0");
  EXPECT_EQ(lines[7], "  for good: set \"/ceilings/excess_derivations\" to 1 in baseline.json");
}

TEST(VariantCeiling, TheLimitItselfIsAllowed) { EXPECT_EQ(found(with_two_syns(), R"({"ceilings": {"variants": {"syn": 2, "a": 1}}})"), nothing); }

TEST(VariantCeiling, OneMoreIsFoundWithEveryVariant) {
  EXPECT_EQ(found(with_two_syns(), R"({"ceilings": {"variants": {"s*": 1}}})"),
            (Lines{"ceiling-variants syn: syn is compiled as 2 derivations, agreed are at most 1", "  build/syn: version 1, 1 derivation",
                   "  build/syn2: version 1, 1 derivation, features=full", "  app → build/app → build/a → build/syn",
                   "  for good: set \"/ceilings/variants/s*\" to 2 in baseline.json"}));
}

TEST(VariantCeiling, OneNumberAcceptsEveryPackageOfAGlob) {
  Snapshot snapshot = with_two_syns();
  node(snapshot, "b").derivations = 3;
  const Baseline baseline = parse_baseline(R"({"ceilings": {"variants": {"*": {"at": 1, "slack": 0}}}})", "baseline.json");
  const std::vector<Finding> findings = check(snapshot, &baseline, nullptr);
  ASSERT_EQ(findings.size(), 2U);
  for (const Finding& finding : findings) EXPECT_EQ(finding.edit, "set \"/ceilings/variants/*/at\" to 3 in baseline.json");
}

TEST(VariantCeiling, WhatIsNotCompiledIsNotCounted) {
  Snapshot snapshot = with_two_syns();
  snapshot.nodes[*snapshot.find("build/syn2")].compiled = false;
  EXPECT_EQ(found(snapshot, R"({"ceilings": {"variants": {"syn": 1}}})"), nothing);
}

TEST(VariantCeiling, AGlobThatMatchesNothingIsFound) {
  EXPECT_EQ(
      found(with_two_syns(), R"({"ceilings": {"variants": {"sin": 1}}})"),
      (Lines{
          "selector-without-match variants sin: the ceiling of variants holds nothing: no package that is compiled outside the toolchain matches sin",
          "  did you mean \"syn\"?", "  for good: check without a baseline: baseline.json demands nothing else"}));
}

// -- cones --

TEST(ConeCeiling, TheLimitItselfIsAllowed) {
  const Snapshot snapshot = small_snapshot("app -> lib; lib -> libc; tool");
  EXPECT_EQ(found(snapshot, R"({"ceilings": {"cones": {"libc": 3, "lib": {"derivations": {"at": 1, "slack": 1}, "percent": 50}}}})"), nothing);
}

TEST(ConeCeiling, OneMoreIsFoundWithItsShareAndAPath) {
  const Snapshot snapshot = small_snapshot("app -> lib; lib -> libc; tool");
  EXPECT_EQ(found(snapshot, R"({"ceilings": {"cones": {"libc": 2}}})"),
            (Lines{"ceiling-cone libc: a bump of libc rebuilds 3 of 4 derivations (75.0 %), agreed are at most 2",
                   "  class build: 3 of 4 derivations (75.0 %)", "  root app needs 3 of 3 derivations (100.0 %)",
                   "  app → build/app → build/lib → build/libc", "  for good: set \"/ceilings/cones/libc\" to 3 in baseline.json"}));
}

TEST(ConeCeiling, APercentageIsOfAllDerivations) {
  const Snapshot snapshot = small_snapshot("app -> lib; other -> lib; third");
  const Lines lines = found(snapshot, R"({"ceilings": {"cones": {"lib": {"percent": 74.9}}}})");
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.front(), "ceiling-cone lib: a bump of lib rebuilds 3 of 4 derivations (75.0 %), agreed are at most 74.9 %");
  EXPECT_EQ(lines.back(), "  for good: set \"/ceilings/cones/lib/percent\" to 75 in baseline.json");
}

TEST(ConeCeiling, AnUpperBoundSaysSo) {
  Snapshot snapshot = small_snapshot("app -> lib; lib -> libc");
  node(snapshot, "lib").kind = DerivationKind::floating;
  const Lines lines = found(snapshot, R"({"ceilings": {"cones": {"libc": 1}}})");
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.front(), "ceiling-cone libc: a bump of libc rebuilds up to 3 of 3 derivations (100.0 %), agreed are at most 1");
}

TEST(ConeCeiling, ASourceIsEdited) {
  Snapshot snapshot = small_snapshot("app -> lib");
  node(snapshot, "lib").sources = kept_names(snapshot, {"Cargo.lock"});
  const Lines lines = found(snapshot, R"({"ceilings": {"cones": {"src:Cargo.lock": 1}}})");
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(lines.front(), "ceiling-cone src:Cargo.lock: an edit of src:Cargo.lock rebuilds 2 of 2 derivations (100.0 %), agreed are at most 1");
}

TEST(ConeCeiling, ASelectorThatMatchesNothingIsFound) {
  const Lines lines = found(small_snapshot("app -> tokio"), R"({"ceilings": {"cones": {"tokyo": 1}}})");
  ASSERT_FALSE(lines.empty());
  EXPECT_TRUE(lines.front().starts_with("selector-without-match cones tokyo: the ceiling of a cone holds nothing: ")) << lines.front();
  EXPECT_EQ(lines.back(), "  for good: check without a baseline: baseline.json demands nothing else");
}

// -- vendoring --

Snapshot with_a_monolith() {
  Snapshot snapshot = small_snapshot("app -> app-vendor; lib");
  node(snapshot, "app-vendor").key.class_name = "vendor";
  node(snapshot, "app-vendor").compiled = false;
  recount(snapshot);
  return snapshot;
}

TEST(VendorCeiling, TheLimitItselfIsAllowed) {
  EXPECT_EQ(found(with_a_monolith(), R"({"ceilings": {"vendor_monoliths": 1}})"), nothing);
  EXPECT_EQ(found(small_snapshot("app -> lib"), R"({"ceilings": {"vendor_monoliths": 0}})"), nothing);
}

TEST(VendorCeiling, OneMoreIsFoundWithAPathToEach) {
  EXPECT_EQ(found(with_a_monolith(), R"({"ceilings": {"vendor_monoliths": 0}})"),
            (Lines{"ceiling-vendor-monoliths graph: 1 of 3 derivations (33.3 %) vendor many packages at once, agreed are at most 0",
                   "  app → build/app → build/app-vendor", "  for good: set \"/ceilings/vendor_monoliths\" to 1 in baseline.json"}));
}

TEST(VendorCeiling, TheClassesAreTheBaselinesChoice) {
  EXPECT_EQ(found(with_a_monolith(), R"({"ceilings": {"vendor_monoliths": {"classes": ["blob"], "at": 0}}})"), nothing);
  EXPECT_EQ(found(with_a_monolith(), R"({"ceilings": {"vendor_monoliths": {"classes": ["v*"], "at": 0}}})").size(), 3U);
}

// -- together --

TEST(Check, FindingsComeInTheOrderOfTheirCodesAndSubjects) {
  const std::vector<Finding> findings = [] {
    const Baseline baseline = parse_baseline(R"({"floors": {"roots": ["z", "y"], "members": ["x"]},
      "ceilings": {"cones": {"lib": 1}, "root_derivations": {"app": 1}, "variants": {"nope": 1}}})",
                                             "baseline.json");
    return check(small_snapshot("app -> lib"), &baseline, nullptr);
  }();
  Lines order;
  for (const Finding& finding : findings) order.push_back(finding.code + " " + finding.subject);
  EXPECT_EQ(order, (Lines{"ceiling-cone lib", "ceiling-root-derivations app", "member-missing x", "root-missing y", "root-missing z",
                          "selector-without-match variants nope"}));
}

TEST(Check, WhatIsCountedIsCarriedAsANumber) {
  const Baseline baseline = parse_baseline(R"({
      "boundaries": [{"bump": "libc", "must_not_rebuild": "*lib"}], "forbidden": [{"root": "app", "must_not_reach": "lib*"}],
      "ceilings": {"cones": {"libc": {"derivations": 1, "percent": 50}, "lib": {"percent": 10}}, "root_derivations": {"app": 1},
                   "root_logical_nodes": {"app": 2}, "variants": {"lib": 0}}, "floors": {"roots": ["gone"]}})",
                                           "baseline.json");
  Lines lines;
  for (const Finding& finding : check(small_snapshot("app -> lib; lib -> libc"), &baseline, nullptr)) {
    const auto& measure = finding.measure;
    const std::string unit = measure && measure->unit == Measure::Unit::percent ? " %" : "";
    lines.push_back(finding.code + ": " + (measure ? std::to_string(static_cast<int>(measure->figure)) + unit : "not measured"));
  }
  EXPECT_EQ(lines, (Lines{"boundary-bump: 1", "ceiling-cone: 66 %", "ceiling-cone: 3", "ceiling-cone: 100 %", "ceiling-root-derivations: 3",
                          "ceiling-root-logical-nodes: 3", "ceiling-variants: 1", "forbidden-dependency: 2", "root-missing: not measured"}));
}

TEST(Check, AFindingIsTheSameAsOneThatIsMeasuredAlikeAndWorseWhereMoreIs) {
  Finding before{"ceiling-cone", Severity::error, "lib", "40 %", {}, ""};
  before.measure = Measure{40, Measure::Unit::percent};
  Finding now = before;
  EXPECT_FALSE(is_worse(now, *same_finding({before}, now))) << "as much";
  now.measure->figure = 30;
  EXPECT_FALSE(is_worse(now, *same_finding({before}, now))) << "less";
  now.measure->figure = 40.1;
  EXPECT_TRUE(is_worse(now, *same_finding({before}, now)));
  now.measure->unit = Measure::Unit::count;
  EXPECT_EQ(same_finding({before}, now), nullptr) << "another ceiling of the same cone";
  now.measure.reset();
  EXPECT_EQ(same_finding({before}, now), nullptr);
  before.measure.reset();
  EXPECT_FALSE(is_worse(now, *same_finding({before}, now))) << "there is nothing to measure";
  now.subject = "app";
  EXPECT_EQ(same_finding({before}, now), nullptr);
}

}  // namespace
}  // namespace bgsnap
