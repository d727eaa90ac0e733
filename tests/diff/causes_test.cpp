#include "bgsnap/configuration.hpp"
#include "bgsnap/diff.hpp"
#include "bgsnap/render.hpp"
#include "support/graph_of.hpp"

#include <gtest/gtest.h>

/// What a cause says: which field, from what to what, how much of it alone, and what stands together.
namespace bgsnap {
namespace {

struct Compared {
  Compared(const std::string& before, const std::string& after)
      : was(identified(graph_of(before), default_configuration().rules)),
        is(identified(graph_of(after), default_configuration().rules)),
        answer(diff(was, is)) {}

  /// "lib [env FLAG: a → b, source] 3 alone 1", a line each; what is moved stands in braces, what is only repeated nowhere.
  [[nodiscard]] std::string causes() const {
    std::string text;
    for (const DiffCause& cause : answer.causes) {
      text += cause.name + " [";
      bool first = true;
      for (const FieldChange& change : cause.changes) {
        if (change.repeated) continue;
        text += (std::exchange(first, false) ? "" : ", ") + change.field;
        if (change.before || change.now) text += ": " + change.before.value_or("-") + " → " + change.now.value_or("-");
      }
      text += "] " + std::to_string(cause.rebuilds) + " alone " + std::to_string(cause.alone);
      for (const NodeId id : cause.moved) text += " {" + std::string(is.graph[DerivationId(id.value)].name) + "}";
      text += "\n";
    }
    return text;
  }
  /// "phase, env name": of the first cause.
  [[nodiscard]] std::string repeated() const {
    std::string text;
    for (const FieldChange& change : answer.causes.at(0).changes)
      if (change.repeated) text += (text.empty() ? "" : ", ") + change.field;
    return text;
  }
  /// The first lines of what is printed.
  [[nodiscard]] std::string printed(std::size_t lines) const {
    const RebuildGraph graph = rebuild_graph(is);
    const std::string text = as_text(DiffAnswer{graph, answer, {"a", "b"}}, {});
    std::size_t end = 0;
    while (lines-- > 0) end = text.find('\n', end) + 1;
    return text.substr(0, end);
  }
  /// Derivation names from the first root that needs `target` down to a cause.
  [[nodiscard]] std::string why(const char* target) const {
    const RebuildGraph graph = rebuild_graph(is);
    const auto witness = rebuild_witness(graph, answer, select(graph, target).nodes);
    if (!witness) return "does not rebuild";
    std::string text;
    for (const NodeId id : witness->path) text += std::string(text.empty() ? "" : " > ") + std::string(graph.nodes[id].name);
    return text + " : " + answer.causes[witness->cause].name;
  }

  IdentifiedGraph was;
  IdentifiedGraph is;
  GraphDiff answer;
};

TEST(Causes, SayFromWhatToWhat) {
  EXPECT_EQ(Compared("app -> lib; lib.env.FLAG = a; lib.args = -O1; root app", "app -> lib; lib.env.FLAG = b; lib.args = -O2; root app").causes(),
            "lib [args: -O1 → -O2, env FLAG: a → b] 2 alone 2\n");
  EXPECT_EQ(Compared("app -> lib; lib.source = one-main.c; root app", "app -> lib; lib.source = two-main.c; root app").causes(),
            "lib [source: main.c → main.c] 2 alone 2\n");
  EXPECT_EQ(Compared("app -> lib; lib.env.OLD = 1; root app", "app -> lib; root app").causes(), "lib [env OLD: 1 → -] 2 alone 2\n");
  EXPECT_EQ(Compared("app -> lib; root app", "app -> lib; lib.system = aarch64-linux; root app").causes(),
            "lib [system: x86_64-linux → aarch64-linux] 2 alone 2\n");
}

TEST(Causes, ShareWhatSeveralOfThemRebuild) {
  const Compared diff("app -> a b; tool -> b; root app; root tool", "app -> a b; tool -> b; a.env.X = 1; b.env.Y = 1; root app; root tool");
  EXPECT_EQ(diff.causes(),
            "b [env Y: - → 1] 3 alone 2\n"
            "a [env X: - → 1] 2 alone 1\n");
}

TEST(Causes, AFieldThatRepeatsAnotherFieldsChangeIsNotListed) {
  const std::string graph = "app -> lib; root app; ";
  EXPECT_EQ(Compared(graph + "lib.env.features = std; lib.env.phase = build --cfg std --jobs 1 --cfg base",
                     graph + "lib.env.features = std tls; lib.env.phase = build --cfg std --cfg tls --jobs 1 --cfg base")
                .causes(),
            "lib [env features: std → std tls] 2 alone 2\n");
  EXPECT_EQ(Compared(graph + "lib.env.features = std; lib.env.phase = build --cfg std --jobs 1",
                     graph + "lib.env.features = std tls; lib.env.phase = build --cfg std --cfg tls --jobs 2")
                .causes(),
            "lib [env features: std → std tls, env phase: build --cfg std --jobs 1 → build --cfg std --cfg tls --jobs 2] 2 alone 2\n")
      << "the number of jobs is a change of its own";
}

TEST(Causes, WhatOnlyRepeatsIsKeptAndSaysSo) {
  const std::string graph = "app -> lib-1; root app; ";
  const Compared diff(graph + "lib-1.env.features = std; lib-1.env.phase = build --cfg std --name lib-1",
                      "app -> lib-2; root app; lib-2.env.features = tls; lib-2.env.phase = build --cfg tls --name lib-2");
  EXPECT_EQ(diff.causes(), "lib [env features: std → tls, version: 1 → 2] 2 alone 2\n");
  EXPECT_EQ(diff.repeated(), "env name, env phase, name");
}

TEST(Causes, TwoFieldsThatChangeAlikeAreTwoChanges) {
  const std::string graph = "app -> lib; root app; ";
  EXPECT_EQ(Compared(graph + "lib.env.doCheck = ; lib.env.strictDeps = ", graph + "lib.env.doCheck = 1; lib.env.strictDeps = 1").causes(),
            "lib [env doCheck:  → 1, env strictDeps:  → 1] 2 alone 2\n");
  EXPECT_EQ(
      Compared(graph + "lib.env.CFLAGS = -g -O2; lib.env.CXXFLAGS = -g -O2", graph + "lib.env.CFLAGS = -g -O3; lib.env.CXXFLAGS = -g -O3").causes(),
      "lib [env CFLAGS: -g -O2 → -g -O3, env CXXFLAGS: -g -O2 → -g -O3] 2 alone 2\n");
  EXPECT_EQ(Compared(graph + "lib.env.flag = 1.0; lib.env.tag = v1.0", graph + "lib.env.flag = 1.1; lib.env.tag = v1.1").causes(),
            "lib [env flag: 1.0 → 1.1, env tag: v1.0 → v1.1] 2 alone 2\n");
  EXPECT_EQ(Compared(graph + "lib.env.jobs = 1; lib.env.line = make -j 1 all", graph + "lib.env.jobs = 2; lib.env.line = make -k 2 all").causes(),
            "lib [env jobs: 1 → 2, env line: make -j 1 all → make -k 2 all] 2 alone 2\n");
}

constexpr std::string_view revision_one = "6b86b273ff34fce19d6b804eff5a3f5747ada4ea";
constexpr std::string_view revision_two = "d4735e3a265e16eee03f59718b9b5d03019c07d8";

std::string with(std::string text, std::string_view revision) { return text.replace(text.find("REV"), 3, revision); }

TEST(Causes, AStampIsAChangeOfItsOwnWhateverMovesBelow) {
  const std::string stamped = "app -> lib; root app; app.env.GIT = REV; lib.env.X = ";
  EXPECT_EQ(Compared(with(stamped + "1", revision_one), with(stamped + "2", revision_two)).causes(),
            "lib [env X: 1 → 2] 2 alone 1\n"
            "app [env GIT: " +
                std::string(revision_one) + " → " + std::string(revision_two) + "] 1 alone 0\n");
  EXPECT_EQ(
      Compared("app -> lib; root app; app.env.EPOCH = 1700000000; lib.env.X = 1", "app -> lib; root app; app.env.EPOCH = 1700009999; lib.env.X = 2")
          .causes(),
      "lib [env X: 1 → 2] 2 alone 1\n"
      "app [env EPOCH: 1700000000 → 1700009999] 1 alone 0\n");
}

TEST(Causes, AStampThatAnInputHasIsTheInputs) {
  const std::string both = "app -> lib; root app; app.env.GIT = REV; lib.env.rev = ";
  EXPECT_EQ(Compared(with(both + std::string(revision_one), revision_one), with(both + std::string(revision_two), revision_two)).causes(),
            "lib [env rev: " + std::string(revision_one) + " → " + std::string(revision_two) + "] 2 alone 2\n");
}

TEST(Causes, AHashThatIsAllDecimalByChanceIsNoStamp) {
  EXPECT_EQ(Compared("app -> lib; root app; app.env.metadata = 1250258853; lib.env.X = 1",
                     "app -> lib; root app; app.env.metadata = a25025885f; lib.env.X = 2")
                .causes(),
            "lib [env X: 1 → 2] 2 alone 2\n");
}

TEST(Causes, WhereNothingBelowMovesAHashIsTold) {
  const std::string graph = "app -> lib; root app; lib.env.line = build --hash ";
  EXPECT_EQ(Compared(graph + "71e02b26e5 now", graph + "aeea5ce6ac now").causes(),
            "lib [env line: build --hash 71e02b26e5 now → build --hash aeea5ce6ac now] 2 alone 2\n");
}

TEST(Causes, AVersionThatASiblingSharesIsStillTheInputs) {
  EXPECT_EQ(Compared("c -> a-1.0.3 d-1.0.3; c.env.x = rust_a-1.0.3-lib rust_d-1.0.3-lib; root c",
                     "c -> a-1.0.4 d-1.0.3; c.env.x = rust_a-1.0.4-lib rust_d-1.0.3-lib; root c")
                .causes(),
            "a [version: 1.0.3 → 1.0.4] 2 alone 2\n");
}

TEST(Causes, AVersionBesideTheNameOfAnInputThatKeepsItsOwnIsNone) {
  EXPECT_EQ(
      Compared("c -> a-1.0.3 b-1.0.3; c.env.x = require b = 1.0.3; root c", "c -> a-1.0.4 b-1.0.3; c.env.x = require b = 1.0.4; root c").causes(),
      "a [version: 1.0.3 → 1.0.4] 2 alone 1\n"
      "c [env x: require b = 1.0.3 → require b = 1.0.4] 1 alone 0\n");
}

TEST(Causes, AVersionWithItsNameIsAnEchoWhateverStandsBeforeIt) {
  EXPECT_EQ(Compared("c -> a-9 d-2; c.env.x = link d a-9; root c", "c -> a-12 d-2; c.env.x = link d a-12; root c").causes(),
            "a [version: 9 → 12] 2 alone 2\n");
}

TEST(Causes, ANumberThatResemblesTheVersionIsNoRepeatOfIt) {
  const auto with = [](const std::string& version, const std::string& numbers) {
    const std::string p = "p-" + version;
    return "app -> " + p + "; root app; " + p + ".env.ssl = --with=openssl-3." + numbers + "; " + p + ".env.timeout = " + numbers + "; " + p +
           ".env.VERSION_MINOR = " + numbers + "; " + p + ".env.url = x/p-" + version + ".tar";
  };
  const Compared diff(with("1.5", "5"), with("1.6", "6"));
  EXPECT_EQ(diff.causes(), "p [env ssl: --with=openssl-3.5 → --with=openssl-3.6, env timeout: 5 → 6, version: 1.5 → 1.6] 2 alone 2\n");
  EXPECT_EQ(diff.repeated(), "env VERSION_MINOR, env name, env url, name");
}

TEST(Causes, VariantsArePairedByWhatTheirRecipesShare) {
  // Whichever of them the hashes put first: salt changes the hashes alone.
  for (const char* const salt : {"0", "1", "2", "3", "4", "5"}) {
    const auto graph = [salt](const std::string& version) {
      const std::string p = "p-" + version;
      return "app -> " + p + "#x " + p + "#y; root app; " + p + "#x.env.feat = 0; " + p + "#y.env.feat = 1; " + p + "#x.env.salt = " + salt + "; " +
             p + "#y.env.salt = " + salt;
    };
    EXPECT_EQ(Compared(graph("1.0"), graph("1.1")).causes(), "p [version: 1.0 → 1.1] 3 alone 3\n") << salt;
  }
}

TEST(Causes, StampsInsideAValueAreTold) {
  const auto graph = [](std::string_view revision, const std::string& flag) {
    return "app -> lib; root app; app.env.ldflags = -X commit=" + std::string(revision) + "-dirty; lib.env.X = " + flag;
  };
  EXPECT_EQ(Compared(graph(revision_one, "1"), graph(revision_two, "2")).causes(),
            "lib [env X: 1 → 2] 2 alone 1\n"
            "app [env ldflags: -X commit=" +
                std::string(revision_one) + "-dirty → -X commit=" + std::string(revision_two) + "-dirty] 1 alone 0\n");
  EXPECT_EQ(Compared("app -> lib; root app; app.env.metadata = -C metadata=71e02b26e5; lib.env.X = 1",
                     "app -> lib; root app; app.env.metadata = -C metadata=aeea5ce6ac; lib.env.X = 2")
                .causes(),
            "lib [env X: 1 → 2] 2 alone 2\n");
}

TEST(Causes, AVersionOfOneNumberIsTheInputsBesideItsName) {
  EXPECT_EQ(Compared("c -> a-9 d-2; c.env.x = -la-9 -j 9; root c", "c -> a-12 d-2; c.env.x = -la-12 -j 9; root c").causes(),
            "a [version: 9 → 12] 2 alone 2\n");
  EXPECT_EQ(Compared("c -> a-9 d-2; c.env.x = -la-9 -j 9; root c", "c -> a-12 d-2; c.env.x = -la-12 -j 12; root c").causes(),
            "a [version: 9 → 12] 2 alone 1\n"
            "c [env x: -la-9 -j 9 → -la-12 -j 12] 1 alone 0\n");
}

TEST(Causes, AVersionThatBeginsWithALetterIsNoPartOfTheName) {
  EXPECT_EQ(Compared("c -> foo-1.0; c.env.x = @foo-1.0@/bin; foo-1.0.env.pname = foo; foo-1.0.env.version = 1.0; root c",
                     "c -> foo-unstable-2024; c.env.x = @foo-unstable-2024@/bin; foo-unstable-2024.env.pname = foo; foo-unstable-2024.env.version = "
                     "unstable-2024; root c")
                .causes(),
            "foo [version: 1.0 → unstable-2024] 2 alone 2\n");
}

TEST(Causes, OneMoreOutputOfAnInputIsSaidByItsName) {
  const std::string outputs = "; openssl.outputs = out dev; root app";
  EXPECT_EQ(Compared("app -> openssl^out" + outputs, "app -> openssl^out openssl^dev" + outputs).causes(),
            "app [inputs:  → openssl^dev] 1 alone 1\n");
}

TEST(Causes, AnInputThatMovedToAnotherVersionOfBothIsTheUsersChange) {
  EXPECT_EQ(Compared("app -> z-1; other -> z-2; third -> z-1; root app; root other; root third",
                     "app -> z-2; other -> z-2; third -> z-1; root app; root other; root third")
                .causes(),
            "app [inputs: z 1 → z 2] 1 alone 1\n");
}

TEST(Causes, AnInputThatAnotherImpliesCountsWhereAFieldChoseIt) {
  // Every `all` lists everything below; `chosen` does not. low and user chose z, which top only hands on.
  const auto graph = [](const std::string& z) {
    const std::string at_z = "@" + z + "@";
    return "z-1; z-2; root top; root keep; keep.env.all = @z-1@ @z-2@; low.env.chosen = " + at_z + "; low.env.all = " + at_z +
           "; mid.env.chosen = @low@; mid.env.all = @low@ " + at_z + "; user.env.chosen = @mid@ " + at_z + "; user.env.all = @mid@ @low@ " + at_z +
           "; top.env.chosen = @user@; top.env.all = @user@ @mid@ @low@ " + at_z;
  };
  EXPECT_EQ(Compared(graph("z-1"), graph("z-2")).causes(),
            "low [inputs: z 1 → z 2] 4 alone 2\n"
            "user [inputs: z 1 → z 2] 2 alone 0\n");
}

TEST(Causes, WhereVersionsBecameFewerWhichOneAUserGotIsItsChange) {
  const Compared diff("app -> u v; u -> z-1; v -> z-2; root app", "app -> u v; u -> z-3; v -> z-3; root app");
  EXPECT_NE(diff.causes().find("u [inputs: z 1 → z 3]"), std::string::npos) << diff.causes();
  EXPECT_NE(diff.causes().find("v [inputs: z 2 → z 3]"), std::string::npos) << diff.causes();
}

TEST(Causes, OneOfTwoOfAPackageMayBeBumpedAlone) {
  const std::string rest = "py2-scm-4.pname = scm; py2-scm-4.version = 4; app -> py2-scm-4 user; root app; ";
  const auto graph = [&](const std::string& version) {
    return rest + "py3-scm-" + version + ".pname = scm; py3-scm-" + version + ".version = " + version + "; user -> py3-scm-" + version;
  };
  EXPECT_EQ(Compared(graph("4"), graph("5")).causes(), "scm [version: 4 → 5] 3 alone 3\n");
}

TEST(Causes, WhatWasMovedToAnotherVariantIsTheVariantsMatter) {
  const std::string variants = "z-1#a.env.KIND = a; z-1#b.env.KIND = b; ";
  EXPECT_EQ(Compared(variants + "app -> z-1#a; other -> z-1#b; root app; root other", variants + "app -> z-1#b; other -> z-1#b; root app; root other")
                .causes(),
            "z [variant: env KIND=a → env KIND=b] 1 alone 1 {app}\n");
}

TEST(Causes, VariantsThatAreTheSameInThemselvesAreToldApartByWhatIsBelow) {
  const std::string variants = "z-1#a -> y-1#a; z-1#b -> y-1#b; y-1#a.env.KIND = a; y-1#b.env.KIND = b; root app; root other; ";
  EXPECT_EQ(Compared(variants + "app -> z-1#a; other -> z-1#b", variants + "app -> z-1#b; other -> z-1#b").causes(),
            "z [variant: y 1: env KIND=a → y 1: env KIND=b] 1 alone 1 {app}\n");
}

TEST(Why, OfWhatOnlyMovedItsUsersNamesThem) {
  const std::string variants = "z-1#a.env.KIND = a; z-1#b.env.KIND = b; root app; root other; ";
  const Compared diff(variants + "app -> z-1#a; other -> z-1#b", variants + "app -> z-1#b; other -> z-1#b");
  const RebuildGraph graph = rebuild_graph(diff.is);
  EXPECT_EQ(diff.why("z"), "does not rebuild");
  const auto cause = cause_by_variant(graph, diff.answer, select(graph, "z").nodes);
  ASSERT_TRUE(cause);
  EXPECT_EQ(diff.answer.causes[*cause].moved.size(), 1U);
  EXPECT_FALSE(cause_by_variant(graph, diff.answer, select(graph, "other").nodes));
}

TEST(Causes, TheInsidesOfAnInputThatMovesAreItsOwn) {
  EXPECT_EQ(Compared("app.env.L = @lib-1@/lib/liba-b.so; lib-1.env.libName = a-b; root app",
                     "app.env.L = @lib-1@/lib/liba_b.so; lib-1.env.libName = a_b; root app")
                .causes(),
            "lib [env libName: a-b → a_b] 2 alone 2\n");
}

TEST(Causes, AVersionThatPlainTextRepeatsIsTheInputs) {
  EXPECT_EQ(Compared("app -> python-3.8.5; app.env.SITE = lib/python3.8/site-packages; root app",
                     "app -> python-3.9.1; app.env.SITE = lib/python3.9/site-packages; root app")
                .causes(),
            "python [version: 3.8.5 → 3.9.1] 2 alone 2\n");
}

TEST(Causes, ADrvFileThatIsASourceIsAnInput) {
  const std::string graph = "check.drvsource = app; app -> lib; root check";
  EXPECT_EQ(Compared(graph, graph + "; lib.env.X = 1").causes(), "lib [env X: - → 1] 3 alone 3\n");
}

TEST(Causes, InStructuredAttributesHaveTheirNames) {
  EXPECT_EQ(Compared(R"(app -> lib; lib.structured = {"flags":["a"],"name":"lib"}; root app)",
                     R"(app -> lib; lib.structured = {"flags":["b"],"name":"lib"}; root app)")
                .causes(),
            "lib [env flags: [\"a\"] → [\"b\"]] 2 alone 2\n");
}

/// A lockfile generator changes one field of 144 packages in a commit that is called "bump curve".
Compared generator_change() {
  std::string before = "root app; app -> curve-4.0; ";
  std::string after = "root app; app -> curve-4.1; ";
  for (int i = 0; i < 144; ++i) {
    const std::string node = "pkg" + std::to_string(i) + "-1.0";
    for (auto [text, sign] : {std::pair(&before, "-"), std::pair(&after, "_")}) {
      const std::string lib = "pkg" + std::to_string(i) + sign + "core";
      *text += node + ".env.libName = " + lib + "; " + node + ".env.phase = build --name " + lib + " --out lib" + lib + ".rlib; ";
      for (int user = 0; user < 2; ++user) {
        const std::string name = "user" + std::to_string(i) + "x" + std::to_string(user);
        *text += name + ".env.phase = build --extern @" + node + "@/lib/lib" + lib + ".rlib; app -> " + name + "; ";
      }
    }
  }
  return {before, after};
}

TEST(Causes, OneEditInManyPackagesIsSaidInTheFirstLines) {
  EXPECT_EQ(generator_change().printed(6),
            "434 of 434 derivations rebuild (100.0 %) · 145 causes, 144 of them one edit\n"
            "434 of 434 are needed for the roots (100.0 %)\n"
            "\n"
            "  cause                               derivations  rebuilds  alone  changed\n"
            "  env libName: - → _ in 144 packages          144       433    432  pkg0, pkg1, pkg10, pkg100 and 140 more\n"
            "  curve 4.0 → 4.1                               1         2      1  version\n");
}

TEST(Causes, OneLineMoreInManyPackagesIsSaidInTheFirstLines) {
  std::string before = "root app; ";
  std::string after = before;
  for (int i = 0; i < 12; ++i) {
    const std::string node = "pkg" + std::to_string(i);
    const std::string phase = "app -> " + node + "; " + node + R"(.env.buildPhase = echo )" + node;
    before += phase + " && make; ";
    after += phase + " && export CARGO_INCREMENTAL=0 && make; ";
  }
  EXPECT_EQ(Compared(before, after).printed(5),
            "13 of 13 derivations rebuild (100.0 %) · 12 causes, 12 of them one edit\n"
            "13 of 13 are needed for the roots (100.0 %)\n"
            "\n"
            "  cause  derivations  rebuilds  alone  changed\n"
            "  env buildPhase: + export CARGO_INCREMENTAL=0 && in 12 packages           12        13     13  pkg0, pkg1, pkg10, pkg11 and 8 more\n");
}

TEST(Causes, OfDifferentKindsStandApart) {
  const Compared diff("app -> a b c; a.env.F = x-y; b.env.F = p-q; c.env.F = m-n; root app",
                      "app -> a b c; a.env.F = x_y; b.env.F = p_q; c.env.F = other; root app");
  EXPECT_TRUE(diff.answer.groups.empty());
}

TEST(Witness, GoesFromTheTargetDownToACauseByRealSteps) {
  const std::string graph = "app -> mid lib base; mid -> lib base; lib -> base; other; root app; root other";
  const Compared diff(graph, graph + "; base.env.X = 1");
  EXPECT_EQ(diff.why("app"), "app > mid > lib > base : base");
  EXPECT_EQ(diff.why("base"), "base : base");
  EXPECT_EQ(rebuild_witness(rebuild_graph(diff.is), diff.answer, select(rebuild_graph(diff.is), "app").nodes)->other_causes, 0U);
  EXPECT_EQ(diff.why("other"), "does not rebuild");
}

TEST(Witness, CountsTheOtherCausesThatReachTheTarget) {
  const std::string graph = "app -> mid lib base; mid -> lib base; lib -> base; other; root app; root other";
  const Compared diff(graph, graph + "; base.env.X = 1; lib.env.Y = 1; other.env.Z = 1");
  const RebuildGraph now = rebuild_graph(diff.is);
  EXPECT_EQ(rebuild_witness(now, diff.answer, select(now, "app").nodes)->other_causes, 1U);
  EXPECT_EQ(rebuild_witness(now, diff.answer, select(now, "other").nodes)->other_causes, 0U);
}

TEST(MovedSources, AreOfOneNameAndOtherContent) {
  const Compared diff("app -> a b; a.source = one-tree; b.source = one-tree; app.source = one-main.c; root app",
                      "app -> a b; a.source = two-tree; b.source = two-tree; app.source = one-other.c; root app");
  const std::vector<MovedSource> sources = moved_sources(diff.answer);
  ASSERT_EQ(sources.size(), 1u);
  EXPECT_EQ(sources[0].name, "tree");
  EXPECT_EQ(sources[0].derivations, 2u);
  EXPECT_EQ(sources[0].packages, (std::vector<std::string>{"a", "b"}));
}

}  // namespace
}  // namespace bgsnap
