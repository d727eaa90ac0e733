#include "bgsnap/identity.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bgsnap {
namespace {

std::string nix(std::string_view name) {
  const DerivationName parsed = parse_derivation_name(name);
  return std::string(parsed.pname) + "|" + std::string(parsed.version);
}

std::string download(std::string_view name) {
  const DerivationName parsed = parse_download_name(name);
  return std::string(parsed.pname) + "|" + std::string(parsed.version);
}

TEST(DerivationName, IsSplitBeforeTheFirstDashThatNoLetterFollows) {
  EXPECT_EQ(nix("nix-0.12pre12876"), "nix|0.12pre12876");
  EXPECT_EQ(nix("rust_pin-project-lite-0.2.14"), "rust_pin-project-lite|0.2.14");
  EXPECT_EQ(nix("a-2b-3"), "a|2b-3");
}

TEST(DerivationName, WithoutAVersionIsAllName) {
  EXPECT_EQ(nix("stdenv-linux"), "stdenv-linux|");
  EXPECT_EQ(nix("dash-"), "dash-|");
  EXPECT_EQ(nix(""), "|");
}

TEST(DownloadName, LosesItsArchiveSuffixes) {
  EXPECT_EQ(download("bytes-1.7.2.tar.gz"), "bytes|1.7.2");
  EXPECT_EQ(download("curl-7.71.1.tar.bz2"), "curl|7.71.1");
  EXPECT_EQ(download("fix-build.patch"), "fix-build|");
}

TEST(DownloadName, KnowsUnderscoreAndVInFrontOfAVersion) {
  EXPECT_EQ(download("tzdata_2020.zip"), "tzdata|2020");
  EXPECT_EQ(download("tool-v2.1.tgz"), "tool|2.1");
}

TEST(DownloadName, ThatIsOnlyAVersionStaysWhole) { EXPECT_EQ(download("2.0.1.tar.gz"), "2.0.1.tar.gz|"); }

TEST(NameWithoutVersion, LacksTheVersionThatItEndsWith) {
  EXPECT_EQ(name_without_version("foo-unstable-2024-01-01", "unstable-2024-01-01"), "foo");
  EXPECT_EQ(name_without_version("foo-1.0", "1.0"), "foo");
  EXPECT_EQ(name_without_version("foo-1.0-lib", "1.0"), "foo");
  EXPECT_EQ(name_without_version("foo-1.0", ""), "foo");
  EXPECT_EQ(name_without_version("foo1.0", "1.0"), "foo1.0");
  EXPECT_EQ(name_without_version("-1.0", "1.0"), "");
}

}  // namespace
}  // namespace bgsnap
