#include "bgsnap/policy.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace bgsnap {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(Pages, EveryFindingHasOneAndEveryPageIsOfAFinding) {
  std::set<std::string> codes, pages;
  for (const FindingCode& code : finding_codes()) codes.emplace(code.code);
  for (const auto& entry : fs::directory_iterator(BGSNAP_REPOSITORY "/docs/findings")) pages.insert(entry.path().stem());
  EXPECT_EQ(pages, codes);
}

TEST(Pages, TheProgramHasThemAsTheyStandInTheDocs) {
  for (const FindingCode& code : finding_codes())
    EXPECT_EQ(finding_page(code.code), read(BGSNAP_REPOSITORY "/docs/findings/" + std::string(code.code) + ".md")) << code.code;
  EXPECT_EQ(finding_page("no-such-code"), std::nullopt);
}

TEST(Pages, SayTheSeverityAndWhetherAWaiverCoversIt) {
  for (const FindingCode& code : finding_codes()) {
    const std::string page(finding_page(code.code).value_or(""));
    EXPECT_TRUE(page.starts_with("# " + std::string(code.code) + "\n\n")) << code.code;
    EXPECT_NE(page.find(code.severity == Severity::error ? "- **Severity**: error\n" : "- **Severity**: warning\n"), std::string::npos) << code.code;
    EXPECT_EQ(page.find("No waiver covers it") == std::string::npos, code.acceptable) << code.code;
  }
}

TEST(Pages, WhatAWaiverMayCoverHasAnExampleInWhichItFiresIsAcceptedAndExpires) {
  for (const FindingCode& code : finding_codes()) {
    if (!code.acceptable) continue;
    const std::string told = read(BGSNAP_REPOSITORY "/tests/cli/check/" + std::string(code.code) + "_fires_is_accepted_and_expires/stdout");
    const std::size_t fires = told.find("error[" + std::string(code.code) + "]");
    const std::size_t accepted = told.find("\n-- accepted\naccepted[" + std::string(code.code) + "]");
    const std::size_t expires = told.find("\n-- expired\nerror[" + std::string(code.code) + "]");
    EXPECT_TRUE(fires == 0 && accepted != std::string::npos && expires != std::string::npos && accepted < expires) << code.code;
  }
}

}  // namespace
}  // namespace bgsnap
