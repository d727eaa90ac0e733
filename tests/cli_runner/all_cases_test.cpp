#include "cli_runner/command_case.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <cstdlib>

namespace {

class Command : public testing::TestWithParam<std::filesystem::path> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Command);

TEST_P(Command, AnswersAsWritten) {
  Problems problems;
  const std::optional<CommandCase> wanted = read_case(GetParam(), problems);
  const char* ci = std::getenv("CI");
  if (wanted) problems = run_case(*wanted, {BGSNAP_PROGRAM, BGSNAP_TEST_DATA, ci == nullptr || std::string_view(ci) != "true"});
  for (const std::string& problem : problems) ADD_FAILURE() << GetParam().string() << ": " << problem;
}

INSTANTIATE_TEST_SUITE_P(All, Command, testing::ValuesIn(case_folders(BGSNAP_REPOSITORY "/tests/cli")),
                         [](const testing::TestParamInfo<std::filesystem::path>& one) {
                           std::string name = one.param.parent_path().filename().string() + "__" + one.param.filename().string();
                           for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
                           return name;
                         });

}  // namespace
