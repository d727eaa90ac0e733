#include "graph/sources_first.hpp"

#include <gtest/gtest.h>

namespace bgsnap {
namespace {

using Positions = std::vector<std::uint32_t>;

/// 0 and 3 lead to 1, which leads to 2; the edge from 3 stands there twice.
TEST(SourcesFirst, ANodeComesWhenAllThatLeadToItHaveCome) {
  const Positions starts{0, 1, 2, 2, 4};
  const Positions targets{1, 2, 1, 1};
  EXPECT_EQ(sources_first(starts, targets), (Positions{0, 3, 1, 2}));
}

/// 0 leads into the circle of 1 and 2, which leads to 3; 4 stands alone.
TEST(SourcesFirst, WhatStandsInACircleOrBehindOneDoesNotCome) {
  const Positions starts{0, 1, 2, 4, 4, 4};
  const Positions targets{1, 2, 1, 3};
  EXPECT_EQ(sources_first(starts, targets), (Positions{0, 4}));
}

}  // namespace
}  // namespace bgsnap
