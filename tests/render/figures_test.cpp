#include "render/figures.hpp"

#include <gtest/gtest.h>

namespace bgsnap {
namespace {

TEST(Figures, ThousandsAreSetApart) {
  EXPECT_EQ(with_thousands(0), "0");
  EXPECT_EQ(with_thousands(999), "999");
  EXPECT_EQ(with_thousands(1000), "1,000");
  EXPECT_EQ(with_thousands(1234567), "1,234,567");
  EXPECT_EQ(with_thousands(UINT64_MAX), "18,446,744,073,709,551,615");
}

TEST(Figures, PercentHasOneDecimal) {
  EXPECT_EQ(percent_of({165, 1653}), "10.0 %");
  EXPECT_EQ(percent_of({17, 602}), "2.8 %");
  EXPECT_EQ(percent_of({0, 602}), "0.0 %");
  EXPECT_EQ(percent_of({602, 602}), "100.0 %");
}

TEST(Figures, PercentIsRoundedHalfUp) {
  EXPECT_EQ(percent_of({1, 2000}), "0.1 %");
  EXPECT_EQ(percent_of({249, 2000}), "12.5 %");
  EXPECT_EQ(percent_of({1, 16}), "6.3 %");
}

TEST(Figures, LittleIsNotNothingAndMuchIsNotAll) {
  EXPECT_EQ(percent_of({1, 55296}), "<0.1 %");
  EXPECT_EQ(percent_of({55295, 55296}), ">99.9 %");
}

TEST(Figures, AShareOfNothingIsNoNumber) { EXPECT_EQ(percent_of({0, 0}), "–"); }

TEST(Figures, LargeCountsDoNotOverflow) { EXPECT_EQ(percent_of({UINT64_MAX / 2, UINT64_MAX}), "50.0 %"); }

TEST(Figures, OneIsNotMany) {
  EXPECT_EQ(counted(1, "root", "roots"), "1 root");
  EXPECT_EQ(counted(0, "root", "roots"), "0 roots");
}

}  // namespace
}  // namespace bgsnap
