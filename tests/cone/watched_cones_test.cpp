#include "bgsnap/cone.hpp"
#include "question/asked_graph.hpp"

#include <gtest/gtest.h>

namespace bgsnap {
namespace {

TEST(WatchedCones, BeforeAndNowInTheOrderAsked) {
  const AskedGraph before("app -> lib; app -> kit; root app");
  const AskedGraph now("app -> lib kit; kit -> lib; app -> other; root app");
  const std::vector<std::string> selectors{"lib", "kit", "other", "nobody"};
  const std::vector<WatchedCone> cones = watched_cones(before.graph, now.graph, selectors);
  ASSERT_EQ(cones.size(), 4u);
  EXPECT_EQ(cones[0].selector, "lib");
  EXPECT_EQ(cones[0].cone.before, (WatchedCone::Side{{2, 3}}));
  EXPECT_EQ(cones[0].cone.now, (WatchedCone::Side{{3, 4}}));
  EXPECT_EQ(cones[1].cone.now, (WatchedCone::Side{{2, 4}}));
  EXPECT_EQ(cones[2].cone.before, std::nullopt);
  EXPECT_EQ(cones[2].cone.now, (WatchedCone::Side{{2, 4}}));
  EXPECT_EQ(cones[3].cone.before, std::nullopt);
  EXPECT_EQ(cones[3].cone.now, std::nullopt);
}

TEST(WatchedCones, AreThoseOfBumps) {
  const AskedGraph graph("app -> lib; lib -> src; src.fixed = sha256 one; root app");
  const std::vector<std::string> selectors{"lib"};
  const RebuildCone cone = rebuild_cone(graph.graph, bump(graph.graph, selectors).nodes);
  const std::vector<WatchedCone> watched = watched_cones(graph.graph, graph.graph, selectors);
  ASSERT_TRUE(watched[0].cone.now);
  EXPECT_EQ(watched[0].cone.now->rebuilds, cone.rebuild_share);
  EXPECT_EQ(watched[0].cone.now->rebuilds.count, 3u);
}

}  // namespace
}  // namespace bgsnap
