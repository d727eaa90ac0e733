#include "bgsnap/error.hpp"
#include "bgsnap/policy.hpp"
#include "policy/small_snapshot.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bgsnap {
namespace {

using test::node;
using test::recount;
using test::small_snapshot;

std::string tight(const std::string& ceilings, const Snapshot& snapshot) {
  const std::string before = "{\"ceilings\": {" + ceilings + "}}";
  const std::string now = tightened(before, "baseline.json", snapshot).text;
  return now.substr(14, now.size() - 16);
}

const Snapshot small = small_snapshot("app -> lib; lib -> libc");

TEST(Ratchet, LowersToTheFigureOfToday) {
  EXPECT_EQ(tight(R"("root_derivations": {"app": 9}, "root_logical_nodes": {"*": 4}, "cones": {"libc": 8, "lib": {"percent": 99}})", small),
            R"("root_derivations": {"app": 3}, "root_logical_nodes": {"*": 3}, "cones": {"libc": 3, "lib": {"percent": 66.7}})");
}

TEST(Ratchet, NeverRaises) {
  const std::string exceeded = R"("root_derivations": {"app": 1}, "cones": {"libc": 1, "lib": {"percent": 5}})";
  EXPECT_EQ(tight(exceeded, small), exceeded);
}

TEST(Ratchet, LeavesSlackAsItIs) {
  EXPECT_EQ(tight(R"("root_derivations": {"app": {"slack": 2, "at": 9, "slack_percent": 5}})", small),
            R"("root_derivations": {"app": {"slack": 2, "at": 3, "slack_percent": 5}})");
}

TEST(Ratchet, GoesDownToZeroAndStaysThere) {
  Snapshot worse = small_snapshot("app -> lib lib2");
  node(worse, "lib2").key.pname = "lib";
  recount(worse);
  const std::string zero = tight(
      R"("duplicated_packages": 2, "excess_derivations": {"at": 5, "slack_percent": 50}, "variants": {"openssl-sys": 2}, "vendor_monoliths": 1)",
      small);
  EXPECT_EQ(
      zero,
      R"("duplicated_packages": 0, "excess_derivations": {"at": 0, "slack_percent": 50}, "variants": {"openssl-sys": 0}, "vendor_monoliths": 0)");
  EXPECT_EQ(tight(zero, worse), zero);
}

TEST(Ratchet, AGlobIsLoweredToTheLargestThatItMatches) {
  EXPECT_EQ(tight(R"("root_derivations": {"p.*": 9})", small_snapshot("p.a -> x y; p.b -> x")), R"("root_derivations": {"p.*": 3})");
}

TEST(Ratchet, WhatMatchesNothingStaysAndIsTold) {
  const Tightening result = tightened(R"({"ceilings": {"cones": {"zlib": 5}, "root_derivations": {"tool": 4}}})", "baseline.json", small);
  ASSERT_EQ(result.ceilings.size(), 2U);
  EXPECT_EQ(result.ceilings[0].pointer + ": " + result.ceilings[0].note, "/ceilings/root_derivations/tool: no root matches");
  EXPECT_EQ(result.ceilings[1].pointer + ": " + result.ceilings[1].note, "/ceilings/cones/zlib: nothing matches \"zlib\"");
}

TEST(Ratchet, WhatTheBaseDecidesIsNoNumberToLower) {
  EXPECT_EQ(tight(R"("root_derivations": {"app": "base"}, "excess_derivations": {"at": "base", "slack": 1})", small),
            R"("root_derivations": {"app": "base"}, "excess_derivations": {"at": "base", "slack": 1})");
}

// -- a first baseline --

std::vector<std::string> codes(const Snapshot& snapshot, const std::string& baseline) {
  const Baseline parsed = parse_baseline(baseline, "baseline.json");
  std::vector<std::string> found;
  for (const Finding& finding : check(snapshot, &parsed, nullptr)) found.push_back(finding.code + " " + finding.subject);
  return found;
}

TEST(ProposedBaseline, PassesAtOnce) {
  for (const char* edges : {"app -> lib; lib -> libc", "packages.a -> x y; packages.b -> x; y -> z", "alone -> x"})
    EXPECT_EQ(codes(small_snapshot(edges), proposed_baseline(small_snapshot(edges))), std::vector<std::string>{}) << edges;
}

TEST(ProposedBaseline, CatchesOneDerivationMore) {
  EXPECT_EQ(codes(small_snapshot("app -> lib new; lib -> libc"), proposed_baseline(small)),
            (std::vector<std::string>{"ceiling-root-derivations app"}));
}

TEST(ProposedBaseline, CatchesARootThatIsGone) {
  EXPECT_EQ(codes(small_snapshot("a -> x"), proposed_baseline(small_snapshot("a -> x; b -> x"))),
            (std::vector<std::string>{"root-missing b", "selector-without-match cones b", "selector-without-match root_derivations b"}));
}

TEST(ProposedBaseline, ARootNamedByItsDerivationIsNotHeldToItsVersion) {
  Snapshot snapshot = small_snapshot("app -> lib");
  node(snapshot, "app").key.version = "26.3";
  snapshot.roots[0].name = "app-26.3";
  const std::string proposed = proposed_baseline(snapshot);
  EXPECT_EQ(codes(snapshot, proposed), std::vector<std::string>{});
  node(snapshot, "app").key.version = "27.1";
  snapshot.roots[0].name = "app-27.1";
  EXPECT_EQ(codes(snapshot, proposed), std::vector<std::string>{});
  snapshot.roots[0].name = "tool-1";
  EXPECT_EQ(codes(snapshot, proposed), (std::vector<std::string>{"root-missing app-*", "selector-without-match root_derivations app-*"}));
}

TEST(ProposedBaseline, CatchesASecondCompilationAndAWiderCone) {
  Snapshot twice = small_snapshot("app -> lib lib2; lib -> libc; lib2 -> libc");
  node(twice, "lib2").key.pname = "lib";
  recount(twice);
  EXPECT_EQ(codes(twice, proposed_baseline(small)),
            (std::vector<std::string>{"ceiling-cone lib", "ceiling-cone libc", "ceiling-duplicated-packages graph",
                                      "ceiling-excess-derivations graph", "ceiling-root-derivations app"}));
}

TEST(ProposedBaseline, OfAGraphThatLacksSomethingIsRefused) {
  Snapshot incomplete = small;
  incomplete.incomplete = true;
  EXPECT_THROW(static_cast<void>(proposed_baseline(incomplete)), Error);
}

}  // namespace
}  // namespace bgsnap
