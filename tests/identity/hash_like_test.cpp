#include "identity/recipe_walk.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace bgsnap
