#include "snapshot/node_ids.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bgsnap {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> prefixes(std::vector<std::string_view> versions) {
  std::vector<std::string> texts;
  for (std::string_view prefix : distinguishing_prefixes(versions)) texts.emplace_back(prefix);
  return texts;
}

Shown line(std::string_view pname, std::string_view version, std::string_view profile = "") {
  Shown shown;
  shown.class_name = "crate";
  shown.pname = pname;
  shown.version = version;
  shown.profile = profile;
  shown.system = "x86_64-linux";
  return shown;
}

std::vector<std::string> ids(const std::vector<Shown>& lines) {
  std::vector<const Shown*> pointers;
  for (const Shown& one : lines) pointers.push_back(&one);
  TextArena texts;
  const auto found = node_ids(pointers, "x86_64-linux", {}, texts);
  return {found.begin(), found.end()};
}

TEST(VersionPrefix, OneVersionNeedsNone) { EXPECT_THAT(prefixes({"1.40.0"}), ElementsAre("")); }

TEST(VersionPrefix, IsAsShortAsTellsThemApart) { EXPECT_THAT(prefixes({"1.0.109", "2.0.77"}), ElementsAre("1", "2")); }

TEST(VersionPrefix, GrowsByWholeComponents) { EXPECT_THAT(prefixes({"3.7.8", "3.8.3"}), ElementsAre("3.7", "3.8")); }

TEST(VersionPrefix, AVersionThatBeginsAnotherStaysWhole) { EXPECT_THAT(prefixes({"1.0", "1.0.1"}), ElementsAre("1.0", "1.0.1")); }

TEST(VersionPrefix, NoVersionBesideOneHasAnEmptyPrefix) { EXPECT_THAT(prefixes({"", "1.2"}), ElementsAre("", "1")); }

TEST(NodeIds, ABumpLeavesTheIdAlone) { EXPECT_EQ(ids({line("tokio", "1.40.0", "dev")}), ids({line("tokio", "1.41.0", "dev")})); }

TEST(NodeIds, ProfileAndVersionStandOnlyWhereTheyTellApart) {
  EXPECT_THAT(ids({line("syn", "1.0.109", "dev"), line("syn", "2.0.77", "dev"), line("tokio", "1.40.0", "release")}),
              ElementsAre("crate/syn@1:dev", "crate/syn@2:dev", "crate/tokio:release"));
}

TEST(NodeIds, LinesThatDifferInNothingElseAreCounted) {
  EXPECT_THAT(ids({line("tokio", "1.40.0"), line("tokio", "1.40.0")}), ElementsAre("crate/tokio#1", "crate/tokio#2"));
}

TEST(NodeIds, AnotherSystemIsSaid) {
  Shown other = line("zlib", "1.2");
  other.system = "aarch64-linux";
  EXPECT_THAT(ids({other}), ElementsAre("crate/zlib[aarch64-linux]"));
}

TEST(Versions, AreOrderedByTheirNumbers) {
  EXPECT_TRUE(compare_versions("1.9.2", "1.10.0") < 0);
  EXPECT_TRUE(compare_versions("1.0", "1.0.1") < 0);
  EXPECT_TRUE(compare_versions("", "1") < 0);
  EXPECT_TRUE(compare_versions("1.2", "1.2") == 0);
  EXPECT_TRUE(compare_versions("1.02", "1.2") != 0);
}

}  // namespace
}  // namespace bgsnap
