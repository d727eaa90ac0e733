#include "bgsnap/build_graph.hpp"
#include "support/graph_of.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

// Whatever the bytes are, the answer is a graph or an Error.

namespace bgsnap {
namespace {

constexpr std::string_view some_graph =
    "app-1.0 -> lib^dev src; lib.outputs = out dev; src.fixed = sha256; app-1.0.src = a-file; lib.env.TEXT = a\\b; lib.structured = "
    "{\"a\":[1,2.5,{\"b\":null}]}";

constexpr std::string_view some_drv =
    R"(DrvWithVersion("xp-dyn-drv",[("out","/nix/store/11111111111111111111111111111111-app","","")],[("/nix/store/22222222222222222222222222222222-a.drv",(["out"],[("out",["lib"])]))],["/nix/store/44444444444444444444444444444444-s"],"s","b",["\n"],[("__json","{\"a\":1}")]))";
const std::string drv_file = "00000000000000000000000000000000-app.drv";

enum class Answer { error, incomplete, complete };

Answer answer_to(std::string bytes, const std::string& file) {
  try {
    const BuildGraph graph = build_graph(read_bytes(std::move(bytes), file));
    return graph.complete() ? Answer::complete : Answer::incomplete;
  } catch (const Error&) {
    return Answer::error;
  }
}

TEST(Robustness, JsonCutAtEveryByteIsAnError) {
  const std::string whole = json_of(some_graph);
  EXPECT_EQ(answer_to(whole, "whole"), Answer::complete);
  for (std::size_t size = 0; size < whole.size(); ++size) ASSERT_EQ(answer_to(whole.substr(0, size), "cut"), Answer::error) << size;
}

TEST(Robustness, DrvCutAtEveryByteIsAnError) {
  EXPECT_EQ(answer_to(std::string(some_drv), drv_file), Answer::incomplete);
  for (std::size_t size = 0; size < some_drv.size(); ++size)
    ASSERT_EQ(answer_to(std::string(some_drv.substr(0, size)), drv_file), Answer::error) << size;
}

/// One to four bytes of `text` become others, go, or are doubled.
std::string mutated(std::string text, std::mt19937& random) {
  constexpr std::string_view favourites = "{}[]\",:\\/u0dn\x80\xE9\xF4\n ";
  for (auto times = random() % 4 + 1; times > 0 && !text.empty(); --times) {
    const std::size_t at = random() % text.size();
    switch (random() % 4) {
      case 0: text[at] = static_cast<char>(random() % 256); break;
      case 1: text[at] = favourites[random() % favourites.size()]; break;
      case 2: text.erase(at, random() % 8 + 1); break;
      default: text.insert(at, text.substr(at, random() % 8 + 1));
    }
  }
  return text;
}

TEST(Robustness, MutatedJsonNeverCrashes) {
  std::mt19937 random(1);
  const std::string whole = json_of(some_graph);
  for (int i = 0; i < 20000; ++i) static_cast<void>(answer_to(mutated(whole, random), "mutated"));
}

TEST(Robustness, MutatedDrvNeverCrashes) {
  std::mt19937 random(2);
  for (int i = 0; i < 20000; ++i) static_cast<void>(answer_to(mutated(std::string(some_drv), random), drv_file));
}

TEST(Robustness, DeepNestsAreErrors) {
  const std::string brackets(1000000, '[');
  EXPECT_EQ(answer_to("{\"derivations\":" + brackets, "deep"), Answer::error);
  EXPECT_EQ(answer_to("{\"00000000000000000000000000000000-app.drv\":{\"structuredAttrs\":" + brackets, "deep"), Answer::error);
  std::string dynamic = R"(DrvWithVersion("xp-dyn-drv",[],[("/nix/store/22222222222222222222222222222222-a.drv",)";
  for (int i = 0; i < 100000; ++i) dynamic += "([],[(\"out\",";
  EXPECT_EQ(answer_to(dynamic, drv_file), Answer::error);
}

}  // namespace
}  // namespace bgsnap
