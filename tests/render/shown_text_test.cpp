#include "bgsnap/render.hpp"
#include "render/json.hpp"

#include <gtest/gtest.h>

namespace bgsnap {
namespace {

TEST(ShownText, OrdinaryTextStaysAsItIs) { EXPECT_EQ(shown("gtk+3-1.0?id=ü→漢"), "gtk+3-1.0?id=ü→漢"); }

TEST(ShownText, TerminalEscapesAndControlCharactersAreSpelledOut) { EXPECT_EQ(shown("a\x1b[31mb\nc\x7f"), "a\\x1b[31mb\\x0ac\\x7f"); }

TEST(ShownText, EightBitControlCharactersAreSpelledOut) {
  EXPECT_EQ(shown("\xc2\x9b"
                  "31m"),
            "\\u{9b}31m");
}

TEST(ShownText, BidirectionalControlsAreSpelledOut) { EXPECT_EQ(shown("li\u202e\u2066\u200fb"), "li\\u{202e}\\u{2066}\\u{200f}b"); }

TEST(ShownText, BytesThatAreNotUtf8AreSpelledOut) {
  EXPECT_EQ(shown("caf\xe9"), "caf\\xe9");
  EXPECT_EQ(shown("\xc0\xaf"), "\\xc0\\xaf") << "not the shortest form";
  EXPECT_EQ(shown("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
  EXPECT_EQ(shown("\xf5\x80\x80\x80"), "\\xf5\\x80\\x80\\x80") << "above U+10FFFF";
  EXPECT_EQ(shown("\xe2\x82"), "\\xe2\\x82") << "cut short";
}

TEST(ShownText, WidthIsInColumns) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("1.0 → 2.0"), 9u);
  EXPECT_EQ(display_width("漢字"), 4u);
  EXPECT_EQ(display_width("e\u0301"), 1u);
}

TEST(JsonText, OnlyBytesThatJsonCannotSayAreSpelledOut) {
  EXPECT_EQ(json_text("caf\xe9\n\u202e"), "caf\\xE9\n\u202e");
  EXPECT_EQ(dumped(Json(json_text("\xff"))), "\"\\\\xFF\"\n");
}

TEST(JsonText, MembersKeepTheOrderInWhichTheyWereWritten) {
  Json object = Json::object();
  append(object, "z", 1);
  append(object, "a", 2);
  EXPECT_EQ(object.dump(), R"({"z":1,"a":2})");
}

}  // namespace
}  // namespace bgsnap
