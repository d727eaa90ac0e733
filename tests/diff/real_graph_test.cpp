#include "bgsnap/configuration.hpp"
#include "bgsnap/diff.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

/// Pairs of graphs that real Nix made, when they are there; the truth beside them is Nix's own (see their README).
namespace bgsnap {
namespace {

using nlohmann::json;

const std::filesystem::path graphs = BGSNAP_GRAPHS;

json truth(const char* file) {
  std::ifstream stream(graphs / file);
  return json::parse(stream);
}

IdentifiedGraph real_graph(const std::string& file) {
  const std::vector<std::string> inputs{(graphs / file).string()};
  return identified(build_graph(read_inputs(inputs)), default_configuration().rules);
}

std::set<std::string> drvs(const IdentifiedGraph& graph, const std::vector<NodeId>& nodes) {
  std::set<std::string> names;
  for (const NodeId id : nodes) names.emplace(graph.graph[DerivationId(id.value)].path.base);
  return names;
}

TEST(RealDiffs, NeedWhatNixsDryRunWouldBuild) {
  if (!std::filesystem::exists(graphs / "needed/expected.json")) GTEST_SKIP() << "no real graphs in " << graphs;
  const json expected = truth("needed/expected.json");
  for (const json& one : expected) {
    const IdentifiedGraph before = real_graph("needed/" + one["before"].get<std::string>());
    const IdentifiedGraph now = real_graph("needed/" + one["after"].get<std::string>());
    const GraphDiff answer = diff(before, now);
    EXPECT_EQ(drvs(now, answer.rebuilds), one["drvs_with_changed_outputs"].get<std::set<std::string>>()) << one["after"];
    EXPECT_EQ(drvs(now, answer.needed), one["needed_builds"].get<std::set<std::string>>()) << one["after"];
    EXPECT_EQ(answer.causes.empty(), answer.rebuilds.empty()) << one["after"];
  }
}

/// "curl [env FIX]; …": names and fields.
std::string causes(const char* before, const char* after) {
  std::string text;
  const GraphDiff answer = diff(real_graph(before), real_graph(after));
  for (const DiffCause& cause : answer.causes) {
    text += (text.empty() ? "" : "; ") + cause.name + " [";
    for (std::size_t i = 0; i < cause.fields.size(); ++i) text += (i == 0 ? "" : ", ") + cause.fields[i];
    text += "] " + std::to_string(cause.rebuilds);
  }
  return text;
}

TEST(RealDiffs, NameTheEdit) {
  if (!std::filesystem::exists(graphs / "bumps/np.curl.json")) GTEST_SKIP() << "no real graphs in " << graphs;
  EXPECT_EQ(causes("bumps/np.base.json", "bumps/np.curl.json"), "curl [env bgsnapBump] 241");
  EXPECT_EQ(causes("bumps/np.base.json", "bumps/np.cmake.json"), "cmake [env bgsnapBump] 236");
  EXPECT_EQ(causes("bumps/tvix.base.json", "bumps/tvix.bytes.json"), "bytes [source] 165");
  EXPECT_EQ(causes("bumps/tvix.base.json", "bumps/tvix.serde.json"), "serde [source] 120");
}

TEST(RealDiffs, OfCommitsRebuildWhatNixRebuilds) {
  if (!std::filesystem::exists(graphs / "replay/expected.json")) GTEST_SKIP() << "no real graphs in " << graphs;
  const json expected = truth("replay/expected.json");
  for (const auto& [commit, one] : expected.items()) {
    const IdentifiedGraph before = real_graph("replay/" + one["before"].get<std::string>());
    const IdentifiedGraph now = real_graph("replay/" + one["after"].get<std::string>());
    const GraphDiff answer = diff(before, now);
    EXPECT_EQ(drvs(now, answer.rebuilds), one["rebuilt_drvs"].get<std::set<std::string>>()) << commit;
    EXPECT_TRUE(answer.unattributed.empty()) << commit;
    std::set<std::string> named;
    for (const DiffCause& cause : answer.causes)
      if (!cause.derivations.empty()) named.insert(cause.name);  // what was only moved between variants has no change of its own
    EXPECT_EQ(named, one["causes"].get<std::set<std::string>>()) << commit;
  }
}

}  // namespace
}  // namespace bgsnap
