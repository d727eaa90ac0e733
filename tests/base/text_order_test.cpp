#include "base/text_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {
namespace {

using Texts = std::vector<std::string_view>;

/// What ascending() promises, said as plainly as it can be.
std::vector<std::uint32_t> plainly_ascending(const Texts& texts) {
  std::vector<std::uint32_t> places(texts.size());
  std::iota(places.begin(), places.end(), 0U);
  std::stable_sort(places.begin(), places.end(), [&](std::uint32_t a, std::uint32_t b) { return texts[a] < texts[b]; });
  return places;
}

/// Texts of a few letters, zeros and bytes above 127 among them, so that many are equal and many begin alike.
std::vector<std::string> random_texts(std::uint32_t seed, std::size_t count) {
  std::mt19937 random(seed);
  const auto up_to = [&random](std::uint32_t most) { return std::uniform_int_distribution<std::uint32_t>(0, most)(random); };
  const std::string_view letters(
      "a\0\xff"
      "b",
      4);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) {
    std::string text(8 * up_to(2), 'a');
    for (std::uint32_t more = up_to(10); more > 0; --more) text += letters[up_to(3)];
    texts.push_back(std::move(text));
  }
  return texts;
}

TEST(TextOrder, BytesAreUnsignedAndAPrefixComesFirst) {
  const Texts texts{"b", "abcdefgh\xff", "", "abcdefgh", "abcdefghi", "b"};
  EXPECT_EQ(ascending(texts), (std::vector<std::uint32_t>{2, 3, 4, 1, 0, 5}));
}

TEST(TextOrder, AZeroIsMoreThanTheEndOfAText) {
  const std::string_view zeros("abc\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 24);
  Texts texts;
  for (const std::size_t size : {24U, 3U, 9U, 8U, 4U, 16U, 17U, 3U, 24U}) texts.push_back(zeros.substr(0, size));
  EXPECT_EQ(ascending(texts), (std::vector<std::uint32_t>{1, 7, 4, 3, 2, 5, 6, 0, 8}));
}

TEST(TextOrder, IsThatOfAStableSortOfWholeTexts) {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    const std::vector<std::string> kept = random_texts(seed, seed % 10 == 9 ? 12'000 : seed * 20);
    const Texts texts(kept.begin(), kept.end());
    ASSERT_EQ(ascending(texts), plainly_ascending(texts)) << "seed " << seed;
  }
}

TEST(TextOrder, OneTextComesBeforeAnotherByBytes) {
  const std::vector<std::string> kept = random_texts(1, 200);
  for (const std::string_view a : kept)
    for (const std::string_view b : kept) ASSERT_EQ(comes_before(a, b), a < b) << a << " and " << b;
}

TEST(TextOrder, EqualTextsHaveOneRankAndRanksLeaveNoneOut) {
  EXPECT_EQ(ranks(Texts{"b", "a", "b", "c", "a"}), (std::vector<std::uint32_t>{1, 0, 1, 2, 0}));
  EXPECT_EQ(ranks(Texts{}), std::vector<std::uint32_t>{});
}

}  // namespace
}  // namespace bgsnap
