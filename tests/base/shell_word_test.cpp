#include "base/shell_word.hpp"

#include <gtest/gtest.h>

namespace bgsnap {
namespace {

TEST(ShellWord, IsQuotedOnlyWhereAShellWouldReadMoreInIt) {
  EXPECT_EQ(shell_word("a/b.json"), "a/b.json");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("ü→"), "'ü→'");
}

TEST(ShellWord, WhatSteersATerminalIsSpelledOutForTheShell) {
  EXPECT_EQ(shell_word("a\nb"), R"($'a\x0ab')");
  EXPECT_EQ(shell_word("a\u202eb"), R"($'a\xe2\x80\xaeb')");
  EXPECT_EQ(shell_word("\xff\\'ü\x1b"), R"($'\xff\\\'ü\x1b')");
}

}  // namespace
}  // namespace bgsnap
