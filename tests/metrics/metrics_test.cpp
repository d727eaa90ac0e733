#include "bgsnap/metrics.hpp"
#include "support/graph_of.hpp"

#include <gtest/gtest.h>

namespace bgsnap {
namespace {

/// "/path/of/figure = value", a line each, of one figure over a small graph whose keys are (derivation name without version).
std::string figure(std::string_view graph, FigureRule rule, Rules rules = {}) {
  rules.metrics.figures = {std::move(rule)};
  std::string text;
  for (const Figure& figure : metrics(identified(graph_of(graph), rules)).figures) {
    for (const std::string& part : figure.path) text += "/" + part;
    text += " =";
    if (const auto* count = std::get_if<std::uint64_t>(&figure.value)) {
      text += " " + std::to_string(*count);
    } else {
      for (const std::string& name : std::get<1>(figure.value)) text += " " + name;
    }
    text += "\n";
  }
  return text;
}

FigureRule rule(std::string path, std::string count, std::string over = "graph", std::vector<Condition> where = {}, std::size_t variants_above = 0) {
  return {std::move(path), std::move(count), std::move(over), std::move(where), variants_above, "meaning"};
}

constexpr std::string_view graph =
    "app -> lib-1#a lib-1#b lib-2 src; lib-1#b.env.X = y; lib-2 -> src; src.fixed = sha256; tool -> src; root app; root tool";

TEST(Metrics, Derivations) { EXPECT_EQ(figure(graph, rule("/n", "derivations")), "/n = 6\n"); }

TEST(Metrics, PackagesAreNamesWhateverTheirVersions) {
  EXPECT_EQ(figure(graph, rule("/n", "packages")), "/n = 4\n");
  EXPECT_EQ(figure(graph, rule("/n", "packages", "graph", {}, 1)), "/n = 1\n");
  EXPECT_EQ(figure(graph, rule("/n", "packages", "graph", {}, 3)), "/n = 0\n");
}

TEST(Metrics, ExcessIsWhatIsBeyondTheFirst) { EXPECT_EQ(figure(graph, rule("/n", "excess")), "/n = 2\n"); }

TEST(Metrics, LogicalNodesAreKeys) { EXPECT_EQ(figure(graph, rule("/n", "logical nodes")), "/n = 5\n"); }

TEST(Metrics, LogicalEdgesArePairsOfKeys) {
  // app→lib 1 (of two variants), app→lib 2, app→src, lib 2→src, tool→src
  EXPECT_EQ(figure(graph, rule("/n", "logical edges")), "/n = 5\n");
}

TEST(Metrics, EachRootOverItsClosure) {
  EXPECT_EQ(figure(graph, rule("/r/*/n", "logical nodes", "each root")), "/r/app/n = 4\n/r/tool/n = 2\n");
  EXPECT_EQ(figure(graph, rule("/r/*/n", "logical edges", "each root")), "/r/app/n = 4\n/r/tool/n = 1\n");
}

TEST(Metrics, AClosureHoldsHowItsDownloadsAreFetched) {
  EXPECT_EQ(figure("app -> src; src -> curl; src.fixed = sha256; root app", rule("/*", "derivations", "each root")), "/app = 3\n");
}

TEST(Metrics, WatchedPackagesThatAreThere) {
  Rules rules;
  rules.watch = {"lib", "gone", "tool"};
  EXPECT_EQ(figure(graph, rule("/w/*", "derivations", "each watched package"), rules), "/w/lib = 3\n/w/tool = 1\n");
}

TEST(Metrics, MembersThatAreThereInTheOrderOfTheConfiguration) {
  Rules rules;
  rules.members = {"tool", "gone", "app"};
  EXPECT_EQ(figure(graph, rule("/m", "members present", "members"), rules), "/m = tool app\n");
}

TEST(Metrics, ConditionsOfTheIdentityAndOfTheRecipe) {
  EXPECT_EQ(figure(graph, rule("/n", "derivations", "graph", {{"pname", {"lib", "t*"}, false, false}})), "/n = 4\n");
  EXPECT_EQ(figure(graph, rule("/n", "derivations", "graph", {{"class", {"fetch"}, false, true}})), "/n = 5\n");
  EXPECT_EQ(figure(graph, rule("/n", "derivations", "graph", {{"attr.X", {"Y"}, true, false}})), "/n = 1\n");
  EXPECT_EQ(figure(graph, rule("/n", "derivations", "graph", {{"kind", {"fixed"}, false, false}})), "/n = 1\n");
  EXPECT_EQ(figure(graph, rule("/n", "derivations", "graph", {{"pname", {"lib"}, false, false}, {"attr.X", {""}, false, false}})), "/n = 2\n");
}

TEST(Metrics, EdgesCountWhereBothEndsDo) {
  EXPECT_EQ(figure(graph, rule("/n", "logical edges", "graph", {{"kind", {"fixed"}, false, true}})), "/n = 2\n");
}

TEST(Metrics, CountByTheirOwnIdentity) {
  Rules rules;
  rules.metrics.key = "by one name for all";
  rules.metrics.identity.emplace_back().pname = "all";
  EXPECT_EQ(figure(graph, rule("/n", "packages"), rules), "/n = 1\n");
  EXPECT_EQ(metrics(identified(graph_of(graph), rules)).key, "by one name for all");
}

TEST(Metrics, APathMayHoldASlash) { EXPECT_EQ(figure("app; root app", rule("/a~1b/c~0d", "derivations")), "/a/b/c~d = 1\n"); }

}  // namespace
}  // namespace bgsnap
