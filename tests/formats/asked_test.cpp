#include "support/graph_of.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

// A graph that is read for certain attributes: the same but for its text, and nothing that was not kept passes for what is not there.

namespace bgsnap {
namespace {

constexpr std::string_view some_graph =
    "app-1.0 -> lib^dev src; lib.outputs = out dev; src.fixed = sha256; app-1.0.src = a-file; lib.env.TEXT = a\\b; lib.env.pname = lib; "
    "app-1.0.structured = {\"pname\":\"app\",\"list\":[1,2]}";

RawGraph asked(std::vector<std::string> attributes) { return read_bytes(json_of(some_graph), "graph.json", {{}, std::move(attributes)}); }

const RawDerivation& named(const RawGraph& graph, std::string_view name) {
  for (const RawDerivation& derivation : graph.derivations)
    if (derivation.name == name) return derivation;
  throw std::out_of_range(std::string(name));
}

TEST(Asked, AttributesAreThoseOfTheWholeRecipe) {
  const RawGraph whole = read_bytes(json_of(some_graph));
  const RawGraph graph = asked({"list", "pname", "TEXT"});
  for (const std::string_view name : {"app-1.0", "lib", "src"})
    for (const std::string_view attribute : {"list", "pname", "TEXT"})
      EXPECT_EQ(named(graph, name).attribute(attribute), named(whole, name).attribute(attribute)) << name << " " << attribute;
}

TEST(Asked, WhatIsNoTextIsKeptWhole) {
  const RawGraph whole = read_bytes(json_of(some_graph));
  const RawGraph graph = asked({});
  for (const std::string_view name : {"app-1.0", "lib", "src"}) {
    const RawDerivation& kept = named(graph, name);
    const RawDerivation& full = named(whole, name);
    EXPECT_EQ(kept.path, full.path);
    EXPECT_EQ(kept.store_dir, full.store_dir);
    EXPECT_EQ(kept.system, full.system);
    EXPECT_EQ(kept.builder, full.builder);
    EXPECT_EQ(kept.inputs.size(), full.inputs.size());
    EXPECT_EQ(kept.outputs.size(), full.outputs.size());
    EXPECT_EQ(kept.sources.size(), full.sources.size());
  }
  EXPECT_EQ(named(graph, "app-1.0").inputs[0].outputs[0], named(whole, "app-1.0").inputs[0].outputs[0]);
}

TEST(Asked, AnotherAttributeIsRefused) {
  const RawGraph graph = asked({"pname"});
  EXPECT_THROW((void)named(graph, "lib").attribute("TEXT"), std::logic_error);
}

TEST(Asked, TextThatWasNotKeptIsRefused) {
  const RawGraph graph = asked({"pname"});
  const RawDerivation& lib = named(graph, "lib");
  EXPECT_THROW((void)lib.env.begin(), std::logic_error);
  EXPECT_THROW((void)lib.args.size(), std::logic_error);
  EXPECT_THROW((void)lib.structured.empty(), std::logic_error);
  EXPECT_THROW((void)lib.attributes.empty(), std::logic_error);
}

TEST(Asked, TwoRecordsOfOnePathStillConflict) {
  const std::string one = json_of("app.env.TEXT = now");
  std::string other = one;
  other.replace(other.find("now"), 3, "then");
  const auto issues = [&one](const std::string& second) {
    return build_graph(read_bytes(one + second, "graph.json", {{}, std::vector<std::string>{"pname"}})).issues().size();
  };
  EXPECT_EQ(issues(one), 0U);
  EXPECT_EQ(issues(other), 1U);
}

}  // namespace
}  // namespace bgsnap
