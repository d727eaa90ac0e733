#include "render/markdown.hpp"

#include <gtest/gtest.h>

namespace bgsnap {
namespace {

TEST(MarkdownCode, ANameStandsInACodeSpan) { EXPECT_EQ(code("[x](http://evil) @team #1 <b> \\"), "`[x](http://evil) @team #1 <b> \\`"); }

TEST(MarkdownCode, BackticksAndPipesStandBesideIt) {
  EXPECT_EQ(code("a`b"), "`a`&#96;`b`");
  EXPECT_EQ(code("||"), "&#124;&#124;");
  EXPECT_EQ(code("a\\|b"), "`a\\`&#124;`b`");
}

TEST(MarkdownCode, NothingIsNothing) { EXPECT_EQ(code(""), ""); }

TEST(MarkdownCode, WhatSteersTheEyeIsSpelledOut) { EXPECT_EQ(code("a\n\x1b[31m\u202e\xff"), "`a\\x0a\\x1b[31m\\u{202e}\\xff`"); }

TEST(MarkdownCode, ALongNameIsCutBetweenCharacters) {
  EXPECT_EQ(code("abcdef", 6), "`abcdef`");
  EXPECT_EQ(code("abcdefg", 6), "`abcdef…`");
  EXPECT_EQ(code("abcdeéf", 6), "`abcde…`");
}

TEST(MarkdownProse, WordsAndFiguresStandAsTheyAre) {
  const std::string sentence = "cone of tokio is 71 derivations of 1,702 (4.2 %), at most 60 are agreed (50 + slack 10)";
  EXPECT_EQ(prose(sentence), sentence);
}

TEST(MarkdownProse, WhatASiteWouldLinkIsCode) {
  EXPECT_EQ(prose("cone of @team is 3"), "cone of `@team` is 3");
  EXPECT_EQ(prose("see https://evil.example a_b now"), "see `https://evil.example a_b` now");
  EXPECT_EQ(prose("#1 GH-2 www.evil.example"), "`#1 GH-2 www.evil.example`");
}

TEST(MarkdownProse, ACommitIdIsCode) {
  EXPECT_EQ(prose("deadbeef"), "`deadbeef`");
  EXPECT_EQ(prose("1234567 or 123456"), "`1234567` or 123456");
  EXPECT_EQ(prose("1,234,567"), "1,234,567");
}

TEST(MarkdownCodeBlock, NoLineClosesTheFence) {
  EXPECT_EQ(code_block({"a"}), "```\na\n```\n");
  EXPECT_EQ(code_block({"````", "b\nc"}, "sh"), "`````sh\n````\nb\\x0ac\n`````\n");
}

TEST(MarkdownTable, WithoutRowsIsNothing) {
  MarkdownTable table({{"a"}, {"b", MarkdownTable::Side::right}});
  EXPECT_EQ(table.text(0, 10), "");
  table.row({"`x`", "1"});
  EXPECT_EQ(table.text(0, 10), "| a | b |\n| --- | --: |\n| `x` | 1 |\n");
  EXPECT_EQ(table.text(1, 10), "");
}

}  // namespace
}  // namespace bgsnap
