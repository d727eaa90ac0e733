#include "identity/recipe_walk.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <regex>
#include <string>
#include <vector>

namespace bgsnap {
namespace {

std::vector<std::string> found(std::string_view text) {
  std::vector<std::string> tokens;
  std::size_t from = 0;
  for (std::string_view token = next_hash_like(text, from); !token.empty(); token = next_hash_like(text, from)) {
    tokens.emplace_back(token);
    from = static_cast<std::size_t>(token.data() - text.data()) + token.size();
  }
  return tokens;
}

/// Word by word, as the header says it.
std::vector<std::string> found_plainly(const std::string& text) {
  static const std::regex word("[0-9a-zA-Z]+");
  static const std::regex hash("(?=.*[0-9])(?=.*[a-f])[0-9a-f]{8,}|[0-9a-f]{10,}|(?=.*[0-9])(?=.*[a-z])[0-9a-z]{32,}");
  std::vector<std::string> tokens;
  for (std::sregex_iterator at(text.begin(), text.end(), word), end; at != end; ++at)
    if (std::regex_match(at->str(), hash)) tokens.push_back(at->str());
  return tokens;
}

TEST(HashLikeLaw, EveryTokenIsFoundThatAPlainReadingFinds) {
  std::mt19937 random(11);
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    for (std::size_t words = random() % 6; words != 0; --words) {
      const std::string_view letters = random() % 2 == 0 ? "0123456789abcdef" : random() % 4 == 0 ? "0af9zZ" : "0123456789abcdfghijklmnpqrsvwxyz";
      for (std::size_t left = random() % (random() % 3 == 0 ? 40 : 12); left != 0; --left) text += letters[random() % letters.size()];
      for (std::size_t left = random() % 3; left != 0; --left) text += "-/ ="[random() % 4];
    }
    ASSERT_EQ(found(text), found_plainly(text)) << text;
  }
}

TEST(HashLike, AStampIsInOneOfItsHolders) {
  const std::vector<std::string> stamps = {"1600000000", "20201231235959", std::string(40, 'a'), std::string(64, '0'), std::string(52, 'z')};
  const std::vector<std::string> around = {"", "x", "12", " ", "-", "/", "A9", "é", std::string(9, '7'), "0123456789abcdef"};
  for (const std::string& stamp : stamps)
    for (const std::string& before : around)
      for (const std::string& after : around) {
        const std::string text = "some-text " + before + stamp + after + " 12345";
        std::vector<std::string_view> holders;
        add_stamp_holders(text, holders);
        ASSERT_TRUE(std::any_of(holders.begin(), holders.end(), [&](std::string_view holder) { return holder.find(stamp) != holder.npos; })) << text;
      }
}

TEST(HashLike, WhatNoStampFitsIntoIsNoHolder) {
  std::vector<std::string_view> holders;
  add_stamp_holders("propagatedBuildInputs 123456789a123456789b123456789 58in3hsawf6g1adx99sphi460nzmaqxq", holders);
  EXPECT_EQ(holders, std::vector<std::string_view>{});
}

}  // namespace
}  // namespace bgsnap
