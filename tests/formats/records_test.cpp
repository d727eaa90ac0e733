#include "formats/description.hpp"

#include <gtest/gtest.h>

#include <string>

// What is odd, but legal or old, is read and listed.

namespace bgsnap {
namespace {

constexpr std::string_view app = "00000000000000000000000000000000-app";

std::string record_with(std::string_view env, std::string_view outputs = R"({"out":{"path":"11111111111111111111111111111111-app"}})",
                        std::string_view more = "") {
  return fmt::format(R"({{"args":[],"builder":"b","env":{},"inputDrvs":{{}},"inputSrcs":[],"outputs":{},"system":"s"{}}})", env, outputs, more);
}

std::string document_with(std::string_view record) { return fmt::format(R"({{"/nix/store/{}.drv":{}}})", app, record); }

std::string issues_of(const RawGraph& graph) {
  std::string text;
  for (const RawIssue& issue : graph.issues) text += fmt::format("{}: {}\n", issue.derivation.base, issue.detail);
  return text;
}

std::string variables(std::span<const RawVariable> list) {
  std::string text;
  for (const RawVariable& variable : list) text += fmt::format("{}={};", variable.name, variable.value);
  return text;
}

TEST(Records, EmptyRecordIsNoError) {
  const RawGraph graph = read_bytes(document_with("{}"));
  EXPECT_TRUE(graph.derivations[0].empty_record);
  EXPECT_EQ(graph.derivations[0].name, "app");
}

TEST(Records, LastOfTwoVariablesCounts) {
  const RawGraph graph = read_bytes(document_with(record_with(R"({"b":"1","a":"1","b":"2"})")));
  EXPECT_EQ(variables(graph.derivations[0].env), "a=1;b=2;");
  EXPECT_EQ(issues_of(graph), "00000000000000000000000000000000-app.drv: env.b stands there twice; the last one counts\n");
}

TEST(Records, LastOfTwoFieldsCounts) {
  const RawGraph graph = read_bytes(document_with(record_with("{}", "{}", R"(,"system":"other")")));
  EXPECT_EQ(graph.derivations[0].system, "other");
  EXPECT_EQ(issues_of(graph), "00000000000000000000000000000000-app.drv: system stands there twice; the last one counts\n");
}

TEST(Records, BothOfTwoDerivationsWithOneKeyAreKept) {
  const std::string one = fmt::format(R"("{}.drv":{})", app, record_with("{}"));
  const RawGraph graph = read_bytes("{" + one + "," + one + "}");
  EXPECT_EQ(graph.derivations.size(), 2U);
  EXPECT_EQ(issues_of(graph), "00000000000000000000000000000000-app.drv: its key stands twice in one document\n");
}

TEST(Records, UnknownFieldIsIgnored) {
  const RawGraph graph = read_bytes(document_with(record_with("{}", "{}", R"(,"meta":{"x":[1,null,"\u0041"]})")));
  EXPECT_EQ(issues_of(graph), "00000000000000000000000000000000-app.drv: meta is in no known version of Nix; ignored\n");
}

TEST(Records, UnknownMemberBesideDerivationsIsIgnored) {
  const RawGraph graph = read_bytes(fmt::format(R"({{"meta":{{}},"derivations":{{"{}.drv":{}}},"version":5}})", app, record_with("{}")));
  EXPECT_EQ(graph.derivations.size(), 1U);
  EXPECT_EQ(issues_of(graph), ": meta is in no known version of Nix; ignored\n");
}

TEST(Records, NameThatIsNotThePaths) {
  const RawGraph graph = read_bytes(document_with(record_with("{}", "{}", R"(,"name":"lib")")));
  EXPECT_EQ(graph.derivations[0].name, "app");
  EXPECT_EQ(issues_of(graph), "00000000000000000000000000000000-app.drv: the record's name is lib, but the path says app\n");
}

TEST(Records, DocumentsMayFollowEachOther) {
  const std::string document = document_with(record_with("{}"));
  const RawGraph graph = read_bytes(document + document + " \n\t" + document);
  EXPECT_EQ(graph.derivations.size(), 3U);
  EXPECT_EQ(graph.documents.size(), 3U);
  EXPECT_EQ(graph.derivations[2].document, 2U);
}

TEST(Records, ByteOrderMarkIsIgnored) { EXPECT_EQ(read_bytes("\xEF\xBB\xBF" + document_with(record_with("{}"))).derivations.size(), 1U); }

TEST(Records, EscapesInKeysAndValues) {
  const RawGraph graph = read_bytes(document_with(record_with(R"({"a\"\\\/\b\f\n\r\tA":"\u0041\u00e9\u6f22\ud83c\udf89\u0000"})")));
  EXPECT_EQ(graph.derivations[0].env[0].name, "a\"\\/\b\f\n\r\tA");
  EXPECT_EQ(graph.derivations[0].env[0].value, std::string_view("A\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x8E\x89\0", 11));
}

TEST(Records, BytesThatAreNotUtf8AreKept) {
  const RawGraph graph = read_bytes(document_with(record_with("{\"a\xE9\":\"\\\"\xFF\xC3\xA9\xC3\"}")));
  EXPECT_EQ(graph.derivations[0].env[0].name, "a\xE9");
  EXPECT_EQ(graph.derivations[0].env[0].value, "\"\xFF\xC3\xA9\xC3");
  EXPECT_EQ(issues_of(graph), "00000000000000000000000000000000-app.drv: byte 89 is not UTF-8; kept as it is\n");
}

TEST(Records, CharactersThatLookLikeMarksStayThemselvesBesideBadBytes) {
  const RawGraph graph =
      read_bytes(document_with(record_with("{\"bad\":\"\xE9\",\"escaped\":\"\\udbfd\\udfe9 \\\\udbfd\",\"raw\":\"\xF4\x8F\x9F\xA9\"}")));
  EXPECT_EQ(graph.derivations[0].env[0].value, "\xE9");
  EXPECT_EQ(graph.derivations[0].env[1].value, "\xF4\x8F\x9F\xA9 \\udbfd");
  EXPECT_EQ(graph.derivations[0].env[2].value, "\xF4\x8F\x9F\xA9");
}

TEST(Records, OneMegabyteOfText) {
  const std::string large(1 << 20, 'x');
  EXPECT_EQ(read_bytes(document_with(record_with("{\"a\":\"" + large + "\"}"))).derivations[0].env[0].value, large);
  EXPECT_EQ(read_bytes(document_with(record_with("{\"a\":\"" + large + "\\n\"}"))).derivations[0].env[0].value, large + "\n");
}

TEST(Records, FixedOutputTakesItsPathFromEnv) {
  const RawGraph graph =
      read_bytes(document_with(record_with(R"({"out":"/gnu/store/22222222222222222222222222222222-app"})",
                                           R"({"out":{"hash":"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","method":"nar"}})")));
  const RawOutput& output = graph.derivations[0].outputs[0];
  EXPECT_EQ(output.path.base, "22222222222222222222222222222222-app");
  EXPECT_EQ(output.hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(output.algorithm, "sha256");
}

std::string hash_as(std::string_view algorithm, std::string_view hash) {
  const RawGraph graph = read_bytes(
      document_with(record_with("{}", fmt::format(R"({{"out":{{"path":"/nix/store/x","hashAlgo":"{}","hash":"{}"}}}})", algorithm, hash))));
  const RawOutput& output = graph.derivations[0].outputs[0];
  return fmt::format("{} {} {}", output.method, output.algorithm, output.hash);
}

TEST(Records, HashesAreBase16WhicheverWayTheyArePrinted) {
  EXPECT_EQ(hash_as("r:sha1", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), "nar sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(hash_as("sha1", "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"), "flat sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(hash_as("text:sha256", "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73"),
            "text sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hash_as("git:sha1", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="), "git sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

TEST(StructuredAttributes, BothWaysOfPrintingThemGiveTheSame) {
  const RawGraph text = read_bytes(
      document_with(record_with(R"({"__json":"{\"b\": 1.50, \"a\":[true,null,9007199254740993,\"\\u0041\\n\"], \"c\":\"x\"}","out":"/x"})")));
  const RawGraph object =
      read_bytes(document_with(record_with(R"({"out":"/x"})", R"({"out":{"path":"11111111111111111111111111111111-app"}})",
                                           R"(,"structuredAttrs":{"a":[true,null,9007199254740993,"A\n"],"b":1.5,"c":"\u0078"})")));
  EXPECT_EQ(description(text.derivations[0]), description(object.derivations[0]));
  EXPECT_EQ(text.derivations[0].structured, R"({"a":[true,null,9007199254740993,"A\n"],"b":1.5,"c":"x"})");
  EXPECT_EQ(variables(text.derivations[0].attributes), "a=[true,null,9007199254740993,\"A\\n\"];b=1.5;c=x;");
  EXPECT_EQ(variables(text.derivations[0].env), "out=/x;");
}

TEST(StructuredAttributes, UnreadableJsonStaysAVariable) {
  const RawGraph graph = read_bytes(document_with(record_with(R"({"__json":"{oops"})")));
  EXPECT_EQ(variables(graph.derivations[0].env), "__json={oops;");
  EXPECT_EQ(issues_of(graph),
            "00000000000000000000000000000000-app.drv: env.__json cannot be read as structured attributes: byte 1: expected a key in double quotes, "
            "but there is 'o'\n");
}

TEST(StructuredAttributes, LastOfTwoMembersCounts) {
  const RawGraph graph = read_bytes(document_with(record_with(R"({"__json":"{\"a\":{\"b\":1,\"b\":2}}"})")));
  EXPECT_EQ(graph.derivations[0].structured, R"({"a":{"b":2}})");
  EXPECT_EQ(issues_of(graph), "00000000000000000000000000000000-app.drv: structured attributes: /a/b stands there twice; the last one counts\n");
}

TEST(StructuredAttributes, NumbersHaveOneForm) {
  const RawGraph graph = read_bytes(document_with(record_with(R"({"__json":"[1]"})")));
  EXPECT_EQ(graph.issues.size(), 1U);
  const RawGraph numbers =
      read_bytes(document_with(record_with(R"({"__json":"{\"a\":[-0,1.0,1e2,1E+30,0.10,-18446744073709551616,18446744073709551615]}"})")));
  EXPECT_EQ(numbers.derivations[0].structured, R"({"a":[0,1.0,100.0,1e+30,0.1,-18446744073709551616.0,18446744073709551615]})");
}

TEST(StructuredAttributes, AnAttributeComesFromThemFirst) {
  const RawGraph graph = read_bytes(document_with(record_with(R"({"pname":"env","version":""})", "{}", R"(,"structuredAttrs":{"pname":"attrs"})")));
  EXPECT_EQ(graph.derivations[0].attribute("pname"), "attrs");
  EXPECT_EQ(graph.derivations[0].attribute("version"), "");
  EXPECT_EQ(graph.derivations[0].attribute("src"), std::nullopt);
}

RawGraph drv(std::string text) { return read_bytes(std::move(text), "/x/00000000000000000000000000000000-app.drv"); }

TEST(Aterm, EverythingThatMayStandInIt) {
  const RawGraph graph = drv(
      R"(DrvWithVersion("xp-dyn-drv",[("out","/nix/store/11111111111111111111111111111111-app","r:sha256","00")],[("/nix/store/22222222222222222222222222222222-a.drv.drv",(["out"],[("out",(["out"],[("dev",["lib"])]))])),("/nix/store/33333333333333333333333333333333-b.drv",["dev","out"])],["/nix/store/44444444444444444444444444444444-s"],"s","b",["\n\r\t\"\\\x","b"],[("a","1"),("b","2")])trailing)");
  EXPECT_EQ(description(graph.derivations[0]), R"(path 00000000000000000000000000000000-app.drv
store /nix/store
name app
system s
builder b
arg )"
                                               "\n\r\t\"\\x"
                                               R"(
arg b
output out kind 1 path 11111111111111111111111111111111-app method nar algorithm sha256 hash 00
input 22222222222222222222222222222222-a.drv.drv [out] out^[out]( dev^[lib]())
input 33333333333333333333333333333333-b.drv [dev out]
source 44444444444444444444444444444444-s
env a=1
env b=2
)");
}

TEST(Aterm, UnsortedIsSortedAndTheLastOfTwoCounts) {
  const RawGraph graph = drv(R"(Derive([],[],[],"s","b",[],[("b","1"),("a","1"),("b","2")]))");
  EXPECT_EQ(variables(graph.derivations[0].env), "a=1;b=2;");
  EXPECT_EQ(issues_of(graph), "00000000000000000000000000000000-app.drv: env.b stands there twice; the last one counts\n");
}

TEST(Aterm, BytesThatAreNotUtf8AreKept) {
  const RawGraph graph = drv("Derive([],[],[],\"s\",\"b\",[],[(\"a\",\"\xE9\")])");
  EXPECT_EQ(variables(graph.derivations[0].env), "a=\xE9;");
  EXPECT_EQ(issues_of(graph), "00000000000000000000000000000000-app.drv: the .drv file holds bytes that are not UTF-8; kept as they are\n");
}

TEST(Aterm, JsonInEnvIsStructuredAttributes) {
  const RawGraph graph = drv(R"(Derive([],[],[],"s","b",[],[("__json","{\"b\":1,\"a\":\"x\"}")]))");
  EXPECT_EQ(graph.derivations[0].structured, R"({"a":"x","b":1})");
  EXPECT_EQ(variables(graph.derivations[0].env), "");
}

}  // namespace
}  // namespace bgsnap
