#include "question/asked_graph.hpp"

#include <gtest/gtest.h>

namespace bgsnap {
namespace {

/// The path in words, each step into how a download is fetched marked with '!'.
std::string path(const AskedGraph& asked, std::initializer_list<std::string_view> from, std::initializer_list<std::string_view> to) {
  const auto nodes = witness_path(asked.graph, asked.nodes(from), asked.nodes(to));
  const auto fetch = fetch_step(asked.graph, nodes);
  std::string text;
  for (std::size_t i = 0; i < nodes.size(); ++i)
    text.append(i == 0 ? "" : fetch && i == *fetch + 1 ? " ! " : " > ").append(asked.graph.nodes[nodes[i]].name);
  return text;
}

TEST(WitnessPath, IsAShortestOne) {
  const AskedGraph asked("app -> a b; a -> c; c -> d; b -> d; root app");
  EXPECT_EQ(path(asked, {"app"}, {"d"}), "app > b > d");
}

TEST(WitnessPath, StartsWhereItIsNearest) {
  const AskedGraph asked("far -> near; near -> lib; root far");
  EXPECT_EQ(path(asked, {"far", "near"}, {"lib"}), "near > lib");
}

TEST(WitnessPath, OfANodeToItselfIsTheNode) {
  const AskedGraph asked("app -> lib; root app");
  EXPECT_EQ(path(asked, {"app"}, {"app"}), "app");
}

TEST(WitnessPath, SaysWhereItEntersHowSomethingIsFetched) {
  const AskedGraph asked("app -> app.tar; app.tar -> curl; app.tar.fixed = sha256; root app");
  EXPECT_EQ(path(asked, {"app"}, {"curl"}), "app > app.tar ! curl");
  EXPECT_EQ(path(asked, {"app"}, {"app.tar"}), "app > app.tar") << "a download itself is not entered";
}

TEST(WitnessPath, GoesWhereRebuildsTravelThoughThatIsLonger) {
  const AskedGraph asked("app -> app.tar a; app.tar -> curl; app.tar.fixed = sha256; a -> b; b -> curl; root app");
  EXPECT_EQ(path(asked, {"app"}, {"curl"}), "app > a > b > curl");
}

TEST(WitnessPath, ThereIsNone) {
  const AskedGraph asked("app -> lib; other; root app; root other");
  EXPECT_EQ(path(asked, {"app"}, {"other"}), "");
  EXPECT_EQ(path(asked, {"lib"}, {"app"}), "");
  EXPECT_EQ(path(asked, {}, {"app"}), "");
}

TEST(WitnessPath, FollowsFilesOfDerivations) {
  const AskedGraph asked("check -> tool; check.drvsource = app; app -> lib; root check");
  EXPECT_EQ(path(asked, {"check"}, {"lib"}), "check > app > lib");
}

}  // namespace
}  // namespace bgsnap
