#include "render/table.hpp"
#include "render/sections.hpp"

#include <gtest/gtest.h>

namespace bgsnap {
namespace {

using Side = Table::Side;

TEST(Table, ColumnsAreSetByDisplayWidth) {
  Table table({{"package"}, {"rebuilds", Side::right}});
  table.row({"漢字", "1,653"});
  table.row({"zlib", "7"});
  EXPECT_EQ(table.text({}),
            "  package  rebuilds\n"
            "  漢字        1,653\n"
            "  zlib            7\n");
}

TEST(Table, ALongCellIsNotCutAndMovesItsOwnLineOnly) {
  const std::string name(100, 'x');
  Table table({{"name"}, {"n", Side::right}});
  table.row({name, "1"});
  table.row({"zlib", "2"});
  EXPECT_EQ(table.text({}), "  name  n\n  " + name + "  1\n  zlib  2\n");
}

TEST(Table, ALineHasNoTrailingBlanks) {
  Table table({{"name"}, {"differ by"}});
  table.row({"a-long-name", ""});
  EXPECT_EQ(table.text({}), "  name         differ by\n  a-long-name\n");
}

TEST(Table, NoRowsNoHeadings) { EXPECT_EQ(Table({{"name"}}).text({}), ""); }

TEST(Table, ColourDoesNotMoveColumns) {
  Table table({{"n", Side::right, Ink::strong}, {"name"}});
  table.row({"10", "a"});
  EXPECT_EQ(table.text({true}), "   \x1b[2mn\x1b[0m  \x1b[2mname\x1b[0m\n  \x1b[1m10\x1b[0m  a\n");
}

TEST(Sections, RootsThatNeedMostComeFirstAndTheRestIsCounted) {
  const std::vector<RootShare> roots{{"a", {1, 10}}, {"b", {0, 10}}, {"c", {5, 10}}};
  EXPECT_EQ(roots_section(roots, false, {}),
            "  root  needed      derivations   share\n"
            "  c          5  of           10  50.0 %\n"
            "  a          1  of           10  10.0 %\n"
            "  1 of 3 roots need nothing\n");
}

TEST(Sections, WhatIsLeftOutIsCounted) {
  const std::vector<RootShare> roots(23, RootShare{"r", {1, 1}});
  EXPECT_NE(roots_section(roots, false, {}).find("… and 3 further roots (--list)"), std::string::npos);
  EXPECT_EQ(roots_section(roots, true, {}).find("further"), std::string::npos);
}

TEST(Sections, AFewOfMany) {
  EXPECT_EQ(some_of({"a", "b"}, 2), "a, b");
  EXPECT_EQ(some_of({"a", "b", "c"}, 2), "a, b and 1 more");
}

TEST(Sections, EmptySectionsLeaveNoGap) { EXPECT_EQ(page({"a\n", "", "b\n"}), "a\n\nb\n"); }

}  // namespace
}  // namespace bgsnap
