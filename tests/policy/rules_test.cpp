#include "bgsnap/error.hpp"
#include "bgsnap/policy.hpp"
#include "policy/small_snapshot.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bgsnap {
namespace {

using test::kept;
using test::kept_names;
using test::node;
using test::recount;
using test::small_snapshot;
using Lines = std::vector<std::string>;

Lines lines_of(const std::vector<Finding>& findings) {
  Lines lines;
  for (const Finding& finding : findings) {
    lines.push_back((finding.severity == Severity::error ? "" : "warning ") + finding.code + " " + finding.subject + ": " + finding.message);
    for (const std::string& line : finding.evidence) lines.push_back("  " + line);
  }
  return lines;
}

Lines found(const Snapshot& snapshot, std::string_view baseline, const Surroundings& surroundings = {}, const Freshness* freshness = nullptr) {
  const Baseline parsed = parse_baseline(baseline, "baseline.json");
  return lines_of(check(snapshot, &parsed, freshness, "bgsnap snapshot INPUT -o FILE", surroundings));
}

const Lines nothing;

std::string first(const Lines& lines) { return lines.empty() ? "nothing" : lines.front(); }

void make_download(Snapshot& snapshot, std::string_view pname) {
  SnapshotNode& one = node(snapshot, pname);
  one.kind = DerivationKind::fixed;
  one.key.class_name = "fetch";
  one.compiled = false;
}

// -- a bump must not rebuild --

TEST(BumpBoundary, HoldsWhereTheRebuildDoesNotArrive) {
  EXPECT_EQ(found(small_snapshot("app -> lib deps; deps -> libc"), R"({"boundaries": [{"bump": "lib", "must_not_rebuild": "deps"}]})"), nothing);
}

TEST(BumpBoundary, CrossedIsToldWithWhatRebuildsAndHowItGetsThere) {
  EXPECT_EQ(
      found(small_snapshot("app -> deps; deps -> shim; shim -> version"), R"({"boundaries": [{"bump": "version", "must_not_rebuild": "deps"}]})"),
      (Lines{"boundary-bump version -> deps: a bump of version rebuilds 1 of 1 derivation (100.0 %) of deps, and must rebuild none", "  build/deps",
             "  build/deps → build/shim → build/version"}));
}

TEST(BumpBoundary, ADownloadStopsTheRebuild) {
  Snapshot snapshot = small_snapshot("app -> src; src -> curl; curl -> ssl");
  make_download(snapshot, "src");
  EXPECT_EQ(found(snapshot, R"({"boundaries": [{"bump": "ssl", "must_not_rebuild": "app"}]})"), nothing);
}

TEST(BumpBoundary, AnUpperBoundSaysSo) {
  Snapshot snapshot = small_snapshot("app -> lib; lib -> libc");
  node(snapshot, "lib").kind = DerivationKind::floating;
  EXPECT_EQ(first(found(snapshot, R"({"boundaries": [{"bump": "libc", "must_not_rebuild": "app"}]})")),
            "boundary-bump libc -> app: a bump of libc rebuilds up to 1 of 1 derivation (100.0 %) of app, and must rebuild none");
}

TEST(BumpBoundary, OfWhatIsNotThereIsFoundOnEitherSide) {
  const Lines lines = found(small_snapshot("app -> lib"), R"({"boundaries": [{"bump": "lob", "must_not_rebuild": "ap"}]})");
  EXPECT_EQ(lines, (Lines{"selector-without-match boundaries lob -> ap: ap: the boundary between lob and ap holds nothing: nothing matches \"ap\"",
                          "  did you mean app?",
                          "selector-without-match boundaries lob -> ap: lob: the boundary between lob and ap holds nothing: nothing matches \"lob\"",
                          "  did you mean lib?"}));
}

// -- an edit reruns only what depends on it --

/// Two members, each with a source of its own that is called alike, and a script that both use.
Snapshot two_members() {
  Snapshot snapshot = small_snapshot("a-test -> a; b-test -> b");
  for (const char* name : {"a", "b", "a-test"}) node(snapshot, name).sources = kept_names(snapshot, {"build.sh", "source"});
  return snapshot;
}

Freshness by_content(const Snapshot& snapshot, std::vector<InputSource> sources) {
  Freshness freshness{snapshot, text_of(snapshot), text_of(snapshot)};
  freshness.sources = std::move(sources);
  return freshness;
}

constexpr std::string_view edit_of_a = R"({"boundaries": [{"edit": "a", "sources": ["source"]}]})";

TEST(EditBoundary, SourcesOfOneNameAreToldApartByContent) {
  const Snapshot snapshot = two_members();
  const NodeId a = *snapshot.find("build/a"), a_test = *snapshot.find("build/a-test"), b = *snapshot.find("build/b");
  const Freshness apart = by_content(snapshot, {{"build.sh", {a, a_test, b}}, {"source", {a, a_test}}, {"source", {b}}});
  EXPECT_EQ(found(snapshot, edit_of_a, {}, &apart), nothing);
}

TEST(EditBoundary, ASharedSourceRerunsOthers) {
  const Snapshot snapshot = two_members();
  const NodeId a = *snapshot.find("build/a"), a_test = *snapshot.find("build/a-test"), b = *snapshot.find("build/b");
  const Freshness shared = by_content(snapshot, {{"source", {a, a_test, b}}});
  EXPECT_EQ(found(snapshot, edit_of_a, {}, &shared),
            (Lines{"boundary-edit a: an edit of a reruns 2 of 4 derivations (50.0 %) that do not depend on it", "  build/b", "  build/b-test",
                   "  they share the source source", "  b-test → build/b-test"}));
}

TEST(EditBoundary, TestsMayRerunThatDoNotDependOnTheMember) {
  Snapshot snapshot = small_snapshot("a; a-lint; b");
  const NodeId a = *snapshot.find("build/a"), lint = *snapshot.find("build/a-lint");
  const Freshness shared = by_content(snapshot, {{"source", {a, lint}}});
  EXPECT_EQ(first(found(snapshot, edit_of_a, {}, &shared)),
            "boundary-edit a: an edit of a reruns 1 of 3 derivations (33.3 %) that do not depend on it");
  EXPECT_EQ(found(snapshot, R"({"boundaries": [{"edit": "a", "sources": ["source"], "tests": ["a-*"]}]})", {}, &shared), nothing);
}

TEST(EditBoundary, ByNameAloneItHoldsOrCannotBeTold) {
  EXPECT_EQ(first(found(two_members(), edit_of_a)),
            "warning not-looked-at edit of a: whether an edit of a reruns others cannot be told: sources of one name are used elsewhere, and a "
            "snapshot knows them by name alone");
  Snapshot named = two_members();
  node(named, "b").sources = kept_names(named, {"build.sh", "b-src"});
  EXPECT_EQ(found(named, edit_of_a), nothing);
}

TEST(EditBoundary, OfASourceThatTheMemberDoesNotHaveIsFound) {
  EXPECT_EQ(
      first(found(two_members(), R"({"boundaries": [{"edit": "a", "sources": ["src"]}]})")),
      "selector-without-match boundaries edit of a: sources: the boundary around an edit of a holds nothing: it has no input source of that name");
}

// -- forbidden dependencies --

TEST(Forbidden, IsFoundForEachRootThatReachesIt) {
  EXPECT_EQ(found(small_snapshot("app -> lib; tool -> libc; lib -> openssl"), R"({"forbidden": [{"root": "*", "must_not_reach": "openssl"}]})"),
            (Lines{"forbidden-dependency app -> openssl: root app reaches openssl, and must not: 1 of 3 derivations (33.3 %) of its closure",
                   "  build/openssl", "  app → build/app → build/lib → build/openssl"}));
}

TEST(Forbidden, WhatFetchesADownloadIsReachedAndSaid) {
  Snapshot snapshot = small_snapshot("app -> src; src -> curl");
  make_download(snapshot, "src");
  EXPECT_EQ(found(snapshot, R"({"forbidden": [{"root": "app", "must_not_reach": "curl"}]})"),
            (Lines{"forbidden-dependency app -> curl: root app reaches curl, and must not: 1 of 3 derivations (33.3 %) of its closure",
                   "  build/curl", "  app → build/app → build/src → build/curl", "  by way of how build/src is fetched"}));
}

TEST(Forbidden, WhatIsNotInTheGraphAtAllIsAsItShouldBe) {
  EXPECT_EQ(found(small_snapshot("app -> lib"), R"({"forbidden": [{"root": "app", "must_not_reach": "openssl"}]})"), nothing);
}

TEST(Forbidden, ARootThatThereIsNotIsFound) {
  EXPECT_EQ(
      found(small_snapshot("app -> lib"), R"({"forbidden": [{"root": "apq", "must_not_reach": "openssl"}]})"),
      (Lines{"selector-without-match forbidden apq -> openssl: the ban on openssl holds no root: none matches apq", "  did you mean \"app\"?"}));
}

// -- singletons --

Snapshot with_second(const char* version) {
  Snapshot snapshot = small_snapshot("app -> rustc; tool -> rustc2");
  node(snapshot, "rustc2").key.version = kept(snapshot, version);
  node(snapshot, "rustc2").key.pname = "rustc";
  return snapshot;
}

TEST(Singleton, TwoDerivationsOfOneVersionAreOne) { EXPECT_EQ(found(with_second("1"), R"({"singletons": ["rustc"]})"), nothing); }

TEST(Singleton, TwoVersionsAreFoundWithAPathToEach) {
  EXPECT_EQ(found(with_second("2"), R"({"singletons": ["rustc"]})"),
            (Lines{"singleton rustc: rustc is to be one, and there are 2, in 2 of 4 derivations (50.0 %)", "  rustc 1: app → build/app → build/rustc",
                   "  rustc 2: tool → build/tool → build/rustc2"}));
}

TEST(Singleton, ItsDownloadIsNotAnotherOne) {
  Snapshot snapshot = with_second("2-src");
  snapshot.nodes[*snapshot.find("build/rustc2")].kind = DerivationKind::fixed;
  EXPECT_EQ(found(snapshot, R"({"singletons": ["rustc"]})"), nothing);
}

TEST(Singleton, TwoToolchainsAreTwo) {
  Snapshot snapshot = small_snapshot("app -> one; tool -> two");
  for (const char* name : {"one", "two"}) {
    SnapshotNode& group = node(snapshot, name);
    group.boundary = true;
    group.compiled = false;
    group.key.version = {};
  }
  snapshot.nodes[*snapshot.find("build/one")].id = "toolchain/stdenv-darwin";
  snapshot.nodes[*snapshot.find("build/two")].id = "toolchain/stdenv-linux";
  EXPECT_EQ(first(found(snapshot, R"({"singletons": ["toolchain/*"]})")),
            "singleton toolchain/*: toolchain/* is to be one, and there are 2, in 2 of 4 derivations (50.0 %)");
}

/// app and tool are built with one line of the toolchain, which holds three derivations.
Snapshot inside_one_line() {
  Snapshot snapshot = small_snapshot("app -> group; tool -> group");
  SnapshotNode& group = node(snapshot, "group");
  group.boundary = true;
  group.compiled = false;
  group.key.version = {};
  group.derivations = 3;
  group.packages = kept_names(snapshot, {"build/bash", "build/gcc", "build/stdenv-linux"});
  group.id = "toolchain/stdenv-linux";
  recount(snapshot);
  return snapshot;
}

TEST(Singleton, InsideTheToolchainASnapshotCannotTell) {
  for (const std::string wanted : {"toolchain/*", "stdenv-linux", "bash"})
    EXPECT_EQ(found(inside_one_line(), R"({"singletons": [")" + wanted + R"("]})"),
              Lines{"warning not-looked-at singleton " + wanted + ": whether " + wanted +
                    " is one cannot be told: it is inside the toolchain, of which a snapshot keeps no versions"});
}

TEST(Singleton, ALineOfOneDerivationIsOne) {
  Snapshot snapshot = inside_one_line();
  node(snapshot, "group").derivations = 1;
  recount(snapshot);
  EXPECT_EQ(found(snapshot, R"({"singletons": ["toolchain/*"]})"), nothing);
}

// -- one version on every system --

Lines beside(const Snapshot& here, const Snapshot& there, std::string_view baseline) {
  const NamedSnapshot others[] = {{"darwin.json", there}};
  Surroundings surroundings;
  surroundings.others = others;
  surroundings.snapshot_name = "linux.json";
  return found(here, baseline, surroundings);
}

Snapshot of_version(const char* version) {
  Snapshot snapshot = small_snapshot("app -> tokio");
  node(snapshot, "tokio").key.version = kept(snapshot, version);
  return snapshot;
}

TEST(SameOnEverySystem, OneVersionIsNothingToReport) {
  EXPECT_EQ(beside(of_version("1"), of_version("1"), R"({"same_on_every_system": ["tokio"]})"), nothing);
}

TEST(SameOnEverySystem, ADifferenceIsToldOnceWithEverySide) {
  EXPECT_EQ(beside(of_version("1"), of_version("2"), R"({"same_on_every_system": ["tokio", "build/*"]})"),
            (Lines{"version-differs-by-system build/tokio: build/tokio is not the same version on every system: 2 of 2 snapshots have it",
                   "  darwin.json: 2", "  linux.json: 1", "  app → build/app → build/tokio"}));
}

TEST(SameOnEverySystem, WhatOneSystemDoesNotHaveIsNoDifference) {
  EXPECT_EQ(beside(of_version("1"), small_snapshot("app -> other"), R"({"same_on_every_system": ["tokio"]})"), nothing);
}

TEST(SameOnEverySystem, WhatNoSystemHasIsFound) {
  EXPECT_EQ(beside(of_version("1"), of_version("1"), R"({"same_on_every_system": ["tokyo"]})"),
            (Lines{"selector-without-match same_on_every_system tokyo: that tokyo is the same on every system holds nothing: none has it outside the "
                   "toolchain",
                   "  did you mean \"tokio\"?"}));
}

// -- lockstep --

constexpr std::string_view cargo_lock = R"~(
version = 3
[[package]]
name = "app"
version = "0.1.0"
dependencies = ["lib", "winapi 0.3.9"]
[[package]]
name = "lib"
version = "1"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = ["libc 1 (registry+https://github.com/rust-lang/crates.io-index)"]
[[package]]
name = "libc"
version = "1"
source = "sparse+https://index.crates.io/"
[[package]]
name = "libc"
version = "2"
source = "sparse+https://index.crates.io/"
[[package]]
name = "winapi"
version = "0.3.9"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = ["winapi-sys"]
[[package]]
name = "winapi-sys"
version = "0.4.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
)~";

Lines beside_lock(const Snapshot& snapshot, std::string_view baseline) {
  const CargoLock lock = parse_cargo_lock(cargo_lock, "Cargo.lock");
  Surroundings surroundings;
  surroundings.cargo_lock = &lock;
  return found(snapshot, baseline, surroundings);
}

TEST(Lockstep, WhatNoMemberNeedsAndWhatIsExceptedMayBeMissing) {
  EXPECT_EQ(beside_lock(small_snapshot("app -> lib; lib -> libc"), R"({"lockstep": {"except": ["winapi"]}})"), nothing);
}

TEST(Lockstep, AMissingPackageIsToldWithWhoNeedsItAndWhatLiesBehindItIsNot) {
  EXPECT_EQ(beside_lock(small_snapshot("app -> lib; lib -> libc"), R"({"lockstep": {}})"),
            (Lines{"warning lockstep-absent winapi@0.3.9: Cargo.lock locks winapi 0.3.9, and the graph does not have it: it is of a feature or "
                   "platform that is off, or the graph was not made anew",
                   "  in Cargo.lock: app → winapi", "  1 of the 4 packages that the graph's members reach in it is not in the graph"}));
}

TEST(Lockstep, AVersionThatTheLockDoesNotKnowIsDrift) {
  Snapshot snapshot = small_snapshot("app -> lib; lib -> libc");
  node(snapshot, "libc").key.version = "3";
  EXPECT_EQ(first(beside_lock(snapshot, R"({"lockstep": {"except": ["winapi"]}})")),
            "lockstep libc@1: Cargo.lock locks libc 1, and the graph has 3, which it does not lock");
}

/// What app needs, all of it serde, in the versions that are locked; the graph has serde in the others.
Lines serde_locked(const std::vector<std::string>& locked, const std::vector<std::string>& there) {
  std::string text = "[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [";
  for (const std::string& version : locked) text += "\"serde " + version + "\", ";
  text += "]\n";
  for (const std::string& version : locked)
    text += "[[package]]\nname = \"serde\"\nversion = \"" + version + "\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
  const CargoLock lock = parse_cargo_lock(text, "Cargo.lock");
  Surroundings surroundings;
  surroundings.cargo_lock = &lock;
  Snapshot snapshot = small_snapshot("app -> a b c");
  const std::string names[] = {"a", "b", "c"};
  for (std::size_t i = 0; i < there.size(); ++i) {
    SnapshotNode& crate = node(snapshot, names[i]);
    crate.key.pname = "serde";
    crate.key.version = kept(snapshot, there[i]);
  }
  const Baseline baseline = parse_baseline(R"({"lockstep": {}})", "baseline.json");
  Lines lines;
  for (const Finding& finding : check(snapshot, &baseline, nullptr, "", surroundings)) {
    const std::size_t has = finding.message.find("has ");
    lines.push_back(finding.code + " " + finding.subject +
                    (finding.code == "lockstep" ? " by " + finding.message.substr(has + 4, finding.message.find(',', has) - has - 4) : ""));
  }
  return lines;
}

TEST(Lockstep, AVersionIsDriftOfTheOneOfItsLineAndOfNoOther) {
  EXPECT_EQ(serde_locked({"1.0.201", "0.9.0"}, {"1.0.200"}), (Lines{"lockstep serde@1.0.201 by 1.0.200", "lockstep-absent serde@0.9.0"}));
  EXPECT_EQ(serde_locked({"0.9.1", "0.8.0"}, {"0.8.1"}), (Lines{"lockstep serde@0.8.0 by 0.8.1", "lockstep-absent serde@0.9.1"}));
  EXPECT_EQ(serde_locked({"0.0.2", "1.0.0"}, {"1.2.0"}), (Lines{"lockstep serde@1.0.0 by 1.2.0", "lockstep-absent serde@0.0.2"}));
  EXPECT_EQ(serde_locked({"1.0.201", "0.9.0"}, {"1.0.200", "0.9.1"}), (Lines{"lockstep serde@0.9.0 by 0.9.1", "lockstep serde@1.0.201 by 1.0.200"}));
}

TEST(Lockstep, TheNearestOfALineIsToldAndTheOthersExplainNoOtherLine) {
  EXPECT_EQ(serde_locked({"1.0.201", "0.9.0"}, {"1.0.9", "1.0.200", "1.0.3"}),
            (Lines{"lockstep serde@1.0.201 by 1.0.200", "lockstep-absent serde@0.9.0"}));
}

TEST(Lockstep, AVersionOfNoLineIsDriftOfTheNearest) {
  EXPECT_EQ(serde_locked({"2.0.0", "0.9.0"}, {"1.0.200"}), (Lines{"lockstep serde@2.0.0 by 1.0.200", "lockstep-absent serde@0.9.0"}))
      << "a major version up: the lock knows nothing that the graph's could be";
  EXPECT_EQ(serde_locked({"2.0.0", "1.0.0"}, {"1.0.0"}), Lines{"lockstep-absent serde@2.0.0"});
}

TEST(Lockstep, AVersionThatTheLockKnowsToExplainsNothing) {
  Snapshot snapshot = small_snapshot("app -> lib; lib -> libc");
  node(snapshot, "libc").key.version = "2";
  EXPECT_TRUE(first(beside_lock(snapshot, R"({"lockstep": {"except": ["winapi"]}})")).starts_with("warning lockstep-absent libc@1: "));
}

TEST(Lockstep, ALibraryOfACratesNameIsAnotherThing) {
  Snapshot snapshot = small_snapshot("app -> lib; lib -> libc winapi");
  node(snapshot, "winapi").key.version = "10";
  EXPECT_TRUE(first(beside_lock(snapshot, R"({"lockstep": {}})")).starts_with("lockstep winapi@0.3.9: ")) << "of one class with what is a crate";
  node(snapshot, "winapi").key.class_name = "c-library";
  EXPECT_TRUE(first(beside_lock(snapshot, R"({"lockstep": {}})")).starts_with("warning lockstep-absent winapi@0.3.9: "));
}

TEST(Lockstep, IsLookedAtWhereverALockIsGiven) {
  const CargoLock lock = parse_cargo_lock(cargo_lock, "Cargo.lock");
  Surroundings surroundings;
  surroundings.cargo_lock = &lock;
  Snapshot snapshot = small_snapshot("app -> lib; lib -> libc");
  node(snapshot, "libc").key.version = "3";
  EXPECT_EQ(first(beside_lock(snapshot, R"({"floors": {"roots": ["app"]}})")),
            "lockstep libc@1: Cargo.lock locks libc 1, and the graph has 3, which it does not lock");
  const auto findings = check(snapshot, nullptr, nullptr, "", surroundings);
  EXPECT_EQ(first(lines_of(findings)), "lockstep libc@1: Cargo.lock locks libc 1, and the graph has 3, which it does not lock");
  EXPECT_EQ(findings.front().seen_in, SeenIn::cargo_lock);
}

TEST(Lockstep, WithoutAMemberNothingWasCompared) {
  EXPECT_EQ(first(beside_lock(small_snapshot("tool -> lib"), R"({"lockstep": {}})")),
            "lockstep members: no member of Cargo.lock is a package of the graph, so nothing was compared");
}

TEST(Lockstep, WithoutAMemberTheLockItselfIsToGo) {
  const auto edit = [](std::string_view text) {
    const CargoLock lock = parse_cargo_lock(cargo_lock, "Cargo.lock");
    const Baseline baseline = parse_baseline(text, "baseline.json");
    Surroundings surroundings;
    surroundings.cargo_lock = &lock;
    return check(small_snapshot("tool -> lib"), &baseline, nullptr, "", surroundings).front().edit;
  };
  EXPECT_EQ(edit(R"({"floors": {"roots": ["tool"]}})"), "check without --cargo-lock");
  EXPECT_EQ(edit(R"({"floors": {"roots": ["tool"]}, "lockstep": {}})"),
            "check without --cargo-lock, and then remove \"/lockstep\" from baseline.json");
}

TEST(Lockstep, AnExceptionForNothingIsFound) {
  EXPECT_EQ(first(beside_lock(small_snapshot("app -> lib; lib -> libc"), R"({"lockstep": {"except": ["win*", "wasi"]}})")),
            "selector-without-match lockstep except wasi: the exception wasi excepts nothing: Cargo.lock locks no such package");
}

// -- what a baseline may say of them --

std::string complaint(const std::string& baseline) {
  try {
    static_cast<void>(parse_baseline(baseline, "baseline.json"));
  } catch (const Error& error) {
    return error.place().pointer + ": " + error.sentence();
  }
  return "none";
}

TEST(Rules, MistakesAreToldWithTheirPlace) {
  EXPECT_EQ(complaint(R"({"boundaries": [{"bump": "a"}]})"), "/boundaries/0: the key \"must_not_rebuild\" is missing");
  EXPECT_EQ(complaint(R"({"boundaries": [{"bump": "a", "edit": "b"}]})"),
            "/boundaries/0: a boundary is about a \"bump\" or about an \"edit\", and about one of them");
  EXPECT_EQ(complaint(R"({"boundaries": [{"edit": "b", "sources": []}]})"), "/boundaries/0/sources: no source, so nothing is edited");
  EXPECT_EQ(complaint(R"({"boundaries": [{"edit": "b", "sources": ["s"], "test": []}]})"), "/boundaries/0/test: unknown key \"test\"");
  EXPECT_EQ(complaint(R"({"forbidden": [{"root": "a", "must_not_reach": "drv:x.drv"}]})"),
            "/forbidden/0/must_not_reach: a snapshot knows no .drv paths");
  EXPECT_EQ(complaint(R"({"singletons": ["a", "a"]})"), "/singletons/1: \"a\" stands twice in this list");
  EXPECT_EQ(complaint(R"({"lockstep": {"excpet": []}})"), "/lockstep/excpet: unknown key \"excpet\"");
}

}  // namespace
}  // namespace bgsnap
