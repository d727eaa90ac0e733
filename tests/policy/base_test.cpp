#include "bgsnap/policy.hpp"
#include "policy/small_snapshot.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bgsnap {
namespace {

using test::node;
using test::recount;
using test::small_snapshot;
using Lines = std::vector<std::string>;

Lines lines_of(const std::vector<Finding>& findings) {
  Lines lines;
  for (const Finding& finding : findings)
    lines.push_back((finding.severity == Severity::error ? "error " : "warning ") + finding.code + " " + finding.subject + ": " + finding.message);
  return lines;
}

std::vector<Finding> findings_of(const Snapshot& now, const Baseline& baseline, const Snapshot& before) {
  const NamedSnapshot base{"before.json", before};
  Surroundings surroundings;
  surroundings.base = &base;
  surroundings.base_words = " --base before.json";
  surroundings.snapshot_name = "now.json";
  return check(now, &baseline, nullptr, "bgsnap snapshot INPUT -o FILE", surroundings);
}

Lines found(const Snapshot& now, std::string_view baseline, const Snapshot& before) {
  return lines_of(findings_of(now, parse_baseline(baseline, "baseline.json"), before));
}

const Lines nothing;
const Snapshot small = small_snapshot("app -> lib; lib -> libc");
const Snapshot large = small_snapshot("app -> lib new; lib -> libc");

TEST(Base, AsManyAsInTheBaseIsAllowed) {
  const char* all = R"({"ceilings": {"root_derivations": {"*": "base"}, "root_logical_nodes": {"*": "base"}, "duplicated_packages": "base",
    "excess_derivations": "base", "variants": {"*": "base"}, "cones": {"lib": "base", "libc": {"percent": "base"}}, "vendor_monoliths": "base"}})";
  EXPECT_EQ(found(small, all, small), nothing);
  EXPECT_EQ(found(small, R"({"ceilings": {"root_derivations": {"*": "base"}}})", large), nothing);
}

TEST(Base, OneMoreIsFound) {
  EXPECT_EQ(found(large, R"({"ceilings": {"root_derivations": {"app": "base"}}})", small),
            (Lines{"error ceiling-root-derivations app: root app has 4 derivations, the base has 3"}));
}

TEST(Base, SlackIsOnTopOfIt) {
  EXPECT_EQ(found(large, R"({"ceilings": {"root_derivations": {"app": {"at": "base", "slack": 1}}}})", small), nothing);
  EXPECT_EQ(found(small_snapshot("app -> lib a b; lib -> libc"), R"({"ceilings": {"root_derivations": {"app": {"at": "base", "slack": 1}}}})", small),
            (Lines{"error ceiling-root-derivations app: root app has 5 derivations, the base has 3, and 1 slack"}));
}

TEST(Base, EachRootOfAGlobHasItsOwnFigure) {
  EXPECT_EQ(found(small_snapshot("p.a -> x y; p.b -> x z"), R"({"ceilings": {"root_logical_nodes": {"p.*": "base"}}})",
                  small_snapshot("p.a -> x y; p.b -> x")),
            (Lines{"error ceiling-root-logical-nodes p.b: root p.b has 3 logical nodes, the base has 2"}));
}

TEST(Base, WhatItLacksEntersVisibly) {
  EXPECT_EQ(found(small_snapshot("app -> lib; tool -> lib"), R"({"ceilings": {"root_derivations": {"*": "base"}}})", small_snapshot("app -> lib")),
            (Lines{"warning base-lacks-entry root tool: the base has no root tool: it enters with 2 derivations"}));
  EXPECT_EQ(found(large, R"({"ceilings": {"cones": {"new": "base"}, "variants": {"new": "base"}}})", small),
            (Lines{"warning base-lacks-entry cone of new: the base has no cone of new: it enters with 2 derivations",
                   "warning base-lacks-entry package new: the base has no package new: it enters with 1 compiled derivation"}));
}

TEST(Base, AConeIsComparedInDerivationsAndInShare) {
  const Snapshot wider = small_snapshot("app -> lib; other -> lib; lib -> libc");
  EXPECT_EQ(found(wider, R"({"ceilings": {"cones": {"lib": "base"}}})", small),
            (Lines{"error ceiling-cone lib: a bump of lib rebuilds 3 of 4 derivations (75.0 %), the base has 2"}));
  EXPECT_EQ(found(wider, R"({"ceilings": {"cones": {"lib": {"percent": "base"}}}})", small),
            (Lines{"error ceiling-cone lib: a bump of lib rebuilds 3 of 4 derivations (75.0 %), the base has 66.7 %"}));
}

TEST(Base, ThatLacksARootIsToldOnceWithEveryUnit) {
  EXPECT_EQ(lines_of(findings_of(small_snapshot("app -> lib; tool -> lib"), no_worse_than_base(), small_snapshot("app -> lib"))),
            (Lines{"warning base-lacks-entry root tool: the base has no root tool: it enters with 2 derivations, 2 logical nodes"}));
}

TEST(Base, WithoutABaselineRootsDuplicationAndVendoringMayNotBeWorse) {
  Snapshot worse = small_snapshot("app -> lib lib2; lib -> libc");
  node(worse, "lib2").key.pname = "lib";
  recount(worse);
  const auto findings = findings_of(worse, no_worse_than_base(), small);
  EXPECT_EQ(lines_of(findings), (Lines{"error ceiling-duplicated-packages graph: 1 package is compiled more than once, the base has 0",
                                       "error ceiling-excess-derivations graph: 1 of 4 compiled derivations (25.0 %) compile what another one "
                                       "compiles, the base has 0",
                                       "error ceiling-root-derivations app: root app has 4 derivations, the base has 3",
                                       "error ceiling-root-logical-nodes app: root app has 4 logical nodes, the base has 3"}));
  EXPECT_EQ(findings[0].accept,
            "bgsnap baseline accept --baseline baseline.json --create --until \"$(date +%F)+30\" --reason 'not explained yet' "
            "ceiling-duplicated-packages graph && bgsnap check --snapshot FILE --baseline FILE --base before.json --baseline baseline.json");
}

TEST(Base, ThatIsNotGivenIsAWarningForTheCeilingsThatWantIt) {
  const Baseline baseline =
      parse_baseline(R"({"ceilings": {"root_derivations": {"app": "base"}, "excess_derivations": {"at": "base"}}})", "baseline.json");
  const auto findings = check(large, &baseline, nullptr);
  EXPECT_EQ(lines_of(findings), (Lines{"warning base-missing base: 2 ceilings say \"base\", and no base was given: they were not looked at"}));
  EXPECT_EQ(findings[0].accept, "bgsnap check --snapshot FILE --baseline FILE --base-ref origin/main");
}

TEST(Base, ThatNoCeilingWantsIsAWarning) {
  EXPECT_EQ(found(small, R"({"ceilings": {"excess_derivations": 0}})", small),
            (Lines{"warning base-unused base: a base was given, and no ceiling says \"base\": nothing was compared with it"}));
}

TEST(VariantCeiling, OfNoneIsKeptByNoMatchAndBrokenByAny) {
  const Baseline none = parse_baseline(R"({"ceilings": {"variants": {"openssl-sys": 0}}})", "baseline.json");
  EXPECT_EQ(lines_of(check(small, &none, nullptr)), nothing);
  EXPECT_EQ(lines_of(check(small_snapshot("app -> openssl-sys"), &none, nullptr)),
            (Lines{"error ceiling-variants openssl-sys: openssl-sys is compiled as 1 derivation, agreed are at most 0"}));
}

}  // namespace
}  // namespace bgsnap
