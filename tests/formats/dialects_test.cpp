#include "formats/description.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <ostream>
#include <set>
#include <vector>

// What any version of Nix prints of a graph reads like the .drv files of that graph. The data: tests/data/dialects/CASE.

namespace bgsnap {
namespace {

namespace fs = std::filesystem;

struct Print {
  std::string dialect_case;
  fs::path file;
};

void PrintTo(const Print& print, std::ostream* stream) { *stream << print.file; }

std::vector<Print> all_prints() {
  std::vector<Print> prints;
  for (const auto& folder : fs::directory_iterator(BGSNAP_TEST_DATA "/dialects"))
    for (const auto& file : fs::directory_iterator(folder))
      if (file.path().extension() == ".json") prints.push_back({folder.path().filename(), file.path()});
  std::sort(prints.begin(), prints.end(), [](const Print& a, const Print& b) { return a.file < b.file; });
  return prints;
}

std::map<std::string, RawDerivation> by_path(const RawGraph& graph) {
  std::map<std::string, RawDerivation> records;
  for (const RawDerivation& record : graph.derivations) records.emplace(record.path.base, record);
  return records;
}

class Dialects : public testing::TestWithParam<Print> {};

TEST_P(Dialects, PrintReadsLikeItsDrvFiles) {
  const std::vector<std::string> print = {GetParam().file};
  const std::vector<std::string> store = {GetParam().file.parent_path() / "drv"};
  const RawGraph printed = read_inputs(print);
  const RawGraph stored = read_inputs(store);
  const auto files = by_path(stored);
  for (const RawDerivation& record : printed.derivations) {
    if (record.empty_record) continue;
    const auto file = files.find(std::string(record.path.base));
    ASSERT_NE(file, files.end()) << record.path.base;
    RawDerivation expected = file->second;
    if (record.store_dir.empty()) expected.store_dir = {};  // Nix 2.32 and later say it nowhere when no output path is known
    EXPECT_EQ(description(record), description(expected));
  }
}

std::string test_name(const testing::TestParamInfo<Print>& print) {
  std::string name = print.param.dialect_case + "_" + print.param.file.stem().string();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(AllPrints, Dialects, testing::ValuesIn(all_prints()), test_name);

std::set<std::string> described(const std::string& input) {
  const std::vector<std::string> inputs = {input};
  std::set<std::string> texts;
  const RawGraph graph = read_inputs(inputs);
  for (const RawDerivation& record : graph.derivations) texts.insert(description(record));
  return texts;
}

TEST(RealDialects, ThreeVersionsPrintOneGraph) {
  const std::string folder = BGSNAP_GRAPHS "/formats/hello.nix-";
  if (!fs::exists(folder + "2.8.json")) GTEST_SKIP() << "no real graphs";
  const auto oldest = described(folder + "2.8.json");
  EXPECT_EQ(oldest.size(), 192U);
  EXPECT_TRUE(oldest == described(folder + "2.26.json"));
  EXPECT_TRUE(oldest == described(folder + "2.34.json"));
}

TEST(RealDialects, NixpkgsReadsLikeItsDrvFiles) {
  if (!fs::exists(BGSNAP_GRAPHS "/nixpkgs/nixpkgs-20.09.nix-2.34.json")) GTEST_SKIP() << "no real graphs";
  const auto printed = described(BGSNAP_GRAPHS "/nixpkgs/nixpkgs-20.09.nix-2.34.json");
  EXPECT_EQ(printed.size(), 55296U);
  EXPECT_TRUE(printed == described(BGSNAP_GRAPHS "/drv/nixpkgs-20.09.drv/nix/store"));
}

TEST(RealDialects, WorkspaceReadsLikeItsDrvFiles) {
  if (!fs::exists(BGSNAP_GRAPHS "/bumps/tvix.base.json")) GTEST_SKIP() << "no real graphs";
  const auto printed = described(BGSNAP_GRAPHS "/bumps/tvix.base.json");
  EXPECT_EQ(printed.size(), 1653U);
  EXPECT_TRUE(printed == described(BGSNAP_GRAPHS "/drv/rust-workspace.drv/nix/store"));
}

}  // namespace
}  // namespace bgsnap
