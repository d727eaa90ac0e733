#include "bgsnap/duplication.hpp"
#include "question/asked_graph.hpp"
#include "support/random_graph.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>

/// Where variants start, and what one choice instead of several would save.
namespace bgsnap {
namespace {

std::string shown(const RebuildGraph& graph, const DuplicationReport& report) {
  std::string text;
  for (const Fork& fork : report.forks) {
    text += fork.name;
    for (const std::string& version : fork.versions) text += " " + version;
    text += " saves " + std::to_string(fork.saves) + " of";
    for (const std::size_t group : fork.groups) text += " " + report.groups[group].name;
    text += "; asked for by";
    std::set<std::string> users;
    for (const Fork::Choice& choice : fork.choices) users.insert(choice.asked_by ? std::string(graph.nodes[*choice.asked_by].name) : "a root");
    for (const std::string& user : users) text += " " + user;
    text += "\n";
  }
  return text;
}

DuplicationReport report_of(const RebuildGraph& graph, const BuildGraph* recipes = nullptr) {
  DuplicationReport report = duplication(graph, recipes);
  find_forks(graph, recipes, report);
  return report;
}
DuplicationReport report_of(const AskedGraph& asked) { return report_of(asked.graph, &asked.source().graph); }

std::string forks(const AskedGraph& asked) { return shown(asked.graph, report_of(asked)); }

TEST(Forks, VariantsOfAnInputStartAtTheInput) {
  const AskedGraph asked("app -> lib-1#a; tool -> lib-1#b; lib-1#a -> zlib-1#a; lib-1#b -> zlib-1#b; zlib-1#b.env.SHARED = yes; root app; root tool");
  EXPECT_EQ(forks(asked), "zlib 1 saves 2 of lib zlib; asked for by lib-1\n");
}

TEST(Forks, WhatDiffersInItselfTooStartsAtBoth) {
  const AskedGraph asked(
      "app -> lib-1#a; tool -> lib-1#b lib-1#c; lib-1#a -> zlib-1#a; lib-1#b -> zlib-1#b; lib-1#c -> zlib-1#b; zlib-1#b.env.SHARED = yes; "
      "lib-1#c.env.FLAGS = -O3; root app; root tool");
  EXPECT_EQ(forks(asked),
            "zlib 1 saves 2 of lib zlib; asked for by lib-1\n"
            "lib 1 saves 2 of lib; asked for by app tool\n");
}

/// `mid` takes whatever is below; `app` and `tool` each take one choice alone.
TEST(Forks, WhoTakesOneChoiceAloneIsTheOneWhoAsks) {
  const AskedGraph asked(
      "app -> mid-1#a zlib-1#a; tool -> mid-1#b zlib-1#b; mid-1#a -> libc; mid-1#b -> libc; mid-1#a -> zlib-1#a; mid-1#b -> zlib-1#b; "
      "app -> zlib-1#a; zlib-1#b.env.SHARED = yes; plain -> zlib-1#a; other -> zlib-1#b; root app; root tool; root plain; root other");
  EXPECT_EQ(forks(asked), "zlib 1 saves 2 of mid zlib; asked for by other plain\n");
}

TEST(Forks, TwoVersionsOfAnInputAreAChoice) {
  const AskedGraph asked("app -> lib-1#a lib-1#b; lib-1#a -> zlib-1; lib-1#b -> zlib-2; root app");
  EXPECT_EQ(forks(asked), "zlib 1 2 saves 2 of lib; asked for by lib-1\n");
}

TEST(Forks, AnotherContentOfADownloadIsAChoice) {
  const AskedGraph asked(
      "app -> lib-1#a lib-1#b; lib-1#a -> src.tar#a; lib-1#b -> src.tar#b; src.tar#a.fixed = sha256 one; src.tar#b.fixed = sha256 two; root app");
  const DuplicationReport report = report_of(asked);
  ASSERT_EQ(report.forks.size(), 1u);
  EXPECT_EQ(report.forks.front().kind, Fork::Kind::content);
  EXPECT_EQ(report.forks.front().saves, 1u);
}

TEST(Forks, TwoInstancesOfAToolchainAreAChoice) {
  const AskedGraph asked(
      "app -> lib-1#a lib-1#b; lib-1#a -> stdenv#a; lib-1#b -> stdenv#b; lib-1#a.env.stdenv = @stdenv#a@; lib-1#b.env.stdenv = @stdenv#b@; "
      "stdenv#b.env.OLD = 1; root app");
  const DuplicationReport report = report_of(asked);
  ASSERT_EQ(report.forks.size(), 1u);
  EXPECT_EQ(report.forks.front().kind, Fork::Kind::toolchain);
  EXPECT_EQ(report.forks.front().name, "stdenv");
  EXPECT_EQ(report.forks.front().saves, 1u);
}

TEST(Forks, FeaturesAreNamedWordByWord) {
  const AskedGraph asked(
      "app -> c-1.0#a c-1.0#b; c-1.0#a.env.crateName = c; c-1.0#a.env.crateVersion = 1.0; c-1.0#a.env.crateFeatures = std; "
      "c-1.0#b.env.crateName = c; c-1.0#b.env.crateVersion = 1.0; c-1.0#b.env.crateFeatures = std full visit; root app");
  const std::map<std::string, std::vector<std::string>> expected{{"crateFeatures", {"full", "visit"}}};
  EXPECT_EQ(report_of(asked).forks.at(0).words, expected);
  const AskedSnapshot snapshot(asked.source());
  EXPECT_EQ(report_of(snapshot.graph).forks.at(0).words, expected);
}

/// Two ways to fetch one content: two derivations, one output path.
TEST(Forks, DerivationsOfOneOutputPathStartNowhere) {
  const AskedGraph asked(
      "app -> lib-1#a lib-1#b; lib-1#a -> src.tar#a; lib-1#b -> src.tar#b; src.tar#a.fixed = sha256 one; src.tar#b.fixed = sha256 one; "
      "src.tar#b.env.url = mirror; root app");
  const DuplicationReport report = report_of(asked);
  EXPECT_EQ(report.excess, 1u);
  EXPECT_TRUE(report.forks.empty());
}

TEST(Forks, NothingTwiceHasNone) {
  const AskedGraph asked("app -> lib-1 lib-2; root app");
  EXPECT_EQ(forks(asked), "");
}

/// Compiled derivations that are left when nothing but what a node says for itself and what it needs tells it apart: the plain way, by
/// texts. `one` is a family that has a single choice.
class PlainCount {
public:
  PlainCount(const RebuildGraph& graph, const Fork* one) : graph_(graph), one_(one) {}
  std::uint64_t compiled() {
    std::set<std::string> texts;
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i)
      if (const RebuildNode& node = graph_.nodes[NodeId(i)]; node.compiled && !graph_.is_fixed(NodeId(i)) && !node.boundary)
        texts.insert(text(NodeId(i)));
    return texts.size();
  }

private:
  bool is_one(const LogicalKey& key) const {
    return one_ && key.pname == one_->name && key.class_name == one_->class_name && key.profile == one_->profile && key.scope == one_->scope;
  }
  const std::string& text(NodeId id) {
    if (const auto known = texts_.find(id); known != texts_.end()) return known->second;
    const RebuildNode& node = graph_.nodes[id];
    std::string all = std::string(node.key.pname) + "/" + std::string(node.key.class_name);
    if (!is_one(node.key)) {
      all += " " + std::string(node.key.version) + " " + std::string(node.shows);
      if (graph_.is_fixed(id)) all += " " + std::string(node.label);
      std::set<std::string> inputs;
      if (!graph_.is_fixed(id))
        for (const NodeId input : graph_.inputs[id]) inputs.insert(text(input));
      for (const std::string& input : inputs) all += "(" + input + ")";
    }
    return texts_.emplace(id, all).first->second;
  }
  const RebuildGraph& graph_;
  const Fork* one_;
  std::map<NodeId, std::string> texts_;
};

/// Of snapshots, whose lines are reduced already and stand for one derivation each here: random graphs of distinct lines.
TEST(ForksLaw, SavingsAreWhatThePlainCountSays) {
  std::uint64_t checked = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    const AskedGraph asked(random_graph_text(random, 6 + seed % 40));
    const AskedSnapshot snapshot(asked.source());
    bool single = true;
    for (const RebuildNode& node : snapshot.graph.nodes) single = single && node.derivations == 1;
    if (!single) continue;
    const std::uint64_t all = PlainCount(snapshot.graph, nullptr).compiled();
    if (all != duplication(snapshot.graph).compiled) continue;  // lines that differ in what the plain count does not look at
    const DuplicationReport report = report_of(snapshot.graph);
    for (const Fork& fork : report.forks) {
      ASSERT_EQ(fork.saves, all - PlainCount(snapshot.graph, &fork).compiled()) << "seed " << seed << ", " << fork.name;
      ++checked;
    }
  }
  EXPECT_GT(checked, 30u);
}

TEST(ForksLaw, EveryGroupThatDiffersStartsSomewhere) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    std::mt19937 random(seed);
    const AskedGraph asked(random_graph_text(random, 6 + seed));
    const DuplicationReport report = report_of(asked);
    for (const DuplicateGroup& group : report.groups)
      ASSERT_TRUE(group.differ_by.empty() || !group.forks.empty()) << "seed " << seed << ", " << group.name;
  }
}

}  // namespace
}  // namespace bgsnap
