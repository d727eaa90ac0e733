#include "bgsnap/error.hpp"
#include "bgsnap/policy.hpp"
#include "policy/json_layout.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bgsnap {
namespace {

const Waiver waiver{"ceiling-cone", "tokio \"x\"", "later", "ada", Day{std::chrono::year(2026), std::chrono::month(12), std::chrono::day(31)}};
const std::string line = R"({ "code": "ceiling-cone", "subject": "tokio \"x\"", "reason": "later", "owner": "ada", "until": "2026-12-31" })";
const std::string other = R"({ "code": "ceiling-cone", "subject": "serde", "reason": "later", "owner": "ada", "until": "2026-12-31" })";

std::string accepted(const std::string& text) { return with_waiver(text, "baseline.json", waiver); }
std::string withdrawn(const std::string& text) { return without_waiver(text, "baseline.json", waiver.code, waiver.subject); }

TEST(AcceptedWaiver, IsOneMoreElementBehindTheCommentOfTheLast) {
  EXPECT_EQ(accepted("{\n  \"floors\": { \"roots\": [\"a\"] },  // the least\n  \"waivers\": [\n    // first things\n    " + other +
                     "  // see the plan, item 3\n  ]\n}\n"),
            "{\n  \"floors\": { \"roots\": [\"a\"] },  // the least\n  \"waivers\": [\n    // first things\n    " + other +
                ",  // see the plan, item 3\n    " + line + "\n  ]\n}\n");
}

TEST(AcceptedWaiver, TheFirstBringsItsListBehindWhatIsThere) {
  EXPECT_EQ(accepted("{\n\t\"floors\": {\"roots\": [\"a\"]} /* , */ // {\n}\n"),
            "{\n\t\"floors\": {\"roots\": [\"a\"]}, /* , */ // {\n\t\"waivers\": [\n\t  " + line + "\n\t]\n}\n");
  EXPECT_EQ(accepted("{\"floors\": {\"roots\": [\"a\"]}}"), "{\"floors\": {\"roots\": [\"a\"]}, \"waivers\": [\n  " + line + "\n]}");
}

TEST(AcceptedWaiver, InAnEmptyListAndInOneOfOneLine) {
  EXPECT_EQ(accepted("{\"floors\": {\"roots\": [\"a\"]}, \"waivers\": []}"), "{\"floors\": {\"roots\": [\"a\"]}, \"waivers\": [" + line + "]}");
  EXPECT_EQ(accepted("{\"floors\": {\"roots\": [\"a\"]}, \"waivers\": [" + other + "]}"),
            "{\"floors\": {\"roots\": [\"a\"]}, \"waivers\": [" + other + ", " + line + "]}");
  EXPECT_EQ(accepted("{\"floors\": {\"roots\": [\"a\"]},\n \"waivers\": [\n  // none yet\n ]}"),
            "{\"floors\": {\"roots\": [\"a\"]},\n \"waivers\": [\n  // none yet\n   " + line + "\n ]}");
}

TEST(AcceptedWaiver, KeepsLineEndsOfWindowsAndAByteOrderMark) {
  EXPECT_EQ(accepted("\xef\xbb\xbf{\r\n  \"floors\": {\"roots\": [\"a\"]}\r\n}\r\n"),
            "\xef\xbb\xbf{\r\n  \"floors\": {\"roots\": [\"a\"]},\r\n  \"waivers\": [\r\n    " + line + "\r\n  ]\r\n}\r\n");
}

TEST(AcceptedWaiver, OfTheSameFindingIsReplacedWhereItStands) {
  const std::string old = R"({"code":"ceiling-cone","subject":"tokio \"x\"","reason":"old","owner":"bob","until":"2025-01-01"})";
  EXPECT_EQ(accepted("{\"floors\": {\"roots\": [\"a\"]}, \"waivers\": [" + old + ", " + other + "] /* end */}"),
            "{\"floors\": {\"roots\": [\"a\"]}, \"waivers\": [" + line + ", " + other + "] /* end */}");
}

TEST(AcceptedWaiver, AndWithdrawnIsTheFileAsItWas) {
  for (const std::string& text :
       {"{\"floors\": {\"roots\": [\"a\"]},\n  \"waivers\": [\n    " + other + "  // why\n  ]\n}\n",
        "{\"floors\": {\"roots\": [\"a\"]}, \"waivers\": [" + other + "]}", std::string("{\"floors\": {\"roots\": [\"a\"]}, \"waivers\": []}")})
    EXPECT_EQ(withdrawn(accepted(text)), text);
}

TEST(WithdrawnWaiver, LeavesItsNeighboursAndTheirComments) {
  EXPECT_EQ(withdrawn("{\"floors\": {\"roots\": [\"a\"]}, \"waivers\": [\n  // one\n  " + line + ",\n  // two\n  " + other + "\n]}"),
            "{\"floors\": {\"roots\": [\"a\"]}, \"waivers\": [\n  // one\n  // two\n  " + other + "\n]}");
  EXPECT_EQ(withdrawn("{\"floors\": {\"roots\": [\"a\"]}, \"waivers\": [" + line + " /* , */ , " + other + "]}"),
            "{\"floors\": {\"roots\": [\"a\"]}, \"waivers\": [/* , */  " + other + "]}");
}

TEST(WithdrawnWaiver, ThatIsNotThereIsRefusedWithTheNearest) {
  const std::string text = "{\"floors\": {\"roots\": [\"a\"]}, \"waivers\": [" + other + "]}";
  try {
    static_cast<void>(without_waiver(text, "baseline.json", "ceiling-cone", "sedre"));
    FAIL() << "was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.sentence() + "; " + error.next_step(), "no waiver is for ceiling-cone sedre; did you mean \"ceiling-cone serde\"?");
  }
}

TEST(JsonLayout, KnowsWhereEveryValueStands) {
  const std::string text = R"({"a/b": [1, "]\"", {"~": null}], /* "x": 1 */ "c": -2.5e3})";
  const JsonLayout layout(text);
  const auto at = [&](const std::string& pointer) {
    const JsonPlace* place = layout.find(pointer);
    return place == nullptr ? "nothing" : text.substr(place->begin, place->end - place->begin);
  };
  EXPECT_EQ(at("/a~1b/0"), "1");
  EXPECT_EQ(at("/a~1b/1"), R"("]\"")");
  EXPECT_EQ(at("/a~1b/2/~0"), "null");
  EXPECT_EQ(at("/c"), "-2.5e3");
  EXPECT_EQ(at("/x"), "nothing");
  EXPECT_EQ(at(""), text);
}

}  // namespace
}  // namespace bgsnap
