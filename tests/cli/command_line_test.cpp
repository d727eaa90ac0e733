#include "cli/command_line.hpp"

#include <gtest/gtest.h>

namespace bgsnap {
namespace {

struct Parsed {
  std::vector<std::string> words;
  std::vector<std::string> seeds;
  std::string format = "text";
  std::optional<std::uint64_t> top;
  bool all = false;
};

Parsed parse(std::vector<std::string> line) {
  Parsed parsed;
  Verb verb;
  verb.name = "verb";
  verb.words = {"INPUT…", "", 1, 2, &parsed.words};
  verb.options = {{"-s,--seed", "SEL", "", &parsed.seeds},
                  {"--format", "FORMAT", "", &parsed.format, {"text", "json"}},
                  {"--top", "N", "", &parsed.top},
                  {"--all", "", "", &parsed.all}};
  parse_command_line(verb, std::move(line));
  return parsed;
}

std::string refusal(std::vector<std::string> line) {
  try {
    parse(std::move(line));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(CommandLine, AnOptionTakesOneWordAndRepeats) {
  const Parsed parsed = parse({"--seed", "a", "in", "-s", "b", "--seed=c"});
  EXPECT_EQ(parsed.seeds, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(parsed.words, std::vector<std::string>{"in"});
}

TEST(CommandLine, ADashIsAWord) { EXPECT_EQ(parse({"-"}).words, std::vector<std::string>{"-"}); }

TEST(CommandLine, WhatFollowsTwoDashesIsAWord) { EXPECT_EQ(parse({"--", "--all"}).words, std::vector<std::string>{"--all"}); }

TEST(CommandLine, ACountIsRead) { EXPECT_EQ(parse({"in", "--top", "20"}).top, 20u); }

TEST(CommandLine, WhatIsAbsentKeepsItsDefault) {
  const Parsed parsed = parse({"in"});
  EXPECT_EQ(parsed.format, "text");
  EXPECT_FALSE(parsed.all);
  EXPECT_FALSE(parsed.top.has_value());
}

TEST(CommandLine, RefusesWithASentence) {
  EXPECT_EQ(refusal({}), "INPUT… is missing");
  EXPECT_EQ(refusal({"a", "b", "c"}), "\"c\" is one word too many");
  EXPECT_EQ(refusal({"in", "--al"}), "there is no option --al");
  EXPECT_EQ(refusal({"in", "--top", "many"}), "--top is \"many\", not a whole number from 0");
  EXPECT_EQ(refusal({"in", "--top", "99999999999999999999"}), "--top is \"99999999999999999999\", not a whole number from 0");
  EXPECT_EQ(refusal({"in", "--format", "xml"}), "--format is \"xml\", not one of text, json");
  EXPECT_EQ(refusal({"in", "--seed"}), "--seed needs a value: --seed SEL");
}

}  // namespace
}  // namespace bgsnap
