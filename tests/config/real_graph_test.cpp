#include "bgsnap/configuration.hpp"
#include "bgsnap/metrics.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <map>

namespace bgsnap {
namespace {

using nlohmann::json;

json json_file(const std::filesystem::path& path) {
  std::ifstream stream(path);
  return json::parse(stream);
}

json as_json(const MetricsReport& report) {
  json answer = json::object();
  for (const Figure& figure : report.figures) {
    json* at = &answer;
    for (const std::string& part : figure.path) at = &(*at)[part];
    std::visit([&](const auto& value) { *at = value; }, figure.value);
  }
  return answer;
}

TEST(RealGraph, TheCrate2nixFiguresAreThoseThatTheWorkspacesRegulatorRecorded) {
  const std::filesystem::path folder = std::filesystem::path(BGSNAP_GRAPHS) / "rust-workspace";
  if (!std::filesystem::exists(folder / "expected-metrics.json")) GTEST_SKIP() << "no real graphs in " << BGSNAP_GRAPHS;
  const json expected = json_file(folder / "expected-metrics.json");
  const json written{{"preset", "crate2nix"}, {"members", expected["members"]}, {"watch", expected["heavy"]}};
  const std::vector<std::string> inputs = {(folder / "raw").string()};
  const json got = as_json(metrics(identified(build_graph(read_inputs(inputs)), parse_configuration(written.dump(), "test").rules)));
  for (const char* figure : {"per_root", "workspace_members_present", "duplication", "heavy_crate_distinct_compiles", "vendor_monolith_count"})
    EXPECT_EQ(got.value(figure, json()), expected[figure]) << figure;
}

/// What the rules of all presets make of ten thousand packages: an ecosystem that is not seen any more shows here.
TEST(RealGraph, EveryEcosystemOfNixpkgsIsSeen) {
  const std::filesystem::path folder = std::filesystem::path(BGSNAP_GRAPHS) / "nixpkgs";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no real graphs in " << BGSNAP_GRAPHS;
  const std::vector<std::string> inputs = {folder.string()};
  const BuildGraph graph = build_graph(read_inputs(inputs));
  const Identities identities = identify(graph, default_configuration().rules);
  std::map<std::string, std::size_t> classes;  // with their profiles
  for (std::size_t i = 0; i < graph.size(); ++i) {
    const LogicalKey& key = identities[DerivationId(i)].key;
    ++classes[std::string(key.class_name) + (key.profile.empty() ? "" : ":" + std::string(key.profile))];
  }
  const std::map<std::string, std::size_t> expected = {
      {"build", 13168},      {"command", 513},   {"crate-compile:dev", 257}, {"env", 329},        {"fetch", 35320},   {"go", 803},     {"hook", 180},
      {"java", 17},          {"node", 54},       {"python", 3224},           {"rust", 260},       {"script", 124},    {"stdenv", 47},  {"text", 424},
      {"vendor:cargo", 252}, {"vendor:go", 222}, {"vendor:gradle", 11},      {"vendor:maven", 4}, {"vendor:yarn", 2}, {"wrapper", 85},
  };
  EXPECT_EQ(classes, expected);
}

}  // namespace
}  // namespace bgsnap
