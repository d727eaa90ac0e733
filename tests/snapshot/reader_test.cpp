#include "bgsnap/snapshot.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace bgsnap {
namespace {

const std::string header = R"([{"schema":"bgsnap-snapshot/1","presets":["nixpkgs"],"system":"x86_64-linux"})";
const std::string root =
    R"(,{"root":"app","nodes":["build/app"],"derivations":2,"toolchain":0,"fixed":0,"compiled":2,"logical_nodes":2,"edges":1,"pairs":1})";
const std::string app = R"(,{"id":"build/app","pname":"app","class":"build","compiled":true,"inputs":["build/lib"]})";
const std::string lib = R"(,{"id":"build/lib","pname":"lib","class":"build","compiled":true})";

std::string file_of(std::initializer_list<std::string> lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text + "]\n";
}

std::string refusal(const std::string& text) {
  try {
    (void)parse_snapshot(text, "s.json");
  } catch (const Error& error) {
    return error.place().text() + ": " + error.sentence();
  }
  return "accepted";
}

TEST(SnapshotReader, TakesWhatTheWriterWrote) {
  const std::string text = file_of({header, root, app, lib});
  EXPECT_EQ(refusal(text), "accepted");
  EXPECT_EQ(text_of(parse_snapshot(text, "s.json")), text);
}

TEST(SnapshotReader, ReportsTheLineThatIsNoJson) {
  EXPECT_EQ(refusal(file_of({header, root, ",{\"id\":", lib})),
            "s.json: byte 207: /2: line 3 is not JSON: The JSON document has an improper structure: missing or superfluous commas, braces, missing "
            "keys, etc.");
}

TEST(SnapshotReader, SaysThatGitLeftAConflict) {
  EXPECT_EQ(refusal(file_of({header, root, "<<<<<<< ours", app, "=======", app, ">>>>>>> theirs", lib})),
            "s.json: byte 207: git left a merge conflict in the snapshot");
}

TEST(SnapshotReader, RefusesAnotherVersion) {
  EXPECT_EQ(refusal("[{\"schema\":\"bgsnap-snapshot/9\",\"system\":\"x\"}\n]\n"),
            "s.json: /0: the snapshot is of version \"bgsnap-snapshot/9\", this program reads \"bgsnap-snapshot/1\"");
}

TEST(SnapshotReader, RefusesAnEmptyArray) { EXPECT_EQ(refusal("[]"), "s.json: byte 0: the snapshot is empty: it has not even a header"); }

TEST(SnapshotReader, RefusesANameWithoutALine) {
  EXPECT_EQ(refusal(file_of({header, root, app})), "s.json: /2: \"build/lib\" is named here, but no line has that id: lines are missing");
}

TEST(SnapshotReader, RefusesALineThatNoRootReaches) {
  const std::string alone = R"(,{"id":"build/zlib","pname":"zlib","class":"build","compiled":true})";
  EXPECT_EQ(refusal(file_of({header, root, app, lib, alone})), "s.json: no root reaches \"build/zlib\": a root's line or a line between is missing");
}

TEST(SnapshotReader, RefusesFiguresThatTheLinesDoNotGive) {
  const std::string twice = R"(,{"id":"build/lib","pname":"lib","class":"build","compiled":true,"derivations":2})";
  EXPECT_EQ(refusal(file_of({header, root, app, twice})), "s.json: root app says 2 derivations outside the toolchain, its lines give 3");
}

TEST(SnapshotReader, RefusesAnEdgeThatIsMissingThoughEveryLineIsStillReached) {
  const std::string roots =
      R"(,{"root":"app","nodes":["build/app","build/lib"],"derivations":2,"toolchain":0,"fixed":0,"compiled":2,"logical_nodes":2,"edges":1,"pairs":1})";
  const std::string cut = R"(,{"id":"build/app","pname":"app","class":"build","compiled":true})";
  EXPECT_EQ(refusal(file_of({header, roots, app, lib})), "accepted");
  EXPECT_EQ(refusal(file_of({header, roots, cut, lib})), "s.json: root app says 1 direct inputs outside the toolchain, its lines give 0");
}

TEST(SnapshotReader, RefusesMoreImpliedInputsThanThereAreLinesToImplyThem) {
  const std::string implied = R"(,{"id":"build/app","pname":"app","class":"build","compiled":true,"inputs":["build/lib"],"implied":1})";
  EXPECT_EQ(refusal(file_of({header, root, implied, lib})),
            "s.json: \"build/app\" says that 1 of its inputs are implied by others, its lines give 0");
}

TEST(SnapshotReader, RefusesAnInputThatIsNamedTwice) {
  const std::string twice = R"(,{"id":"build/app","pname":"app","class":"build","compiled":true,"inputs":["build/lib","build/lib"]})";
  EXPECT_EQ(refusal(file_of({header, root, twice, lib})), "s.json: /2: \"build/lib\" is out of order or named twice");
}

TEST(SnapshotReader, RefusesAKeyThatItDoesNotKnow) {
  const std::string odd = R"(,{"id":"build/lib","pname":"lib","class":"build","compiled":true,"bogus":3})";
  EXPECT_EQ(refusal(file_of({header, root, app, odd})), "s.json: /3: \"bogus\" is nothing that a snapshot's line says");
}

TEST(SnapshotReader, RefusesAnIdOfAnotherClass) {
  const std::string odd = R"(,{"id":"build/lib","pname":"lib","class":"text","compiled":true})";
  EXPECT_EQ(refusal(file_of({header, root, app, odd})),
            "s.json: /3: node \"build/lib\" is of class \"text\" and called \"lib\": an id begins with CLASS/PNAME");
}

TEST(SnapshotReader, RefusesMoreFixedOutputsThanThereAreDerivationsForThem) {
  const std::string many =
      R"(,{"root":"app","nodes":["build/app"],"derivations":2,"toolchain":0,"fixed":1,"compiled":2,"logical_nodes":2,"edges":1,"pairs":1})";
  EXPECT_EQ(refusal(file_of({header, many, app, lib})),
            "s.json: root app says 1 fixed outputs, its lines give 0 outside the toolchain, which holds 0 derivations");
}

TEST(SnapshotReader, RefusesMoreLogicalNodesThanDerivations) {
  const std::string many =
      R"(,{"root":"app","nodes":["build/app"],"derivations":2,"toolchain":0,"fixed":0,"compiled":2,"logical_nodes":3,"edges":1,"pairs":1})";
  EXPECT_EQ(refusal(file_of({header, many, app, lib})), "s.json: root app says 3 logical nodes, which 2 derivations cannot give");
}

TEST(SnapshotReader, RefusesLinesOutOfOrder) {
  EXPECT_EQ(refusal(file_of({header, root, lib, app})), "s.json: /3: node \"build/app\" is out of order or there twice");
}

TEST(SnapshotReader, RefusesACircle) {
  const std::string back = R"(,{"id":"build/lib","pname":"lib","class":"build","compiled":true,"inputs":["build/app"]})";
  EXPECT_EQ(refusal(file_of({header, root, app, back})), "s.json: \"build/app\" and what it needs go in a circle");
}

TEST(SnapshotReader, RefusesAKindThatThereIsNot) {
  const std::string odd = R"(,{"id":"build/lib","pname":"lib","class":"build","kind":"fluid","compiled":true})";
  EXPECT_EQ(refusal(file_of({header, root, app, odd})), "s.json: /3: \"fluid\" is no kind of derivation");
}

TEST(SnapshotReader, WhatIsNoJsonComesBeforeWhatALineSays) {
  const std::string odd = R"(,{"id":"build/lib","pname":"lib","class":"text"})";
  EXPECT_EQ(refusal(file_of({header, root, odd, ",{\"id\":nul}"})),
            "s.json: byte 256: /3: line 4 is not JSON: Problem while parsing an atom starting with the letter 'n'");
}

TEST(SnapshotReader, LooksIntoValuesThatNoLineNeeds) {
  const std::string toolchain = R"(,{"id":"toolchain/cc","toolchain":true,"derivations":1,"classes":{"build":1},"pname":[1.5.2]})";
  const std::string with =
      R"(,{"root":"app","nodes":["toolchain/cc"],"derivations":1,"toolchain":1,"fixed":0,"compiled":0,"logical_nodes":1,"edges":0,"pairs":0})";
  EXPECT_NE(refusal(file_of({header, with, toolchain})).find("line 3 is not JSON"), std::string::npos);
}

TEST(SnapshotReader, ReadsLinesHoweverTheyAreLaidOut) {
  const std::string text = file_of({header, root, app, lib});
  std::string spread;
  for (const char c : text) spread.append(c == ',' || c == ':' || c == '{' ? std::string(" ") + c + "\n\t" : std::string(1, c));
  EXPECT_EQ(text_of(parse_snapshot(spread, "s.json")), text);
}

TEST(SnapshotReader, ReadsEscapesInKeysAndNames) {
  const std::string escaped = R"(,{"\u0069d":"build\/lib","pname":"l\u0069b","class":"build","compiled":true})";
  EXPECT_EQ(text_of(parse_snapshot(file_of({header, root, app, escaped}), "s.json")), file_of({header, root, app, lib}));
}

TEST(SnapshotReader, ReadsKeysInAnyOrder) {
  const std::string turned = R"(,{"compiled":true,"class":"build","id":"build/lib","pname":"lib"})";
  EXPECT_EQ(text_of(parse_snapshot(file_of({header, root, app, turned}), "s.json")), file_of({header, root, app, lib}));
}

TEST(SnapshotReader, OfKeysThatNoLineHasItNamesTheFirst) {
  const auto told = [](const std::string& keys) { return refusal(file_of({header, root, app, R"(,{"id":"build/lib","pname":"lib",)" + keys})); };
  const std::string end = " is nothing that a snapshot's line says";
  EXPECT_EQ(told(R"("nodes":[],"odd":1,"class":"build","pairs":1})"), "s.json: /3: \"nodes\"" + end);
  EXPECT_EQ(told(R"("odd":1,"even":2,"pairs":1,"class":"build"})"), "s.json: /3: \"odd\"" + end);
  EXPECT_EQ(told(R"("class":"build","pairs":1,"schema":"","odd":1})"), "s.json: /3: \"pairs\"" + end);
}

TEST(SnapshotReader, OfAKeyThatStandsTwiceTheFirstCounts) {
  const std::string twice = R"(,{"id":"build/lib","pname":"lib","class":"build","compiled":true,"compiled":false})";
  EXPECT_EQ(text_of(parse_snapshot(file_of({header, root, app, twice}), "s.json")), file_of({header, root, app, lib}));
}

TEST(SnapshotReader, RefusesValuesOfAnotherKind) {
  const std::string app_without = R"(,{"id":"build/app","pname":"app","class":"build","compiled":true,)";
  EXPECT_EQ(refusal(file_of({header, root, app_without + R"("inputs":["build/lib",1]})", lib})), "s.json: /2: \"inputs\" must be a list of strings");
  EXPECT_EQ(refusal(file_of({header, root, app_without + R"("inputs":"build/lib"})", lib})), "s.json: /2: \"inputs\" must be a list");
  EXPECT_EQ(refusal(file_of({header, root, app_without + R"("version":null})", lib})), "s.json: /2: \"version\" must be a string");
  EXPECT_EQ(refusal(file_of({header, root, app_without + R"("implied":-1})", lib})), "s.json: /2: \"implied\" must be a count");
  EXPECT_EQ(refusal(file_of({header, root, app_without + R"("dynamic_inputs":1})", lib})), "s.json: /2: \"dynamic_inputs\" must be true or false");
  EXPECT_EQ(refusal(file_of({header, root, "7"})),
            "s.json: byte 211: the snapshot is not JSON: The JSON document has an improper structure: missing or superfluous commas, braces, missing "
            "keys, etc.");
  EXPECT_EQ(refusal(file_of({header, root, ",7"})), "s.json: /2: a snapshot's line is an object");
}

TEST(SnapshotReader, SaysThatAFileWasCutShort) {
  const std::string text = file_of({header, root, app, lib});
  const auto told = [&](std::size_t kept) {
    try {
      (void)parse_snapshot(text.substr(0, kept), "s.json");
    } catch (const Error& error) {
      return fmt::format("{}; {}", error.sentence(), error.next_step());
    }
    return std::string("accepted");
  };
  EXPECT_EQ(
      told(text.rfind(']')),
      "the snapshot ends without the bracket that closes it; the file was cut short: copy it again, or write it anew with `bgsnap snapshot INPUT "
      "-o FILE`");
  EXPECT_EQ(
      told(text.rfind(']') - 20),
      "line 4 is not JSON: A string is opened, but never closed.; the file was cut short: copy it again, or write it anew with `bgsnap snapshot "
      "INPUT -o FILE`");
  EXPECT_THAT(told(text.find("lib\"]") + 5), testing::HasSubstr("; the file was cut short")) << "behind a bracket of another list";
}

TEST(SnapshotReader, DoesNotTakeALineTooManyForACut) {
  try {
    (void)parse_snapshot(file_of({header, root, app, lib}) + "x\n", "s.json");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.next_step(), "write it anew with `bgsnap snapshot INPUT -o FILE`");
  }
}

TEST(SnapshotReader, KnowsASnapshotWhoseHeaderSaysItsSchemaLast) {
  std::string presets;
  for (int i = 0; i < 40; ++i) presets += R"("preset",)";
  EXPECT_TRUE(looks_like_snapshot(R"([{"presets":[)" + presets + R"("nixpkgs"],"schema":"bgsnap-snapshot/1"})"));
  EXPECT_FALSE(looks_like_snapshot(R"([{"a":"b"},{"schema":"bgsnap-snapshot/1"}])"));
}

/// Cut anywhere, a file is refused and nothing crashes.
TEST(SnapshotReader, EveryTruncationIsRefused) {
  const std::string text = file_of({header, root, app, lib});
  for (std::size_t length = 0; length + 2 < text.size(); ++length) ASSERT_NE(refusal(text.substr(0, length)), "accepted") << length;
}

TEST(SnapshotReader, KnowsASnapshotByItsBeginning) {
  EXPECT_TRUE(looks_like_snapshot(header));
  EXPECT_FALSE(looks_like_snapshot("{\"derivations\":{}}"));
  EXPECT_FALSE(looks_like_snapshot("[1]"));
}

}  // namespace
}  // namespace bgsnap
