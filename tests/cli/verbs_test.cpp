#include "cli/verbs.hpp"
#include "bgsnap/render.hpp"
#include "cli/help_page.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <sstream>

namespace bgsnap {
namespace {

TEST(Verbs, EachSaysEverythingThatAPageNeeds) {
  for (const Verb& verb : all_verbs()) {
    SCOPED_TRACE(verb.name);
    EXPECT_FALSE(verb.summary.empty() || verb.about.empty() || verb.usages.empty() || verb.example.empty() || verb.cost.empty());
    EXPECT_GE(verb.exits.size(), 2u);
    EXPECT_TRUE(verb.run != nullptr);
    for (const Option& option : verb.options) EXPECT_FALSE(option.meaning.empty()) << option.names;
  }
}

TEST(Verbs, NoNameStandsForTwoOptions) {
  for (const Verb& verb : all_verbs()) {
    std::set<std::string> seen{"-h", "--help"};
    for (const Option& option : verb.options) {
      for (const std::string& name : option.all_names()) EXPECT_TRUE(seen.insert(name).second) << verb.name << " " << name;
    }
  }
}

TEST(Verbs, EachVerbForPeopleHasAPageThatIsHeldToItsText) {
  for (const Verb& verb : all_verbs()) {
    EXPECT_EQ(std::filesystem::exists(BGSNAP_REPOSITORY "/tests/cli/help/" + verb.name + "/stdout"), !verb.hidden) << verb.name;
  }
}

TEST(HelpPage, LinesFitOnAPageButForTheExample) {
  for (const Verb& verb : all_verbs()) {
    std::istringstream lines(help_page(verb));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_TRUE(line == "  " + verb.example || display_width(line) <= 80) << verb.name << ": " << line;
    }
  }
}

TEST(HelpPage, TextIsBrokenAtBlanks) { EXPECT_EQ(wrapped("one two three", 2, 9), "  one two\n  three\n"); }

TEST(HelpPage, ALongWordHasItsOwnLine) { EXPECT_EQ(wrapped("a longer-than-that b", 0, 8), "a\nlonger-than-that\nb\n"); }

}  // namespace
}  // namespace bgsnap
