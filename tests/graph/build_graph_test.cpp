#include "bgsnap/build_graph.hpp"
#include "support/graph_of.hpp"
#include "support/random_graph.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

namespace bgsnap {
namespace {

/// Without the places, which a line of its own test shows.
std::string issues_of(const BuildGraph& graph) {
  std::string text;
  for (GraphIssue issue : graph.issues()) {
    issue.place = {};
    text += issue.line() + "\n";
  }
  return text;
}

std::string roots_of(const BuildGraph& graph) {
  std::string text;
  for (const Root& root : graph.roots()) text += root.name + "=" + names_of(graph, root.derivations) + ";";
  return text;
}

std::string order_of(const BuildGraph& graph) {
  std::string text;
  for (const DerivationId id : graph.inputs_first()) text += (text.empty() ? "" : " ") + std::string(graph[id].name);
  return text;
}

TEST(Graph, BothEdgeDirections) {
  const BuildGraph graph = graph_of("app -> lib zlib; lib -> libc; zlib -> libc");
  EXPECT_EQ(names_of(graph, graph.inputs(id_of(graph, "app"))), "lib zlib");
  EXPECT_EQ(names_of(graph, graph.referrers(id_of(graph, "libc"))), "lib zlib");
  EXPECT_EQ(graph.edges(), 4U);
}

TEST(GraphLaw, AnEdgeIsThereExactlyWhereARecordNamesARecord) {
  for (const std::size_t nodes : {40U, 6000U}) {
    std::mt19937 random(static_cast<unsigned>(nodes));
    std::string text = random_graph_text(random, nodes);
    for (int gone = 0; gone < 20; ++gone) text += fmt::format("user{} -> gone{}; gone{}.missing = yes; ", random() % 9, gone, gone);
    const BuildGraph graph = graph_of(text);
    std::size_t missing = 0;
    for (std::size_t i = 0; i < graph.size(); ++i) {
      std::vector<StorePath> named;
      for (const RawInput& input : graph[DerivationId(i)].inputs)
        (graph.find(input.derivation) ? (void)named.push_back(input.derivation) : (void)++missing);
      std::vector<StorePath> edges;
      for (const DerivationId id : graph.inputs(DerivationId(i))) edges.push_back(graph[id].path);
      ASSERT_EQ(edges, named) << graph[DerivationId(i)].path.base;
    }
    EXPECT_EQ(missing, 20U);
    EXPECT_EQ(graph.issues().size(), 20U);
  }
}

TEST(Graph, InputsComeFirst) { EXPECT_EQ(order_of(graph_of("a -> b; b -> c; c -> d")), "d c b a"); }

TEST(Graph, IdsAscendByPathWhateverTheOrderOfTheInput) {
  const BuildGraph graph = graph_of("app -> lib zlib; lib -> libc");
  for (std::size_t i = 1; i < graph.size(); ++i) EXPECT_LT(graph[DerivationId(i - 1)].path, graph[DerivationId(i)].path);
}

TEST(Graph, KindsByOutputs) {
  const BuildGraph graph = graph_of("a; b.fixed = sha256; c.floating = sha256; d.deferred = yes; e.impure = sha256");
  std::string kinds;
  for (const std::string_view name : {"a", "b", "c", "d", "e"}) kinds += std::string(name_of(graph.kind(id_of(graph, name)))) + " ";
  EXPECT_EQ(kinds, "input-addressed fixed floating deferred impure ");
}

TEST(Graph, WhatNothingRefersToIsARoot) { EXPECT_EQ(roots_of(graph_of("app -> lib; tool-2 -> lib")), "app=app;tool-2=tool-2;"); }

TEST(Graph, RootsOfOneNameAreOneRoot) { EXPECT_EQ(roots_of(graph_of("app#1; app#2; app#2.builder = b")), "app=app app;"); }

TEST(Graph, RequestedRootsAreTheOnlyOnes) { EXPECT_EQ(roots_of(graph_of("app -> lib; tool; root checks.lib = lib")), "checks.lib=lib;"); }

TEST(Graph, RequestedRootsBringWhatTheyNeedAndNoMore) {
  const BuildGraph graph = graph_of("app -> lib; lib -> libc; lib.drvsource = script; tool -> gone; gone.missing = yes; root lib");
  EXPECT_EQ(names_of(graph, graph.inputs_first()), "lib libc script");
  EXPECT_EQ(issues_of(graph), "");
}

TEST(Graph, IssueSaysWhere) {
  const BuildGraph graph = build_graph(read_bytes(R"({"00000000000000000000000000000000-app.drv":{}})", "cut.json"));
  EXPECT_EQ(graph.issues()[0].line(),
            "00000000000000000000000000000000-app.drv: the record is empty: Nix was stopped while it printed this graph (cut.json: byte 44)");
}

TEST(Graph, RequestedRootThatIsNotThere) {
  const std::vector<RootRequest> roots = {{"x", "/nix/store/00000000000000000000000000000000-x.drv"}};
  const BuildGraph graph = build_graph(read_bytes(json_of("app")), roots);
  EXPECT_EQ(issues_of(graph), "00000000000000000000000000000000-x.drv: the root x is in no document\n");
  EXPECT_FALSE(graph.complete());
}

TEST(Graph, DrvSourceIsNoRoot) {
  const BuildGraph graph = graph_of("check.drvsource = app; app -> lib");
  EXPECT_EQ(roots_of(graph), "check=check;");
  EXPECT_EQ(names_of(graph, graph.drv_sources(id_of(graph, "check"))), "app");
  EXPECT_EQ(order_of(graph), "lib app check");
}

TEST(Graph, MissingInput) {
  constexpr std::string_view text = "app -> lib; lib.missing = yes";
  const BuildGraph graph = graph_of(text);
  EXPECT_EQ(issues_of(graph),
            drv_of(text, "app") + ": input " + drv_of(text, "lib") + " is in no document; the output was cut short, or printed without -r\n");
  EXPECT_FALSE(graph.complete());
}

TEST(Graph, MissingInputOfADrvFile) {
  const BuildGraph graph =
      build_graph(read_bytes(R"(Derive([("out","","","")],[("/nix/store/11111111111111111111111111111111-lib.drv",["out"])],[],"s","b",[],[]))",
                             "00000000000000000000000000000000-app.drv"));
  EXPECT_EQ(issues_of(graph),
            "00000000000000000000000000000000-app.drv: input 11111111111111111111111111111111-lib.drv is in no document; is its .drv file there? A "
            ".drv file that --root names brings what it needs\n");
}

TEST(Graph, EmptyRecord) {
  const BuildGraph graph = build_graph(read_bytes(R"({"00000000000000000000000000000000-app.drv":{}})"));
  EXPECT_EQ(issues_of(graph), "00000000000000000000000000000000-app.drv: the record is empty: Nix was stopped while it printed this graph\n");
  EXPECT_EQ(graph.kind(DerivationId(0)), DerivationKind::unknown);
}

TEST(Graph, NoOutputs) {
  const BuildGraph graph = build_graph(read_bytes(
      R"({"00000000000000000000000000000000-app.drv":{"args":[],"builder":"","env":{},"inputDrvs":{},"inputSrcs":[],"outputs":{},"system":""}})"));
  EXPECT_EQ(issues_of(graph), "00000000000000000000000000000000-app.drv: the record has no outputs\n");
}

TEST(Graph, SameRecordTwiceIsOneDerivation) {
  const std::string document = json_of("app -> lib");
  const BuildGraph graph = build_graph(read_bytes(document + document));
  EXPECT_EQ(graph.size(), 2U);
  EXPECT_EQ(issues_of(graph), "");
}

TEST(Graph, DifferentRecordsOfOnePathConflict) {
  const std::string document = json_of("app");
  std::string other = document;
  other.replace(other.find("x86_64-linux"), 12, "riscv64-haiku");
  const BuildGraph graph = build_graph(read_bytes(document + other, "both.json"));
  EXPECT_EQ(issues_of(graph), drv_of("app", "app") + ": two different records; the one at both.json: byte 443 counts\n");
  const BuildGraph turned = build_graph(read_bytes(other + document, "both.json"));
  EXPECT_EQ(graph[id_of(graph, "app")].system, turned[id_of(turned, "app")].system);
}

TEST(Graph, OneCaseOfTwoVersionsIsOneGraph) {
  const std::string folder = BGSNAP_TEST_DATA "/dialects/fod/";
  const std::vector<std::string> inputs = {folder + "2.3.7.json", folder + "2.34.8.json", folder + "drv"};
  const BuildGraph graph = build_graph(read_inputs(inputs));
  EXPECT_EQ(graph.size(), 7U);
  EXPECT_EQ(issues_of(graph), "");
}

TEST(Graph, DynamicInputsAreSeen) {
  const std::vector<std::string> inputs = {BGSNAP_TEST_DATA "/dialects/dynamic/2.34.8.json"};
  const BuildGraph graph = build_graph(read_inputs(inputs));
  EXPECT_TRUE(graph.has_dynamic_inputs(id_of(graph, "dyn-user")));
}

TEST(Graph, CycleIsAnIssueOfItsMembersAlone) {
  constexpr std::string_view text = "app -> a; a -> b; b -> c; c -> a leaf";
  const BuildGraph graph = graph_of(text);
  std::vector<std::string> lines;
  for (const std::string_view node : {"a", "b", "c"}) lines.push_back(drv_of(text, node) + ": needs itself, directly or through its inputs\n");
  std::sort(lines.begin(), lines.end());
  EXPECT_EQ(issues_of(graph), lines[0] + lines[1] + lines[2]);
  EXPECT_TRUE(graph.in_cycle(id_of(graph, "b")));
  EXPECT_FALSE(graph.in_cycle(id_of(graph, "app")));
  EXPECT_EQ(graph[graph.inputs_first().front()].name, "leaf");
  EXPECT_EQ(graph[graph.inputs_first().back()].name, "app");
}

TEST(Graph, NeedingItselfIsACycle) {
  const BuildGraph graph = graph_of("a -> a");
  EXPECT_TRUE(graph.in_cycle(DerivationId(0)));
}

TEST(Graph, ChainOfAHundredThousand) {
  std::string text;
  for (int i = 0; i < 100000; ++i) {
    const auto path = [](int n) { return "\"" + std::string(32 - std::to_string(n).size(), '0') + std::to_string(n) + "-n.drv\""; };
    text += (i == 0 ? "{" : ",") + path(i) + R"(:{"args":[],"builder":"","env":{},"inputDrvs":{)" + (i == 0 ? "" : path(i - 1) + ":[\"out\"]") +
            R"(},"inputSrcs":[],"outputs":{"out":{}},"system":""})";
  }
  const BuildGraph graph = build_graph(read_bytes(text + "}"));
  EXPECT_EQ(graph.size(), 100000U);
  EXPECT_EQ(graph.inputs_first().front(), DerivationId(0));
  EXPECT_EQ(graph.inputs_first().back(), DerivationId(99999));
}

TEST(Graph, RandomGraphsHoldTheirOrder) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const BuildGraph graph = graph_of(random_graph_text(random, 1 + random() % 40));
    EXPECT_EQ(issues_of(graph), "");
    DenseMap<DerivationId, std::size_t> position(graph.size());
    for (std::size_t i = 0; i < graph.size(); ++i) position[graph.inputs_first()[i]] = i;
    for (const DerivationId id : graph.inputs_first())
      for (const DerivationId input : graph.inputs(id)) EXPECT_LT(position[input], position[id]);
  }
}

TEST(GraphOf, ChangeOfAnInputMovesWhatNeedsIt) {
  const BuildGraph before = graph_of("app -> lib; lib -> libc");
  const BuildGraph after = graph_of("app -> lib; lib -> libc; lib.builder = clang");
  const auto output = [](const BuildGraph& graph, std::string_view name) { return std::string(graph[id_of(graph, name)].outputs[0].path.base); };
  EXPECT_NE(output(before, "app"), output(after, "app"));
  EXPECT_NE(output(before, "lib"), output(after, "lib"));
  EXPECT_EQ(output(before, "libc"), output(after, "libc"));
}

TEST(GraphOf, ChangeBelowAFixedOutputMovesDrvPathsOnly) {
  const BuildGraph before = graph_of("app -> src; src -> curl; src.fixed = sha256");
  const BuildGraph after = graph_of("app -> src; src -> curl; src.fixed = sha256; curl.builder = clang");
  const auto record = [](const BuildGraph& graph) { return graph[id_of(graph, "app")]; };
  EXPECT_EQ(record(before).outputs[0].path, record(after).outputs[0].path);
  EXPECT_NE(record(before).path, record(after).path);
}

}  // namespace
}  // namespace bgsnap
