#include "identity/download_source.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bgsnap {
namespace {

std::string named(std::string_view url) {
  const auto source = download_source(url);
  return source ? source->name + "|" + source->version : "nothing";
}

TEST(DownloadSource, AnArchiveOfAHostIsItsRepository) {
  EXPECT_EQ(named("https://github.com/caolanm/libwmf/archive/v0.2.12.tar.gz"), "github.com/caolanm/libwmf|0.2.12");
}

TEST(DownloadSource, ACommitIdIsNoVersion) {
  EXPECT_EQ(named("https://github.com/owner/tool/archive/3f1c9a07b2d4e6f8a0b1c2d3e4f5a6b7c8d9e0f1.tar.gz"), "github.com/owner/tool|");
}

TEST(DownloadSource, ARepositoryLosesItsSuffixAndUser) { EXPECT_EQ(named("ssh://git@example.org/group/thing.git"), "example.org/group/thing|"); }

TEST(DownloadSource, AFileNameGivesItsVersion) { EXPECT_EQ(named("mirror://gnu/hello/hello-2.10.tar.gz"), "gnu/hello/hello|2.10"); }

TEST(DownloadSource, AHostAloneNamesNothing) { EXPECT_EQ(named("https://example.org"), "nothing"); }

}  // namespace
}  // namespace bgsnap
