#include "base/text_numbers.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

namespace bgsnap {
namespace {

TEST(TextNumbers, AreGivenByFirstAppearance) {
  TextNumbers numbers;
  EXPECT_EQ(numbers.number("b"), 0);
  EXPECT_EQ(numbers.number("a"), 1);
  EXPECT_EQ(numbers.number("b"), 0);
  EXPECT_EQ(numbers.find("a"), 1);
  EXPECT_EQ(numbers.find("c"), std::nullopt);
  EXPECT_EQ(numbers.size(), 2);
}

TEST(TextNumbers, AnEmptyTextIsATextThoughItStandsNowhere) {
  TextNumbers numbers;
  EXPECT_EQ(numbers.find(""), std::nullopt);
  EXPECT_EQ(numbers.number({}), 0);
  EXPECT_EQ(numbers.number(""), 0);
  EXPECT_EQ(numbers.number("a"), 1);
}

TEST(TextNumbers, AgreeWithAMapHoweverManyThereAre) {
  std::mt19937 random(7);
  std::vector<std::string> texts;
  for (int i = 0; i < 20'000; ++i) texts.push_back(std::string(random() % 20, 'x') + std::to_string(random() % 5000));
  TextNumbers numbers;
  std::map<std::string_view, std::uint32_t> known;
  for (const std::string& text : texts) {
    const auto fresh = static_cast<std::uint32_t>(known.size());
    ASSERT_EQ(numbers.number(text), known.emplace(text, fresh).first->second) << text;
  }
  for (const auto& [text, number] : known) ASSERT_EQ(numbers.find(text), number) << text;
  EXPECT_EQ(numbers.size(), known.size());
}

}  // namespace
}  // namespace bgsnap
