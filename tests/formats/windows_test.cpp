#include "formats/description.hpp"
#include "support/graph_of.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

// An input is read in windows, on several threads: neither shows.

namespace bgsnap {
namespace {

constexpr std::size_t window = std::size_t{1} << 19;

/// A record whose text is so long, with every kind of character that a cut could fall into.
std::string record(std::size_t number, std::size_t length) {
  std::string text;
  while (text.size() < length) text += "{\\\"\\\\ \xC3\xA9 \\u00e9 ]},";
  return fmt::format(
      R"("{:032}-d{}.drv":{{"args":[],"builder":"b","env":{{"text":"{}"}},"inputDrvs":{{}},"inputSrcs":[],"outputs":{{"out":{{}}}},"system":"s"}})",
      number, number, text);
}

std::string document(std::size_t records, std::size_t length) {
  std::string text = "{";
  for (std::size_t i = 0; i < records; ++i) text += (i == 0 ? "" : ", ") + record(i, length + i % 97);
  return text + "}";
}

std::string described(const RawGraph& graph) {
  std::string text;
  for (const RawDerivation& derivation : graph.derivations)
    text += fmt::format("document {} byte {}\n{}", derivation.document, derivation.offset, description(derivation));
  return text;
}

TEST(Windows, ManySmallRecordsAreReadAsEachAlone) {
  const RawGraph graph = read_bytes(document(3000, 900));
  ASSERT_EQ(graph.derivations.size(), 3000U);
  for (std::size_t i = 0; i < graph.derivations.size(); i += 101)
    EXPECT_EQ(description(graph.derivations[i]), description(read_bytes("{" + record(i, 900 + i % 97) + "}").derivations[0])) << i;
}

TEST(Windows, OffsetsAreThoseOfTheInput) {
  const std::string text = document(1500, 1000);
  for (const RawDerivation& derivation : read_bytes(text).derivations) ASSERT_EQ(text.substr(derivation.offset, 8), R"({"args":)");
}

TEST(Windows, ARecordMayBeLongerThanAWindow) {
  const std::string text = "{" + record(1, 10) + "," + record(2, 3 * window) + "," + record(3, 10) + "}";
  EXPECT_EQ(read_bytes(text).derivations.size(), 3U);
}

TEST(Windows, SeveralDocumentsFollowEachOtherThroughThem) {
  const RawGraph graph = read_bytes(document(700, 900) + "\n" + document(700, 901) + document(1, 5));
  EXPECT_EQ(graph.documents.size(), 3U);
  EXPECT_EQ(graph.documents[1].derivations.size(), 700U);
}

TEST(Windows, ReadingTwiceGivesTheSame) {
  const std::string text = document(2500, 800);
  EXPECT_EQ(described(read_bytes(text)), described(read_bytes(text)));
}

TEST(Windows, TheFirstErrorInTheInputIsTold) {
  std::string text = document(3000, 900);
  const std::size_t first = text.find("outputs", window / 2);
  text[first] = 'x';  // an output under another key is an issue, and no error; what is broken is the record's value
  text.replace(text.find("\"system\":\"s\"", first), 12, "\"system\":[   ");
  const std::size_t broken = text.find("[   ", first);
  text.replace(text.find("\"builder\":\"b\"", 4 * window), 13, "\"builder\":true");
  try {
    (void)read_bytes(text, "graph.json");
    FAIL();
  } catch (const Error& error) {
    EXPECT_GE(*error.place().byte, broken);
    EXPECT_LT(*error.place().byte, broken + 100);
  }
}

TEST(Windows, WhatIsCutShortIsToldByItsLastByte) {
  const std::string text = document(3000, 900);
  for (const std::size_t size : {window - 1, window, window + 1, 2 * window, text.size() - 1}) {
    try {
      (void)read_bytes(text.substr(0, size), "graph.json");
      FAIL() << size;
    } catch (const Error& error) {
      EXPECT_EQ(*error.place().byte, size);
      EXPECT_EQ(error.next_step(), "the output was cut short: print the graph again with `nix derivation show -r` and look at Nix's exit status");
    }
  }
}

}  // namespace
}  // namespace bgsnap
