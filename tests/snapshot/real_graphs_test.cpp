#include "bgsnap/configuration.hpp"
#include "bgsnap/snapshot.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

/// The laws on graphs that real Nix made; skipped where they are not.
namespace bgsnap {
namespace {

const std::filesystem::path graphs = BGSNAP_GRAPHS;

#define NEEDS(file) \
  if (!std::filesystem::exists(graphs / (file))) GTEST_SKIP() << (graphs / (file)) << " is not here"

std::string snapshot_of(const std::string& file) {
  const std::string input = (graphs / file).string();
  return text_of(take_snapshot(identified(build_graph(read_inputs(std::span(&input, 1))), default_configuration().rules)));
}

std::size_t changed_lines(const std::string& a, const std::string& b) {
  const auto lines = [](const std::string& text) {
    std::vector<std::string> list;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      list.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
    std::sort(list.begin(), list.end());
    return list;
  };
  std::vector<std::string> differing;
  const auto x = lines(a);
  const auto y = lines(b);
  std::set_symmetric_difference(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(differing));
  return differing.size();
}

TEST(RealGraphs, ThreeVersionsOfNixGiveTheSameBytes) {
  NEEDS("formats/hello.nix-2.8.json");
  EXPECT_EQ(snapshot_of("formats/hello.nix-2.8.json"), snapshot_of("formats/hello.nix-2.26.json"));
  EXPECT_EQ(snapshot_of("formats/hello.nix-2.8.json"), snapshot_of("formats/hello.nix-2.34.json"));
}

TEST(RealGraphs, TheDrvFilesGiveTheBytesOfTheJson) {
  NEEDS("drv/rust-workspace.drv/nix/store");
  EXPECT_EQ(snapshot_of("drv/rust-workspace.drv/nix/store"), snapshot_of("bumps/tvix.base.json"));
}

TEST(RealGraphs, AnEditOfASourceChangesNoByte) {
  NEEDS("bumps/tvix.bytes.json");
  EXPECT_EQ(snapshot_of("bumps/tvix.base.json"), snapshot_of("bumps/tvix.bytes.json"));
}

TEST(RealGraphs, TwoBumpedCratesChangeTwelveLines) {
  NEEDS("replay/c6203627.before.json");
  EXPECT_EQ(changed_lines(snapshot_of("replay/c6203627.before.json"), snapshot_of("replay/c6203627.after.json")), 24U);
}

TEST(RealGraphs, TheFileOfAWholeNixpkgsIsReadBackAsItWas) {
  NEEDS("nixpkgs/nixpkgs-20.09.nix-2.34.json");
  const std::string text = snapshot_of("nixpkgs/nixpkgs-20.09.nix-2.34.json");
  EXPECT_EQ(text_of(parse_snapshot(text, "snapshot.json")), text);
}

}  // namespace
}  // namespace bgsnap
