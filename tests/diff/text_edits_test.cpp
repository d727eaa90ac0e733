#include "diff/text_edits.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace bgsnap {
namespace {

/// "[a|b] [c|]", a place each.
std::string edits(std::string_view before, std::string_view now, Grain grain) {
  std::string text;
  for (const TextEdit& edit : text_edits(before, now, grain))
    text += (text.empty() ? "[" : " [") + std::string(edit.before) + "|" + std::string(edit.now) + "]";
  return text;
}

TEST(TextEdits, AreTheFewestPieces) {
  EXPECT_EQ(edits("libproc-macro2 std", "libproc_macro2 std", Grain::words), "[-|_]");
  EXPECT_EQ(edits("tls tls-roots", "tls tls-native-roots tls-roots", Grain::fields), "[|tls-native-roots ]");
  EXPECT_EQ(edits("one\ntwo\nthree\n", "one\n2\nthree\n", Grain::lines), "[two\n|2\n]");
  EXPECT_EQ(edits("same", "same", Grain::words), "");
  EXPECT_EQ(edits("", "new", Grain::words), "[|new]");
  EXPECT_EQ(edits("naïve", "naïf", Grain::words), "[naïve|naïf]");
}

/// What is left of a text without the places.
std::string rest(std::string_view text, const std::vector<TextEdit>& edits, std::string_view TextEdit::*side) {
  std::string left;
  std::size_t done = 0;
  for (const TextEdit& edit : edits) {
    if ((edit.*side).empty()) continue;
    const auto at = static_cast<std::size_t>((edit.*side).data() - text.data());
    left += text.substr(done, at - done);
    done = at + (edit.*side).size();
  }
  return left.append(text.substr(done));
}

TEST(TextEdits, WithoutThemBothTextsAreTheSame) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string before;
    for (auto length = random() % 40; length > 0; --length) before += "ab -\n"[random() % 5];
    std::string now = before;
    for (auto changes = random() % 8; changes > 0; --changes) {
      if (!now.empty() && random() % 2 == 0)
        now.erase(random() % now.size(), 1);
      else
        now.insert(random() % (now.size() + 1), 1, "abc-\n"[random() % 5]);
    }
    for (const Grain grain : {Grain::words, Grain::fields, Grain::lines}) {
      const auto places = text_edits(before, now, grain);
      ASSERT_EQ(rest(before, places, &TextEdit::before), rest(now, places, &TextEdit::now)) << before << "\n---\n" << now;
      ASSERT_EQ(places.empty(), before == now);
    }
  }
}

TEST(TextEdits, OfTextsWithLittleInCommonAreOnePlace) {
  std::string before = "start ";
  std::string now = "start ";
  for (int i = 0; i < 2000; ++i) {
    before += "a" + std::to_string(i) + ".";
    now += "b" + std::to_string(i) + ",";
  }
  EXPECT_EQ(text_edits(before + " end", now + " end", Grain::words).size(), 1u);
}

}  // namespace
}  // namespace bgsnap
