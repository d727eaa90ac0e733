#include "bgsnap/render.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace bgsnap {
namespace {

const LogicalKey no_key;

/// app needs lib; lib stands for two derivations when the unit is logical nodes.
RebuildGraph app_and_lib(Unit unit) {
  RebuildGraph graph;
  graph.unit = unit;
  const std::uint32_t libs = unit == Unit::derivations ? 1 : 2;
  graph.nodes.push_back({.label = "app.drv", .name = "app", .key = no_key});
  graph.nodes.push_back({.label = "lib.drv", .name = "lib", .key = no_key, .derivations = libs});
  graph.derivations = 1 + libs;
  return graph;
}

RebuildCone cone_of_lib(std::uint64_t derivations) {
  RebuildCone cone;
  cone.seeds = {NodeId(1)};
  cone.rebuilds = {NodeId(0), NodeId(1)};
  cone.because_of = {NodeId(1), NodeId(1)};
  cone.needed = cone.rebuilds;
  cone.rebuild_share = cone.needed_share = {derivations, derivations};
  cone.roots = {{"app", {derivations, derivations}}};
  cone.classes = {{"build", {derivations, derivations}}};
  return cone;
}

nlohmann::json parsed(const std::string& text) { return nlohmann::json::parse(text); }

TEST(ConeAnswer, OfAGraphListsDerivations) {
  const RebuildGraph graph = app_and_lib(Unit::derivations);
  const nlohmann::json json = parsed(as_json(ConeAnswer{graph, cone_of_lib(2), {"lib"}}));
  EXPECT_EQ(json["unit"], "derivations");
  EXPECT_EQ(json["rebuilds"]["derivations"], (std::vector<std::string>{"app.drv", "lib.drv"}));
  EXPECT_FALSE(json["rebuilds"].contains("nodes"));
  EXPECT_FALSE(json.contains("bound"));
}

TEST(ConeAnswer, OfASnapshotListsNodesAndCountsDerivations) {
  const RebuildGraph graph = app_and_lib(Unit::logical_nodes);
  const nlohmann::json json = parsed(as_json(ConeAnswer{graph, cone_of_lib(3), {"lib"}}));
  EXPECT_EQ(json["unit"], "logical nodes");
  EXPECT_EQ(json["rebuilds"]["nodes"].size(), 2u);
  EXPECT_EQ(json["rebuilds"]["count"], 3);
  EXPECT_FALSE(json["rebuilds"].contains("derivations"));
}

TEST(ConeAnswer, AnUpperBoundSaysSo) {
  const RebuildGraph graph = app_and_lib(Unit::derivations);
  RebuildCone cone = cone_of_lib(2);
  cone.bound = Bound::upper;
  cone.bound_reasons = {"1 floating derivation"};
  const ConeAnswer answer{graph, cone, {"lib"}};
  EXPECT_EQ(parsed(as_json(answer))["bound"], "upper");
  EXPECT_EQ(as_text(answer, {}),
            "at most 2 of 2 derivations rebuild (100.0 %)  when lib changes\n"
            "at most 2 of 2 are needed for the roots (100.0 %)\n"
            "1 derivation changes itself: lib\n"
            "\n"
            "An upper bound:\n"
            "  1 floating derivation\n"
            "\n"
            "  root  needed      derivations    share\n"
            "  app        2  of            2  100.0 %\n"
            "\n"
            "  class  rebuilt      derivations    share\n"
            "  build        2  of            2  100.0 %\n");
}

TEST(ConeAnswer, AnIncompleteGraphSaysSo) {
  const RebuildGraph graph = app_and_lib(Unit::derivations);
  const RebuildCone cone = cone_of_lib(2);
  const ConeAnswer answer{graph, cone, {"lib"}, false, {true}};
  EXPECT_EQ(parsed(as_json(answer))["incomplete"], true);
  EXPECT_NE(as_text(answer, {}).find("Incomplete: "), std::string::npos);
}

TEST(DiffAnswer, AStructuralOneIsALowerBound) {
  const RebuildGraph graph = app_and_lib(Unit::logical_nodes);
  GraphDiff diff;
  diff.exactness = Exactness::structural;
  diff.bound = Bound::lower;
  diff.rebuilds = {NodeId(1)};
  diff.rebuild_share = {2, 3};
  diff.causes = {{"lib", "1", "2", {"version"}, {{"version", "1", "2"}}, {NodeId(1)}, {}, 2, 1}};
  const DiffAnswer answer{graph, diff, {"a", "b"}};
  const nlohmann::json json = parsed(as_json(answer));
  EXPECT_EQ(json["exactness"], "structural");
  EXPECT_EQ(json["rebuilds"]["atLeast"], 2);
  EXPECT_FALSE(json["rebuilds"].contains("count"));
  EXPECT_EQ(json["causes"][0]["nodes"], std::vector<std::string>{"lib.drv"});
  EXPECT_TRUE(as_text(answer, {}).starts_with("at least 2 of 3 derivations rebuild (66.7 %) · 1 cause\nat least 0 of 0 ")) << as_text(answer, {});
}

TEST(DiffAnswer, AnAppearedCauseHasNoVersionBefore) {
  const RebuildGraph graph = app_and_lib(Unit::derivations);
  GraphDiff diff;
  diff.rebuilds = {NodeId(1)};
  diff.rebuild_share = {1, 2};
  diff.causes = {{"lib", std::nullopt, "2", {"new"}, {{"new", std::nullopt, std::nullopt}}, {NodeId(1)}, {}, 1, 1}};
  const nlohmann::json json = parsed(as_json(DiffAnswer{graph, diff, {"a", "b"}}));
  EXPECT_TRUE(json["causes"][0]["before"].is_null());
  EXPECT_EQ(json["causes"][0]["after"], "2");
}

TEST(MetricsAnswer, FiguresStandWhereTheirPathsSay) {
  const MetricsReport report{"name",
                             {{{"per_root", "app", "nodes"}, std::uint64_t{3}, "nodes"}, {{"members"}, std::vector<std::string>{"a"}, "members"}}};
  const nlohmann::json json = parsed(as_json(MetricsAnswer{report}));
  EXPECT_EQ(json["per_root"]["app"]["nodes"], 3);
  EXPECT_EQ(json["members"], std::vector<std::string>{"a"});
}

TEST(CheckAnswer, SaysWhatItDidNotLookAt) {
  const std::vector<Finding> none;
  EXPECT_EQ(as_text(CheckAnswer{"s.json", std::nullopt, false, none}, {}),
            "ok: s.json: 0 errors, 0 warnings; freshness not looked at (no --graph); no baseline\n");
}

/// A chain as deep as any: its text must not grow with the square of the depth.
TEST(WhyAnswer, ADeepChainGoesStraightDownAtLast) {
  constexpr std::size_t depth = 20000;
  RebuildGraph graph;
  std::vector<NodeId> chain;
  for (std::size_t i = 0; i < depth; ++i) chain.push_back(graph.nodes.push_back({.label = "node", .key = no_key}));
  const std::string text = as_text(WhyAnswer{graph, "a", "z", chain}, Style{});
  EXPECT_LT(text.size(), depth * 100);
  EXPECT_EQ(text.substr(text.rfind('\n', text.size() - 2) + 1), std::string(82, ' ') + "└ node\n");
}

TEST(WhyAnswer, OfOneDerivationUnderTwoNames) {
  RebuildGraph graph;
  const NodeId app = graph.nodes.push_back({.label = "h-app.drv", .key = no_key});
  EXPECT_EQ(as_text(WhyAnswer{graph, "app", "root:app", {app}}, Style{}), "app is root:app: both name h-app.drv\n");
}

TEST(WhyAnswer, SaysWhereRebuildsStop) {
  const RebuildGraph graph = app_and_lib(Unit::derivations);
  const WhyAnswer answer{graph, "app", "lib", {NodeId(0), NodeId(1)}, 0};
  EXPECT_EQ(parsed(as_json(answer))["stops_at"], "app.drv");
  EXPECT_EQ(parsed(as_json(answer))["rebuilds_travel"], false);
}

}  // namespace
}  // namespace bgsnap
