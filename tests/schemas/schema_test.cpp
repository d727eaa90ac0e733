#include "bgsnap/configuration.hpp"
#include "bgsnap/error.hpp"
#include "bgsnap/policy.hpp"
#include "bgsnap/render.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace bgsnap {
namespace {

constexpr int no_jsonschema = 77;

/// Exit code of tests/schemas/validate.py; what it says goes to the test's own output.
int validate(const std::string& arguments) {
  const std::string command = "python3 '" BGSNAP_REPOSITORY "/tests/schemas/validate.py' " + arguments;
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool can_validate() { return std::system("python3 -c 'import jsonschema' 2>/dev/null") == 0; }

TEST(Schemas, PresetsAndExamplesAreWhatTheySay) {
  const int exit = validate("--self");
  if (exit == no_jsonschema) GTEST_SKIP() << "Python has no module jsonschema";
  EXPECT_EQ(exit, 0);
}

nlohmann::json schema(const std::string& name) {
  std::ifstream file(BGSNAP_REPOSITORY "/src/schemas/" + name + ".json");
  return nlohmann::json::parse(file);
}

TEST(Schemas, NameTheFindingsThatThereAre) {
  using namespace nlohmann::literals;
  std::vector<std::string> all, acceptable;
  for (const FindingCode& code : finding_codes()) {
    all.emplace_back(code.code);
    if (code.acceptable) acceptable.emplace_back(code.code);
  }
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
  EXPECT_EQ(schema("check").at("/$defs/finding/properties/code/enum"_json_pointer), all);
  const auto baseline = schema("baseline");
  EXPECT_EQ(baseline.at("/properties/waivers/items/properties/code/enum"_json_pointer), acceptable);
  std::vector<std::string> chosen;
  for (const auto& [code, severity] : baseline.at("/properties/severities/properties"_json_pointer).items()) chosen.push_back(code);
  EXPECT_EQ(chosen, all);
}

/// What a schema says of a person's file, the program says too: an editor that knows the schema misleads nobody.
TEST(Schemas, TheProgramAcceptsWhatTheSchemasAccept) {
  std::size_t asked = 0;
  for (const auto& entry : std::filesystem::directory_iterator(BGSNAP_REPOSITORY "/tests/schemas/examples")) {
    const std::string name = entry.path().filename();
    const bool right = name.find(".wrong.") == std::string::npos;
    const auto accepted = [&](auto&& read) {
      try {
        static_cast<void>(read(entry.path().string()));
        return true;
      } catch (const Error&) {
        return false;
      }
    };
    if (name.starts_with("baseline."))
      EXPECT_EQ(accepted(read_baseline), right) << name;
    else if (name.starts_with("configuration."))
      EXPECT_EQ(accepted(read_configuration), right) << name;
    else if (name.starts_with("snapshot."))
      EXPECT_EQ(accepted(read_snapshot), right) << name;
    else
      continue;
    ++asked;
  }
  EXPECT_GE(asked, 13U);
}

/// Answers about the example project, each in a file of its own.
class Answers : public testing::Test {
protected:
  void SetUp() override {
    if (!can_validate()) GTEST_SKIP() << "Python has no module jsonschema";
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void expect_valid(const std::string& schema, const std::string& text) {
    const std::filesystem::path file = folder_ / (schema + ".json");
    std::ofstream(file) << text;
    EXPECT_EQ(validate(schema + " '" + file.string() + "'"), 0) << text.substr(0, 2000);
  }

  static IdentifiedGraph example(const char* name = "raw") {
    const std::vector<std::string> inputs = {std::string(BGSNAP_REPOSITORY "/snapshots/example/") + name};
    return identified(build_graph(read_inputs(inputs)), default_configuration().rules);
  }
  static std::vector<std::string> some_package(const RebuildGraph& graph) { return {std::string(graph.nodes[NodeId(0)].key.pname)}; }

private:
  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / ("bgsnap-schemas-" + std::to_string(getpid()));
};

TEST_F(Answers, Snapshot) { expect_valid("snapshot", text_of(take_snapshot(example()))); }

TEST_F(Answers, ConeOfAGraph) {
  const IdentifiedGraph identified_graph = example();
  const RebuildGraph graph = rebuild_graph(identified_graph);
  const std::vector<std::string> seeds = some_package(graph);
  expect_valid("cone", as_json(ConeAnswer{graph, rebuild_cone(graph, bump(graph, seeds).nodes), seeds}));
}

TEST_F(Answers, ConeOfASnapshot) {
  const Snapshot snapshot = take_snapshot(example());
  const RebuildGraph graph = rebuild_graph(snapshot);
  const std::vector<std::string> seeds = some_package(graph);
  expect_valid("cone", as_json(ConeAnswer{graph, rebuild_cone(graph, bump(graph, seeds).nodes), seeds}));
}

TEST_F(Answers, ConesOfAll) {
  const IdentifiedGraph identified_graph = example();
  const RebuildGraph graph = rebuild_graph(identified_graph);
  const std::vector<PackageCone> packages = package_cones(graph);
  expect_valid("cone-all", as_json(ConeTableAnswer{graph, packages, table_bounds(graph, packages), all_cone_sizes(graph), {}}));
}

TEST_F(Answers, DiffOfGraphs) {
  const IdentifiedGraph before = example(), now = example("raw-after-bump");
  const RebuildGraph graph = rebuild_graph(now);
  expect_valid("diff", as_json(DiffAnswer{graph, diff(before, now), {"before", "after"}}));
}

TEST_F(Answers, DiffOfSnapshots) {
  const Snapshot before = take_snapshot(example()), now = take_snapshot(example("raw-after-bump"));
  const RebuildGraph graph = rebuild_graph(now);
  expect_valid("diff", as_json(DiffAnswer{graph, diff(before, now), {"before", "after"}}));
}

TEST_F(Answers, Duplicates) {
  const IdentifiedGraph identified_graph = example();
  const RebuildGraph graph = rebuild_graph(identified_graph);
  expect_valid("duplicates", as_json(DuplicatesAnswer{graph, duplication(graph, &identified_graph.graph), {}}));
}

TEST_F(Answers, Metrics) { expect_valid("metrics", as_json(MetricsAnswer{metrics(example())})); }

TEST_F(Answers, Explain) {
  const IdentifiedGraph graph = example();
  const Fingerprints prints = fingerprints(graph.graph);
  ExplainAnswer answer{graph, prints, {}, true};
  for (std::size_t i = 0; i < graph.graph.size(); ++i) answer.derivations.push_back(DerivationId(i));
  expect_valid("explain", as_json(answer));
}

TEST_F(Answers, Check) {
  const Snapshot before = take_snapshot(example()), now = take_snapshot(example("raw-after-bump"));
  const Freshness freshness{now, text_of(now), text_of(before)};
  const Baseline baseline = parse_baseline(R"({"floors": {"roots": ["nowhere"]}, "ceilings": {"root_derivations": {"*": 1}, "variants": {"*": 1},
    "cones": {"nothing": 1, "root:*": 1}, "root_logical_nodes": {"*": 1}}})",
                                           "baseline.json");
  const std::vector<Finding> findings = check(before, &baseline, &freshness);
  EXPECT_TRUE(is_breach(findings));
  expect_valid("check", as_json(CheckAnswer{"snapshot.json", "baseline.json", true, findings, true}));
  expect_valid("check", as_json(CheckAnswer{"snapshot.json", {}, false, {}, false}));
}

TEST_F(Answers, Why) {
  const IdentifiedGraph identified_graph = example();
  const RebuildGraph graph = rebuild_graph(identified_graph);
  const std::vector<NodeId> from = graph.roots.front().nodes;
  const std::vector<NodeId> to = {graph.inputs[from.front()].empty() ? from.front() : graph.inputs[from.front()].front()};
  WhyAnswer answer{graph, "from", "to", witness_path(graph, from, to)};
  answer.fetch_step = fetch_step(graph, answer.chain);
  expect_valid("why", as_json(answer));
}

}  // namespace
}  // namespace bgsnap
