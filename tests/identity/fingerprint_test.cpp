#include "bgsnap/fingerprint.hpp"
#include "support/graph_of.hpp"
#include "support/random_graph.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace bgsnap {
namespace {

struct Prints {
  std::map<std::string, Fingerprint> own;
  std::map<std::string, Fingerprint> closure;
};

Prints prints_of(const BuildGraph& graph) {
  const Fingerprints prints = fingerprints(graph);
  Prints named;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    named.own[std::string(graph[DerivationId(i)].name)] = prints.own[DerivationId(i)];
    named.closure[std::string(graph[DerivationId(i)].name)] = prints.closure[DerivationId(i)];
  }
  return named;
}

std::string moved(const std::map<std::string, Fingerprint>& before, const std::map<std::string, Fingerprint>& now) {
  std::string names;
  for (const auto& [name, print] : now)
    if (!before.contains(name) || before.at(name) != print) names += (names.empty() ? "" : " ") + name;
  return names;
}

struct Move {
  std::string own;
  std::string closure;
};

Move move(std::string_view before, std::string_view now) {
  const Prints a = prints_of(graph_of(before));
  const Prints b = prints_of(graph_of(now));
  return {moved(a.own, b.own), moved(a.closure, b.closure)};
}

TEST(Fingerprints, AnEditMovesTheOwnOfOneAndTheClosureOfItsReferrers) {
  const Move m = move("app -> lib; lib -> libc; root app", "app -> lib; lib -> libc; lib.builder = clang; root app");
  EXPECT_EQ(m.own, "lib");
  EXPECT_EQ(m.closure, "app lib");
}

TEST(Fingerprints, ANewUrlOfADownloadMovesNothing) {
  const Move m =
      move("app -> src; src.fixed = sha256 aaa; root app", "app -> src; src.fixed = sha256 aaa; src.env.url = https://example.org/x; root app");
  EXPECT_EQ(m.own, "");
  EXPECT_EQ(m.closure, "");
}

TEST(Fingerprints, ANewContentOfADownloadMovesItsUsers) {
  const Move m = move("app -> src; src.fixed = sha256 aaa; root app", "app -> src; src.fixed = sha256 bbb; root app");
  EXPECT_EQ(m.own, "src");
  EXPECT_EQ(m.closure, "app src");
}

TEST(Fingerprints, WhatADownloadIsFetchedWithDoesNotMatter) {
  const Move m = move("app -> src; src -> curl; src.fixed = sha256 aaa; root app",
                      "app -> src; src -> curl; src.fixed = sha256 aaa; curl.builder = clang; root app");
  EXPECT_EQ(m.closure, "curl");
}

TEST(Fingerprints, AnEditedSourceIsOwn) {
  const Move m = move("app -> lib; lib.src = aaaa-lib.c; root app", "app -> lib; lib.src = bbbb-lib.c; root app");
  EXPECT_EQ(m.own, "lib");
  EXPECT_EQ(m.closure, "app lib");
}

TEST(Fingerprints, ABumpedInputIsNotOwn) {
  const Prints a = prints_of(graph_of("app -> lib-1.0; root app"));
  const Prints b = prints_of(graph_of("app -> lib-1.1; root app"));
  EXPECT_EQ(a.own.at("app"), b.own.at("app"));
  EXPECT_NE(a.closure.at("app"), b.closure.at("app"));
}

TEST(Fingerprints, AnInputThatAnotherImpliesIsNotOwn) {
  const Move m = move("app -> lib; lib -> libc; root app", "app -> lib libc; lib -> libc; root app");
  EXPECT_EQ(m.own, "");
  EXPECT_EQ(m.closure, "app");
}

TEST(Fingerprints, AnotherInputIsOwn) {
  const Move m = move("app -> lib; lib -> libc; zlib; root app; root zlib", "app -> lib zlib; lib -> libc; root app; root zlib");
  EXPECT_EQ(m.own, "app");
}

/// The law: closures stand in the other graph exactly when output paths do.
TEST(FingerprintLaw, ClosureDiffersExactlyWhenTheOutputPathDoes) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    std::mt19937 random(seed);
    const std::string text = random_graph_text(random, 4 + seed);
    const BuildGraph before = graph_of(text);
    const std::string edited = text.substr(0, text.find(';'));  // the first node: most others need it
    const bool fixed = text.find(edited + ".fixed") != std::string::npos;
    const BuildGraph now = graph_of(text + "; " + edited + (fixed ? ".fixed = sha256 edited" : ".env.EDITED = yes"));
    const auto a = closure_fingerprints(before);
    const auto b = closure_fingerprints(now);
    std::set<std::string> paths;
    for (std::size_t i = 0; i < before.size(); ++i)
      for (const RawOutput& output : before[DerivationId(i)].outputs) paths.emplace(output.path.base);
    const std::set<Fingerprint> closures(a.begin(), a.end());
    for (std::size_t i = 0; i < now.size(); ++i) {
      const RawDerivation& derivation = now[DerivationId(i)];
      ASSERT_EQ(closures.contains(b[DerivationId(i)]), paths.contains(std::string(derivation.outputs.front().path.base)))
          << "seed " << seed << ", " << derivation.name;
    }
  }
}

TEST(Explain, PrintsWhatIsHashed) {
  const BuildGraph graph = graph_of("app -> lib; root app");
  const Fingerprints prints = fingerprints(graph);
  for (std::size_t i = 0; i < graph.size(); ++i)
    if (graph[DerivationId(i)].name == "app") {
      const Description text = describe(graph, prints, DerivationId(i));
      EXPECT_NE(text.own.find("{lib!out}"), std::string::npos) << text.own;
      EXPECT_NE(text.closure.find("{own output out}"), std::string::npos) << text.closure;
      EXPECT_EQ(text.closure.find("/nix/store"), std::string::npos) << text.closure;
    }
}

}  // namespace
}  // namespace bgsnap
