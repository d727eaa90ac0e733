#include "bgsnap/snapshot.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

/// A file that is large enough is read in pieces. Nothing of that may be seen.
namespace bgsnap {
namespace {

constexpr std::size_t libs = 12'000;  // above a megabyte with the line of what needs them all

std::string lib(std::size_t number, std::string_view more = "") {
  return fmt::format(R"(,{{"id":"build/lib{0:05}","pname":"lib{0:05}","class":"build","compiled":true{1}}})", number, more);
}

std::vector<std::string> large_lines() {
  std::string inputs;
  for (std::size_t i = 0; i < libs; ++i) inputs += fmt::format("{}\"build/lib{:05}\"", i == 0 ? "" : ",", i);
  std::vector<std::string> lines{
      R"([{"schema":"bgsnap-snapshot/1","presets":["nixpkgs"],"system":"x86_64-linux"})",
      fmt::format(
          R"(,{{"root":"app","nodes":["build/app"],"derivations":{0},"toolchain":0,"fixed":0,"compiled":{0},"logical_nodes":{0},"edges":{1},"pairs":{1}}})",
          libs + 1, libs),
      fmt::format(R"(,{{"id":"build/app","pname":"app","class":"build","compiled":true,"inputs":[{}]}})", inputs)};
  for (std::size_t i = 0; i < libs; ++i) lines.push_back(lib(i));
  return lines;
}

/// The place of build/libN in the array.
constexpr std::size_t line_of(std::size_t number) { return 3 + number; }

std::string file_of(const std::vector<std::string>& lines, std::string_view end_of_line = "\n") {
  std::string text;
  for (const std::string& line : lines) text.append(line).append(end_of_line);
  return text + "]\n";
}

std::string refusal(const std::vector<std::string>& lines, std::string_view end_of_line = "\n") {
  try {
    (void)parse_snapshot(file_of(lines, end_of_line), "s.json");
  } catch (const Error& error) {
    return error.place().text() + ": " + error.sentence();
  }
  return "accepted";
}

TEST(Pieces, GiveWhatTheWholeGives) {
  const std::vector<std::string> lines = large_lines();
  const std::string text = file_of(lines);
  ASSERT_GT(text.size(), 1'000'000);
  EXPECT_EQ(text_of(parse_snapshot(text, "s.json")), text);
  EXPECT_EQ(text_of(parse_snapshot(file_of(lines, " "), "s.json")), text) << "on one line";
}

TEST(Pieces, CutAnywhereAFileIsRefused) {
  const std::string text = file_of(large_lines());
  for (std::size_t kept = 50'000; kept + 2 < text.size(); kept += 65'521) {
    SCOPED_TRACE(kept);
    EXPECT_THROW((void)parse_snapshot(text.substr(0, kept), "s.json"), Error);
  }
}

TEST(Pieces, ALineThatIsWrongIsNamedByItsPlaceInTheFile) {
  for (const std::size_t number : {std::size_t{1}, libs / 2, libs - 1}) {
    std::vector<std::string> lines = large_lines();
    lines[line_of(number)] = lib(number, R"(,"kind":"fluid")");
    const std::string told = fmt::format("s.json: /{}: \"fluid\" is no kind of derivation", line_of(number));
    EXPECT_EQ(refusal(lines), told);
    EXPECT_EQ(refusal(lines, " "), told);
  }
}

TEST(Pieces, OfTwoWrongLinesTheFirstIsNamed) {
  std::vector<std::string> lines = large_lines();
  lines[line_of(10)] = lib(10, R"(,"kind":"fluid")");
  lines[line_of(libs - 10)] = lib(libs - 10, R"(,"derivations":0)");
  EXPECT_EQ(refusal(lines), fmt::format("s.json: /{}: \"fluid\" is no kind of derivation", line_of(10)));
}

TEST(Pieces, WhatIsNoJsonComesFirstWhereverItStands) {
  std::vector<std::string> lines = large_lines();
  lines[line_of(10)] = lib(10, R"(,"kind":"fluid")");
  lines[line_of(libs - 10)] = ",{\"id\":nul}";
  EXPECT_EQ(refusal(lines).substr(refusal(lines).find(": /")),
            fmt::format(": /{0}: line {1} is not JSON: Problem while parsing an atom starting with the letter 'n'", line_of(libs - 10),
                        line_of(libs - 10) + 1));
}

TEST(Pieces, LinesAreInOrderAcrossThem) {
  for (std::size_t number = 1; number < libs; number += libs / 40) {
    std::vector<std::string> lines = large_lines();
    std::swap(lines[line_of(number - 1)], lines[line_of(number)]);
    ASSERT_EQ(refusal(lines), fmt::format("s.json: /{}: node \"build/lib{:05}\" is out of order or there twice", line_of(number), number - 1));
  }
}

TEST(Pieces, ARootAmongTheNodesIsRefused) {
  std::vector<std::string> lines = large_lines();
  lines.insert(lines.end() - 5,
               R"(,{"root":"zoo","nodes":["build/app"],"derivations":1,"toolchain":0,"fixed":0,"compiled":1,"logical_nodes":1,"edges":0,"pairs":0})");
  EXPECT_EQ(refusal(lines), fmt::format("s.json: /{}: a root stands after the first node: lines are out of order", line_of(libs - 5)));
}

TEST(Pieces, ANameWithoutALineIsNamedWhereItStands) {
  std::vector<std::string> lines = large_lines();
  lines[line_of(libs - 1)] = lib(libs - 1, R"(,"inputs":["build/zlib"])");
  EXPECT_EQ(refusal(lines), fmt::format("s.json: /{}: \"build/zlib\" is named here, but no line has that id: lines are missing", line_of(libs - 1)));
}

TEST(Pieces, SystemsAreTheHeadersUnlessALineHasItsOwn) {
  std::vector<std::string> lines = large_lines();
  lines[line_of(libs - 1)] = lib(libs - 1, R"(,"system":"aarch64-linux")");
  const Snapshot snapshot = parse_snapshot(file_of(lines), "s.json");
  EXPECT_EQ(snapshot.nodes[NodeId(libs)].key.system, "aarch64-linux");
  EXPECT_EQ(snapshot.nodes[NodeId(libs - 1)].key.system, "x86_64-linux");
}

TEST(Pieces, ACopyOutlivesWhatItWasCopiedFrom) {
  const std::string text = file_of(large_lines());
  Snapshot copy;
  {
    const Snapshot snapshot = parse_snapshot(text, "s.json");
    copy = snapshot;
  }
  EXPECT_EQ(text_of(copy), text);
}

}  // namespace
}  // namespace bgsnap
