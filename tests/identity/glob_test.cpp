#include "bgsnap/rules.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bgsnap {
namespace {

TEST(Glob, APlainTextMatchesItselfAlone) {
  EXPECT_TRUE(glob_matches("tokio", "tokio"));
  EXPECT_FALSE(glob_matches("tokio", "tokio-util"));
  EXPECT_FALSE(glob_matches("tokio", "toki"));
}

TEST(Glob, AStarMatchesAnyNumberOfBytes) {
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("checks.*", "checks.app-test"));
  EXPECT_TRUE(glob_matches("*vendor*", "go-vendor-1.0"));
  EXPECT_FALSE(glob_matches("checks.*", "packages.app"));
}

TEST(Glob, AQuestionMarkAsksForOneByte) {
  EXPECT_TRUE(glob_matches("?*", "x"));
  EXPECT_FALSE(glob_matches("?*", ""));
}

TEST(Glob, TheStarGivesBackWhatItTookTooEagerly) { EXPECT_TRUE(glob_matches("*ab*abc", "xxababcabc")); }

TEST(Glob, CaseIsIgnoredOnlyWhenAsked) {
  EXPECT_FALSE(glob_matches("*vendor*", "Cargo-Vendor"));
  EXPECT_TRUE(glob_matches("*vendor*", "Cargo-Vendor", true));
}

TEST(Glob, ManyStarsDoNotMakeItSlow) {
  const std::string text(20000, 'a');
  EXPECT_FALSE(glob_matches("*a*a*a*a*a*a*a*a*b", text));
}

}  // namespace
}  // namespace bgsnap
