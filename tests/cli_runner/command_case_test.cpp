#include "cli_runner/command_case.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include <unistd.h>

namespace {

namespace fs = std::filesystem;

/// The runner itself, on folders made here; `echo` stands in for the program.
class CommandCaseTest : public testing::Test {
protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "bgsnap-runner-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
  }
  void TearDown() override { fs::remove_all(folder); }

  void file(const char* name, const char* text) const {
    fs::create_directories((folder / name).parent_path());
    std::ofstream(folder / name) << text;
  }
  [[nodiscard]] Problems run(bool accept_beside = true) const {
    Problems problems;
    const auto wanted = read_case(folder, problems);
    return wanted ? run_case(*wanted, {"/bin/echo", "/some/data", accept_beside}) : problems;
  }

  fs::path folder;
};

TEST_F(CommandCaseTest, AnAnswerAsWrittenIsNoProblem) {
  file("cmd", "bgsnap one two; cat input; echo oops >&2; exit 3\n");
  file("input", "from the folder\n");
  file("exit", "3\n");
  file("stdout", "one two\nfrom the folder\n");
  file("stderr", "oops\n");
  EXPECT_EQ(run(), Problems{});
}

TEST_F(CommandCaseTest, ACaseWithoutExitCodeFails) {
  file("cmd", "bgsnap\n");
  file("stdout", "\n");
  EXPECT_EQ(run(), Problems{"exit is missing, or is not one number"});
}

TEST_F(CommandCaseTest, ACaseThatComparesNothingFails) {
  file("cmd", "bgsnap\n");
  file("exit", "0\n");
  EXPECT_EQ(run(), Problems{"neither stdout nor stderr is there: nothing would be compared"});
}

TEST_F(CommandCaseTest, AnotherExitCodeIsAProblem) {
  file("cmd", "exit 1\n");
  file("exit", "0\n");
  file("stdout", "");
  ASSERT_EQ(run().size(), 1u);
  EXPECT_EQ(run().front(), "exit code 1, expected 0; stderr:\n");
}

TEST_F(CommandCaseTest, AnotherTextIsShownAsADifferenceAndLeftBeside) {
  file("cmd", "bgsnap now\n");
  file("exit", "0\n");
  file("stdout", "before\n");
  const Problems problems = run();
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_NE(problems.front().find("-before\n+now\n"), std::string::npos) << problems.front();
  EXPECT_TRUE(fs::exists(folder / "stdout.new"));
}

TEST_F(CommandCaseTest, NothingIsLeftBesideWhenNotAsked) {
  file("cmd", "bgsnap now\n");
  file("exit", "0\n");
  file("stdout", "before\n");
  EXPECT_EQ(run(false).size(), 1u);
  EXPECT_FALSE(fs::exists(folder / "stdout.new"));
}

TEST_F(CommandCaseTest, WhatTheCommandWritesIsComparedAndNotLeftInTheFolder) {
  file("cmd", "bgsnap text >made; bgsnap other >sub\n");
  file("exit", "0\n");
  file("stdout", "");
  file("written/made", "text\n");
  EXPECT_EQ(run(), Problems{});
  EXPECT_FALSE(fs::exists(folder / "made"));
  file("written/absent", "text\n");
  EXPECT_EQ(run(), Problems{"absent was not written"});
}

TEST_F(CommandCaseTest, TheTestDataHasAName) {
  file("cmd", "bgsnap $BGSNAP_TEST_DATA/graph.json\n");
  file("exit", "0\n");
  file("stdout", "$BGSNAP_TEST_DATA/graph.json\n");
  EXPECT_EQ(run(), Problems{});
}

}  // namespace
