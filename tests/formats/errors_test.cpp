#include "bgsnap/raw_graph.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <string>

// Every input that cannot be read says what is wrong, where, and what to do.

namespace bgsnap {
namespace {

std::string error_of(std::string text, const std::string& file = "in.json") {
  try {
    static_cast<void>(read_bytes(std::move(text), file));
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

constexpr std::string_view key = "00000000000000000000000000000000-app.drv";

/// A document of one derivation whose record is a good one with one member replaced.
std::string with_member(std::string_view name, std::string_view value) {
  std::string record;
  const auto add = [&](std::string_view member, std::string_view good) {
    record += fmt::format("{}\"{}\":{}", record.empty() ? "" : ",", member, member == name ? value : good);
  };
  add("args", "[]");
  add("builder", "\"/bin/sh\"");
  add("env", "{}");
  add("inputs", R"({"drvs":{},"srcs":[]})");
  add("name", "\"app\"");
  add("outputs", R"({"out":{"path":"11111111111111111111111111111111-app"}})");
  add("system", "\"x86_64-linux\"");
  add("version", "4");
  return fmt::format(R"({{"derivations":{{"{}":{{{}}}}},"version":4}})", key, record);
}

std::string error_with(std::string_view name, std::string_view value) { return error_of(with_member(name, value)); }

TEST(Errors, GoodRecordHasNone) { EXPECT_EQ(error_with("", ""), "no error"); }

TEST(Errors, EmptyInput) { EXPECT_EQ(error_of(""), "in.json: the input is empty; an empty output means that Nix failed: look at its messages"); }

TEST(Errors, WhiteSpaceOnly) {
  EXPECT_EQ(error_of(" \n\t"), "in.json: the input holds nothing but white space; an empty output means that Nix failed: look at its messages");
}

TEST(Errors, NoDerivation) { EXPECT_EQ(error_of("{}"), "no derivation in in.json; print the graph with `nix derivation show -r`"); }

TEST(Errors, TopLevelIsAnArray) {
  EXPECT_EQ(error_of("[]"),
            "in.json: byte 0: expected a JSON object or a .drv file, but the input begins with '[': no graph does, and a snapshot names its schema "
            "in its first line; print the graph with `nix derivation show -r`, or write the snapshot anew with `bgsnap snapshot INPUT -o FILE`");
}

TEST(Errors, StandardInputIsReadOnce) {
  const std::vector<std::string> inputs{"-", "-"};
  try {
    (void)read_inputs(inputs);
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "standard input is named twice, and it can be read once; write what it gives to a file first");
  }
}

TEST(Errors, MessageOfNixInPlaceOfAGraph) {
  EXPECT_EQ(error_of("error: attribute 'hello' missing\n"),
            "in.json: byte 0: this is a message, not a graph: error: attribute 'hello' missing; keep Nix's messages (stderr) out of the graph");
}

TEST(Errors, Compressed) {
  EXPECT_EQ(error_of("\x1f\x8b\x08"), "in.json: byte 0: the file is compressed by gzip; decompress it first: gzip -dc");
  EXPECT_EQ(error_of("\xfd\x37zXZ"), "in.json: byte 0: the file is compressed by xz; decompress it first: xz -dc");
  EXPECT_EQ(error_of("\x28\xb5\x2f\xfd"), "in.json: byte 0: the file is compressed by zstd; decompress it first: zstd -dc");
}

TEST(Errors, Utf16) {
  EXPECT_EQ(error_of("\xff\xfe{"), "in.json: byte 0: the file is UTF-16, not UTF-8; write it as UTF-8: the `>` of some shells does not");
}

TEST(Errors, ConflictMarkerAtTheBeginning) {
  EXPECT_EQ(error_of("<<<<<<< HEAD\n{}"),
            "in.json: byte 0: a conflict marker of a merge stands in the file; print the graph again with `nix derivation show -r`");
}

TEST(Errors, ConflictMarkerInTheMiddle) {
  EXPECT_EQ(error_of("{\n<<<<<<< HEAD\n}"),
            "in.json: byte 2: a conflict marker of a merge stands in the file; print the graph again with `nix derivation show "
            "-r` and look at Nix's exit status");
}

TEST(Errors, LineOfNixEvalJobs) {
  EXPECT_EQ(error_of(R"({"attr":"app","drvPath":"/nix/store/x-app.drv"})"),
            "in.json: byte 8: /attr: this is a line of nix-eval-jobs, which names a root and holds no graph; give the graph itself: what `nix "
            "derivation show -r "
            "DRVPATH` prints, or the store directory with --root ATTR=DRVPATH");
}

TEST(Errors, KeyThatIsNoDerivation) {
  EXPECT_EQ(error_of(R"({"a/b~c":{}})"),
            "in.json: byte 9: /a~1b~0c: the key \"a/b~c\" is not the path of a derivation, HASH-NAME.drv; expected what `nix "
            "derivation show -r` prints");
}

TEST(Errors, KeyBelowDerivationsThatIsNoDerivation) {
  EXPECT_EQ(error_of(R"({"derivations":{"app":{}}})"),
            "in.json: byte 22: /derivations/app: the key \"app\" is not the path of a derivation, HASH-NAME.drv");
}

TEST(Errors, DerivationsIsNoObject) {
  EXPECT_EQ(error_of(R"({"derivations":[]})"), "in.json: byte 15: /derivations: \"derivations\" must be an object, not an array");
}

TEST(Errors, TextAfterADocument) { EXPECT_EQ(error_of("{} x"), "in.json: byte 3: expected a JSON object of derivations, but there is 'x'"); }

TEST(Errors, CommaMissing) { EXPECT_EQ(error_of(R"({"version":4 "x":5})"), "in.json: byte 13: expected ',' or '}', but there is '\"'"); }

TEST(Errors, DerivationIsNoObject) {
  EXPECT_EQ(error_of(fmt::format(R"({{"{}":"text"}})", key)),
            "in.json: byte 44: /00000000000000000000000000000000-app.drv: a derivation must be an object, not a string");
}

TEST(Errors, OutputsIsAString) {
  EXPECT_EQ(error_with("outputs", "\"out\""),
            "in.json: byte 153: /derivations/00000000000000000000000000000000-app.drv/outputs: \"outputs\" must be an object, not a string");
}

TEST(Errors, OutputIsAString) {
  EXPECT_EQ(error_with("outputs", R"({"out":"x"})"),
            "in.json: byte 160: /derivations/00000000000000000000000000000000-app.drv/outputs/out: an output must be an object, not a string");
}

TEST(Errors, VariableIsANumber) {
  EXPECT_EQ(
      error_with("env", R"({"a/b":1})"),
      "in.json: byte 103: /derivations/00000000000000000000000000000000-app.drv/env/a~1b: a variable of \"env\" must be a string, not a number");
}

TEST(Errors, ArgumentIsNull) {
  EXPECT_EQ(error_with("args", R"(["a",null])"),
            "in.json: byte 72: /derivations/00000000000000000000000000000000-app.drv/args/1: every item of \"args\" must be a string, not null");
}

TEST(Errors, InputIsATruth) {
  EXPECT_EQ(error_with("inputs", R"({"drvs":{"x.drv":true},"srcs":[]})"),
            "in.json: byte 125: /derivations/00000000000000000000000000000000-app.drv/inputs/drvs/x.drv: an input must be an object, not a boolean");
}

TEST(Errors, InputsWithoutSources) {
  EXPECT_EQ(error_with("inputs", R"({"drvs":{}})"),
            "in.json: byte 108: /derivations/00000000000000000000000000000000-app.drv/inputs: \"inputs\" has no \"srcs\"");
}

TEST(Errors, VersionIsAString) {
  EXPECT_EQ(error_with("version", "\"4\""),
            "in.json: byte 243: /derivations/00000000000000000000000000000000-app.drv/version: \"version\" must be a number, not a string");
}

TEST(Errors, StructuredAttributesAreAnArray) {
  std::string text = with_member("", "");
  text.replace(text.find("\"version\":4}"), 11, "\"structuredAttrs\":[]");
  EXPECT_EQ(error_of(text),
            "in.json: byte 251: /derivations/00000000000000000000000000000000-app.drv/structuredAttrs: \"structuredAttrs\" must be an object, not an "
            "array");
}

TEST(Errors, NoSystem) {
  std::string text = with_member("", "");
  text.replace(text.find("\"system\""), 8, "\"sistem\"");
  EXPECT_EQ(error_of(text), "in.json: byte 59: /derivations/00000000000000000000000000000000-app.drv: the derivation has no \"system\"");
}

TEST(Errors, NoInputs) {
  std::string text = with_member("", "");
  text.replace(text.find("\"inputs\""), 8, "\"imputs\"");
  EXPECT_EQ(error_of(text),
            "in.json: byte 59: /derivations/00000000000000000000000000000000-app.drv: the derivation has neither \"inputDrvs\" nor \"inputs\"");
}

TEST(Errors, BadEscape) {
  EXPECT_EQ(error_with("builder", R"("a\x")"),
            "in.json: byte 82: /derivations/00000000000000000000000000000000-app.drv/builder: no such escape: \\x");
}

TEST(Errors, HalfASurrogatePair) {
  EXPECT_EQ(error_with("builder", R"("a\ud800b")"),
            "in.json: byte 82: /derivations/00000000000000000000000000000000-app.drv/builder: no such escape: \\ud800");
}

TEST(Errors, ControlCharacter) {
  EXPECT_EQ(error_with("builder", "\"a\nb\""),
            "in.json: byte 82: /derivations/00000000000000000000000000000000-app.drv/builder: control character 0x0a in a string");
}

TEST(Errors, WordThatIsNoValue) {
  EXPECT_EQ(error_with("version", "nul"),
            "in.json: byte 243: /derivations/00000000000000000000000000000000-app.drv/version: expected a value, but there is 'n'");
}

TEST(Errors, NumberThatIsNone) {
  EXPECT_EQ(error_with("version", "04"),
            "in.json: byte 243: /derivations/00000000000000000000000000000000-app.drv/version: this is not a number as JSON writes them");
}

TEST(Errors, NestedTooDeep) {
  std::string pointer = "/derivations/00000000000000000000000000000000-app.drv/name";
  for (int i = 0; i < 999; ++i) pointer += "/0";
  EXPECT_EQ(error_with("name", std::string(1500, '[') + std::string(1500, ']')),
            "in.json: byte 1136: " + pointer + ": nested deeper than 1000 levels");
}

TEST(Errors, CutInsideAString) {
  const std::string whole = with_member("", "");
  EXPECT_EQ(error_of(whole.substr(0, whole.find("/bin/sh") + 4)),
            "in.json: byte 85: /derivations/00000000000000000000000000000000-app.drv/builder: the text ends inside a string; the output was cut "
            "short: print the "
            "graph again with `nix derivation show -r` and look at Nix's exit status");
}

TEST(Errors, CutBetweenDerivations) {
  const std::string whole = with_member("", "");
  EXPECT_EQ(error_of(whole.substr(0, whole.size() - std::string_view("},\"version\":4}").size())),
            "in.json: byte 245: /derivations: the text ends where ',' or '}' should be; the output was cut short: print the graph again with `nix "
            "derivation show "
            "-r` and look at Nix's exit status");
}

TEST(Errors, SecondDocumentIsBlamedWithItsOwnPlace) {
  const std::string good = with_member("", "");
  EXPECT_EQ(
      error_of(good + "\n" + with_member("outputs", "3")),
      fmt::format("in.json: byte {}: /derivations/00000000000000000000000000000000-app.drv/outputs: \"outputs\" must be an object, not a number",
                  good.size() + 154));
}

TEST(Errors, BytesThatAreNotUtf8DoNotHideWhatIsWrong) {
  EXPECT_EQ(error_with("env", "{\"a\":\"\xE9\",\"b\":1}"),
            "in.json: byte 109: /derivations/00000000000000000000000000000000-app.drv/env/b: a variable of \"env\" must be a string, not a number");
}

TEST(Errors, MissingFile) {
  const std::vector<std::string> inputs = {"/no/such/file.json"};
  try {
    static_cast<void>(read_inputs(inputs));
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "/no/such/file.json: cannot open: No such file or directory; give the path of a file that can be read");
  }
}

constexpr std::string_view drv_name = "00000000000000000000000000000000-app.drv";

std::string drv_error(std::string text) { return error_of(std::move(text), std::string(drv_name)); }

TEST(AtermErrors, NameOfTheFile) {
  EXPECT_EQ(error_of(R"(Derive([],[],[],"","",[],[]))", "app.drv"),
            "app.drv: this is a .drv file, but it is not called HASH-NAME.drv: a derivation's name stands in its file's name alone; give the file "
            "the name that it "
            "has in the store");
}

TEST(AtermErrors, FieldAndIndex) {
  EXPECT_EQ(drv_error(R"(Derive([],[("/nix/store/a.drv",["out"]),("/nix/store/b.drv")],[],"","",[],[]))"),
            "00000000000000000000000000000000-app.drv: byte 59: inputDrvs[1]: expected ',', but there is ')'");
}

TEST(AtermErrors, CutInsideAString) {
  EXPECT_EQ(drv_error(R"(Derive([("out","/nix)"),
            "00000000000000000000000000000000-app.drv: byte 20: outputs[0]: the file ends inside a string; the file was cut "
            "short: copy it from the store again");
}

TEST(AtermErrors, CutBeforeAField) {
  EXPECT_EQ(drv_error(R"(Derive([],[])"),
            "00000000000000000000000000000000-app.drv: byte 12: inputSrcs: the file ends where ',' should be; the file was cut short: "
            "copy it from the store again");
}

TEST(AtermErrors, UnknownVersion) {
  EXPECT_EQ(drv_error(R"(DrvWithVersion("xp-new",[],[],[],"","",[],[]))"),
            "00000000000000000000000000000000-app.drv: byte 23: version: this .drv file is of version xp-new, which is not known");
}

}  // namespace
}  // namespace bgsnap
