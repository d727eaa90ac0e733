#include "bgsnap/error.hpp"
#include "bgsnap/policy.hpp"
#include "policy/small_snapshot.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bgsnap {
namespace {

using test::small_snapshot;
using Lines = std::vector<std::string>;

std::string waiver(const std::string& subject, const std::string& until) {
  return R"({"code": "ceiling-cone", "subject": ")" + subject + R"(", "reason": "the split is under way", "owner": "ada", "until": ")" + until +
         R"("})";
}

std::string baseline_with(const std::string& more) { return R"({"ceilings": {"cones": {"libc": 2}}, )" + more + "}"; }

std::vector<Finding> found(const std::string& baseline, std::string_view today) {
  const Baseline parsed = parse_baseline(baseline, "baseline.json");
  Surroundings surroundings;
  surroundings.today = parse_day(today);
  return check(small_snapshot("app -> lib; lib -> libc; tool"), &parsed, nullptr, "bgsnap snapshot INPUT -o FILE", surroundings);
}

/// "CODE SUBJECT", and whether it breaks the check.
Lines told(const std::vector<Finding>& findings) {
  Lines lines;
  for (const Finding& finding : findings)
    lines.push_back((finding.waiver                        ? "accepted "
                     : finding.severity == Severity::error ? "error "
                                                           : "warning ") +
                    finding.code + " " + finding.subject);
  return lines;
}

Lines with_waivers(const std::string& waivers, std::string_view today) {
  return told(found(baseline_with(R"("waivers": [)" + waivers + "]"), today));
}

TEST(Waiver, CoversItsFindingUpToAndOnItsLastDay) {
  const Lines accepted{"accepted ceiling-cone libc"};
  EXPECT_EQ(with_waivers(waiver("libc", "2026-12-31"), "2026-11-21"), accepted);
  EXPECT_EQ(with_waivers(waiver("libc", "2026-12-31"), "2026-12-31"), accepted);
}

TEST(Waiver, BreaksNothingWhileItHolds) {
  const auto findings = found(baseline_with(R"("waivers": [)" + waiver("libc", "2026-12-31") + "]"), "2026-12-31");
  EXPECT_FALSE(is_breach(findings));
  EXPECT_EQ(findings.front().waiver->owner, "ada");
}

TEST(Waiver, ADayLaterTheFindingStandsAgainAndTheWaiverIsNamed) {
  const auto findings = found(baseline_with(R"("waivers": [)" + waiver("libc", "2026-12-31") + "]"), "2027-01-01");
  EXPECT_EQ(told(findings), (Lines{"error ceiling-cone libc", "warning waiver-expired waivers"}));
  EXPECT_EQ(findings[0].accept, "bgsnap baseline accept --baseline baseline.json --until 2027-01-31 --reason 'not explained yet' ceiling-cone libc");
  EXPECT_EQ(findings[1].message, "1 waiver ended, and what it waived is still there");
  EXPECT_EQ(findings[1].evidence, Lines{"ceiling-cone libc: until 2026-12-31, by ada: the split is under way, at /waivers/0"});
  EXPECT_EQ(findings[1].accept, "");
}

TEST(Waiver, SeveralThatEndedAreNamedInOneFinding) {
  const auto findings = found(
      R"({"ceilings": {"cones": {"libc": 2, "lib": 1}}, "waivers": [)" + waiver("libc", "2026-12-31") + "," + waiver("lib", "2026-12-30") + "]}",
      "2027-01-01");
  EXPECT_EQ(told(findings), (Lines{"error ceiling-cone lib", "error ceiling-cone libc", "warning waiver-expired waivers"}));
  EXPECT_EQ(findings[2].message, "2 waivers ended, and what they waived is still there");
}

TEST(Waiver, ThatEndsMakesWhatItWaivedNoGraver) {
  const auto told_as = [](const std::string& severity) {
    return told(found(baseline_with(R"("severities": {"ceiling-cone": ")" + severity + R"("}, "waivers": [)" + waiver("libc", "2026-12-31") + "]"),
                      "2027-01-01"));
  };
  EXPECT_EQ(told_as("warning"), (Lines{"warning ceiling-cone libc", "warning waiver-expired waivers"}));
  EXPECT_EQ(told_as("off"), (Lines{"warning waiver-expired waivers"}));
}

TEST(Waiver, OfARuleThatHoldsNothingCoversNoOtherRule) {
  const auto findings =
      found(R"({"ceilings": {"cones": {"ghost": 2}}, "singletons": ["ghost"], "waivers": [{"code": "selector-without-match", "subject": "cones ghost",
                                  "reason": "soon", "owner": "ada", "until": "2026-12-31"}]})",
            "2026-12-31");
  EXPECT_EQ(told(findings), (Lines{"accepted selector-without-match cones ghost", "error selector-without-match singletons ghost"}));
}

/// What is told to be removed for good, of a baseline with these rules.
std::string edit_of(const std::string& baseline) { return found(baseline, "2026-11-21")[0].edit; }

TEST(Edit, LeavesABaselineThatCanBeRead) {
  EXPECT_EQ(edit_of(R"({"singletons": ["app"], "ceilings": {"variants": {"ghost": 1}}})"), R"(remove "/ceilings/variants" from baseline.json)");
  EXPECT_EQ(edit_of(R"({"ceilings": {"variants": {"ghost": 1, "app": 1}}})"), R"(remove "/ceilings/variants/ghost" from baseline.json)");
  EXPECT_EQ(edit_of(R"({"singletons": ["app"], "ceilings": {"root_derivations": {"ghost": 1}}})"),
            R"(remove "/ceilings/root_derivations" from baseline.json)");
  EXPECT_EQ(edit_of(R"({"singletons": ["app"], "boundaries": [{"edit": "app", "sources": ["nosuch"]}]})"),
            R"(remove "/boundaries/0" from baseline.json)");
  EXPECT_EQ(edit_of(R"({"singletons": ["ghost"]})"), "check without a baseline: baseline.json demands nothing else");
}

TEST(AcceptCommand, ThatIsFollowedByACheckKeepsTheDay) {
  const FlakeLock lock{"flake.lock", {{"github:nixos/nixpkgs", "a", "nixpkgs"}, {"github:nixos/nixpkgs", "b", "stable"}}};
  Surroundings surroundings;
  surroundings.today = parse_day("2026-11-21");
  surroundings.command = "bgsnap check --flake-lock flake.lock";
  surroundings.flake_lock = &lock;
  const auto findings = check_pins(nullptr, surroundings);
  ASSERT_EQ(told(findings), Lines{"error singleton github:nixos/nixpkgs"});
  EXPECT_EQ(
      findings[0].accept,
      "bgsnap baseline accept --baseline baseline.json --create --until 2026-12-21 --reason 'not explained yet' singleton github:nixos/nixpkgs && "
      "bgsnap check --flake-lock flake.lock --baseline baseline.json --today 2026-11-21");
  EXPECT_EQ(findings[0].edit, "let one follow the other in flake.nix: inputs.….follows = \"…\"");
}

TEST(Pins, TakeOfABaselineTheirOwnWaiversAndNothingElse) {
  const FlakeLock lock{"flake.lock", {{"github:nixos/nixpkgs", "a", "nixpkgs"}, {"github:nixos/nixpkgs", "b", "stable"}}};
  Surroundings surroundings;
  surroundings.today = parse_day("2026-11-21");
  surroundings.flake_lock = &lock;
  const Baseline baseline =
      parse_baseline(R"({"floors": {"roots": ["nowhere"]}, "waivers": [)" + waiver("libc", "2026-12-31") +
                         R"(, {"code": "singleton", "subject": "github:nixos/nixpkgs", "reason": "both", "owner": "ada", "until": "2026-12-31"}]})",
                     "baseline.json");
  EXPECT_EQ(told(check_pins(&baseline, surroundings)), Lines{"accepted singleton github:nixos/nixpkgs"});
}

TEST(Waiver, OfAnotherSubjectCoversNothing) {
  EXPECT_EQ(with_waivers(waiver("lib", "2026-12-31"), "2026-11-21"), (Lines{"error ceiling-cone libc", "warning waiver-unmatched ceiling-cone lib"}));
}

TEST(Waiver, ThatNothingNeedsIsFoundWithTheCommandThatTakesItAway) {
  const auto findings = found(R"({"ceilings": {"cones": {"libc": 9}}, "waivers": [)" + waiver("libc", "2026-12-31") + "]}", "2027-01-01");
  ASSERT_EQ(told(findings), (Lines{"warning waiver-unmatched ceiling-cone libc"}));
  EXPECT_EQ(findings[0].message, "nothing needs the waiver of ceiling-cone libc: there is no such finding, and it ended on 2026-12-31");
  EXPECT_EQ(findings[0].evidence, (Lines{"until 2026-12-31, by ada: the split is under way", "it stands at /waivers/0"}));
  EXPECT_EQ(findings[0].accept, "bgsnap baseline withdraw --baseline baseline.json ceiling-cone libc");
}

TEST(Waiver, TwiceIsFoundAndTheFirstCounts) {
  const auto findings =
      found(baseline_with(R"("waivers": [)" + waiver("libc", "2026-11-30") + "," + waiver("libc", "2026-12-31") + "]"), "2026-12-15");
  EXPECT_EQ(told(findings), (Lines{"error ceiling-cone libc", "error waiver-duplicate ceiling-cone libc", "warning waiver-expired waivers"}));
  EXPECT_EQ(findings[1].message, "ceiling-cone libc is waived twice, at /waivers/0 and at /waivers/1: only the first counts");
}

TEST(Waiver, WithoutADayHoldsAndAWarningSaysThatNobodyLooked) {
  const auto findings = found(baseline_with(R"("waivers": [)" + waiver("libc", "2026-12-31") + "]"), "");
  ASSERT_EQ(told(findings), (Lines{"accepted ceiling-cone libc", "warning waiver-dates-unread waivers"}));
  EXPECT_EQ(findings[1].message, "no day was given, so 1 waiver is not held to its date");
  EXPECT_EQ(findings[1].accept, "bgsnap check --snapshot FILE --baseline FILE --today \"$(date +%F)\"");
}

TEST(AcceptCommand, HasADayThirtyDaysFromToday) {
  EXPECT_EQ(found(baseline_with(R"("floors": {})"), "2026-11-21")[0].accept,
            "bgsnap baseline accept --baseline baseline.json --until 2026-12-21 --reason 'not explained yet' ceiling-cone libc");
}

TEST(AcceptCommand, LeavesTheDayToTheShellWhereNoneWasGiven) {
  EXPECT_EQ(found(baseline_with(R"("floors": {})"), "")[0].accept,
            "bgsnap baseline accept --baseline baseline.json --until \"$(date +%F)+30\" --reason 'not explained yet' ceiling-cone libc");
}

TEST(AcceptCommand, WhatAgreesForGoodStandsBesideIt) {
  EXPECT_EQ(found(baseline_with(R"("floors": {})"), "")[0].edit, R"(set "/ceilings/cones/libc" to 3 in baseline.json)");
}

TEST(Severity, IsTheBaselinesChoice) {
  EXPECT_EQ(told(found(baseline_with(R"("severities": {"ceiling-cone": "warning"})"), "")), (Lines{"warning ceiling-cone libc"}));
  EXPECT_EQ(told(found(baseline_with(R"("severities": {"ceiling-cone": "off"})"), "")), Lines{});
  EXPECT_EQ(
      told(found(baseline_with(R"("severities": {"waiver-unmatched": "error"}, "waivers": [)" + waiver("x", "2026-12-31") + "]"), "2026-01-01"))[1],
      "error waiver-unmatched ceiling-cone x");
}

/// What parse_baseline says of it.
std::string complaint(const std::string& baseline) {
  try {
    static_cast<void>(parse_baseline(baseline, "baseline.json"));
  } catch (const Error& error) {
    return error.place().pointer + ": " + error.sentence() + "; " + error.next_step();
  }
  return "none";
}

TEST(Severity, OfAFindingThatThereIsNotIsRefused) {
  EXPECT_EQ(complaint(baseline_with(R"("severities": {"ceiling-cones": "off"})")),
            "/severities/ceiling-cones: there is no finding \"ceiling-cones\"; did you mean \"ceiling-cone\"?");
}

TEST(Severity, OfASnapshotThatCannotBeTrustedIsAtLeastAWarning) {
  EXPECT_EQ(complaint(baseline_with(R"("severities": {"snapshot-not-fresh": "off"})")),
            "/severities/snapshot-not-fresh: a snapshot that cannot be trusted does not go untold; \"warning\" is the least");
  EXPECT_EQ(complaint(baseline_with(R"("severities": {"snapshot-not-fresh": "warning"})")), "none");
}

TEST(Waiver, IsRefusedWithoutAnOwnerWithAWrongDayOrForWhatIsSettledByDoing) {
  EXPECT_EQ(complaint(baseline_with(R"("waivers": [{"code": "ceiling-cone", "subject": "x", "reason": "y", "until": "2026-01-01"}])")),
            "/waivers/0: the key \"owner\" is missing; ");
  EXPECT_EQ(complaint(baseline_with("\"waivers\": [" + waiver("x", "2026-02-29") + "]")),
            "/waivers/0/until: \"2026-02-29\" is not a date like 2024-02-29; ");
  EXPECT_EQ(complaint(baseline_with(R"("waivers": [{"code": "snapshot-not-fresh"}])")),
            "/waivers/0/code: no waiver covers \"snapshot-not-fresh\"; do what the finding says; \"severities\" may make it a warning");
}

TEST(Day, IsOneThatTheCalendarHas) {
  EXPECT_TRUE(parse_day("2024-02-29"));
  for (const char* wrong : {"2023-02-29", "2024-2-29", "2024-02-30", "2024-13-01", "2024-00-10", "20240229", "2024-02-29 ", "+024-02-29", ""})
    EXPECT_FALSE(parse_day(wrong)) << wrong;
}

TEST(Day, LaterDaysGoOverMonthsAndYearsUpToTheLastOfFourDigits) {
  EXPECT_EQ(iso_date(*days_after(*parse_day("2024-02-28"), 2)), "2024-03-01");
  EXPECT_EQ(iso_date(*days_after(*parse_day("2026-12-31"), 365)), "2027-12-31");
  EXPECT_EQ(iso_date(*days_after(*parse_day("9999-12-30"), 1)), "9999-12-31");
  EXPECT_FALSE(days_after(*parse_day("9999-12-31"), 1));
}

}  // namespace
}  // namespace bgsnap
