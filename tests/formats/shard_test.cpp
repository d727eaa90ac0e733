#include "bgsnap/shard.hpp"
#include "formats/description.hpp"
#include "formats/shard_frame.hpp"
#include "support/graph_of.hpp"

#include <gtest/gtest.h>
#include <xxhash.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

// A shard gives back what was packed, and whatever else its bytes are, an Error with a place.

namespace bgsnap {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view some_graph =
    "app-1.0 -> lib^dev src; lib.outputs = out dev; src.fixed = sha256; app-1.0.src = a-file; lib.env.TEXT = a\\b; lib.structured = "
    "{\"a\":[1,2.5,{\"b\":null}],\"c\":\"x\\ny\"}";

std::string packed(std::string bytes) { return shard_of(build_graph(read_bytes(std::move(bytes), "-", {.as_printed = true}))); }

std::string packed_payload(std::string_view payload) {
  ShardPacker packer;
  packer.write(payload);
  return packer.finish();
}

struct Unpacked {
  std::unique_ptr<char[]> memory;
  std::string_view payload;
};

Unpacked unpacked(const std::string& shard) {
  Unpacked found;
  const auto allocate = [&found](std::size_t size) {
    found.memory = std::make_unique<char[]>(size);
    return found.memory.get();
  };
  found.payload = unpack_shard(shard, 0, "a.shard", allocate).payload;
  return found;
}

std::string error_of(const std::string& shard) {
  try {
    (void)build_graph(read_bytes(shard, "a.shard"));
    return "none";
  } catch (const Error& error) {
    return error.place().text() + ": " + error.sentence();
  }
}

std::vector<std::string> descriptions(const RawGraph& graph) {
  std::vector<std::string> texts;
  for (const RawDerivation& record : graph.derivations) texts.push_back(description(record));
  return texts;
}

std::vector<fs::path> all_prints() {
  std::vector<fs::path> prints;
  for (const auto& file : fs::recursive_directory_iterator(BGSNAP_TEST_DATA "/dialects"))
    if (file.path().extension() == ".json" || file.path().filename() == "drv") prints.push_back(file.path());
  std::sort(prints.begin(), prints.end());
  return prints;
}

TEST(Shard, HoldsEveryRecordOfEveryDialectWhole) {
  for (const fs::path& print : all_prints()) {
    const std::vector<std::string> inputs = {print.string()};
    const RawGraph before = read_inputs(inputs, {.as_printed = true});
    const std::string shard = shard_of(build_graph(read_inputs(inputs, {.as_printed = true})));
    const RawGraph after = read_bytes(shard, "a.shard", {.as_printed = true});
    std::vector<std::string> expected = descriptions(before);
    std::sort(expected.begin(), expected.end());
    std::vector<std::string> found = descriptions(after);
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, expected) << print;
  }
}

TEST(Shard, PackedAgainIsTheSameBytes) {
  const std::string shard = packed(json_of(some_graph));
  EXPECT_EQ(packed(shard), shard);
}

TEST(Shard, TwoInOneStreamAreBothRead) {
  const std::string app = packed(json_of("app -> libc"));
  const std::string tool = packed(json_of("tool -> libc"));
  EXPECT_EQ(packed(app + tool), packed(json_of("app -> libc; tool -> libc")));
}

TEST(Shard, AskedForItsFirstLineItSaysItsVersion) { EXPECT_EQ(packed(json_of("app")).substr(0, 15), "bgsnap-shard 1\n"); }

TEST(Shard, OfANewerVersionIsNamedSo) {
  std::string shard = packed(json_of("app"));
  shard[13] = '2';
  EXPECT_EQ(error_of(shard), "a.shard: byte 13: the shard is of version 2, made by a newer bgsnap: this one knows version 1");
}

TEST(Shard, ThatSomethingFollowsIsAnError) {
  const std::string shard = packed(json_of("app"));
  EXPECT_EQ(error_of(shard + "{}"), "a.shard: byte " + std::to_string(shard.size()) + ": something follows the shard that is no other shard");
}

TEST(Shard, CutAtEveryByteIsAnErrorAtItsEnd) {
  const std::string whole = packed(json_of(some_graph));
  ASSERT_EQ(error_of(whole), "none");
  for (std::size_t size = std::string_view("bgsnap-shard ").size(); size < whole.size(); ++size)
    ASSERT_EQ(error_of(whole.substr(0, size)), "a.shard: byte " + std::to_string(size) + ": the file ends inside the shard: it was cut short");
}

TEST(Shard, WithAnyBitFlippedIsAnError) {
  const std::string whole = packed(json_of(some_graph));
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    ASSERT_TRUE(error_of(flipped).starts_with("a.shard: byte ")) << bit << ": " << error_of(flipped);
  }
}

/// A shard whose checksum is right for whatever else it says.
std::string with_right_checksum(std::string shard) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(shard.data() + 31, shard.size() - 31));
  std::copy(std::begin(canonical.digest), std::end(canonical.digest), shard.begin() + 15);
  return shard;
}

TEST(Shard, ThatClaimsALengthItCannotHaveTakesNoMemory) {
  std::string shard = packed(json_of("app"));
  for (std::size_t i = 39; i < 46; ++i) shard[i] = '\xff';
  EXPECT_EQ(error_of(with_right_checksum(shard)),
            "a.shard: byte 39: the shard says that it unpacks to 72057594037927935 bytes, and one of its length cannot");
}

TEST(Shard, ThatUnpacksToAnotherLengthIsAnError) {
  for (const int step : {-1, 1}) {
    std::string shard = packed(json_of("app"));
    shard[39] = static_cast<char>(shard[39] + step);
    EXPECT_EQ(error_of(with_right_checksum(shard)), "a.shard: byte 39: the shard unpacks to another length than it says");
  }
}

TEST(Shard, WhoseZstdFrameSomebodyMadeUpNeverCrashes) {
  const std::string whole = packed(json_of(some_graph));
  std::mt19937 random(19);
  for (int i = 0; i < 2000; ++i) {
    std::string changed = whole;
    changed[47 + random() % (whole.size() - 47)] = static_cast<char>(random() % 256);
    const std::string error = error_of(with_right_checksum(changed));
    ASSERT_TRUE(error == "none" || error.starts_with("a.shard: byte ")) << error;
  }
}

TEST(Shard, ThatUnpacksToALotIsPaddedSoThatItMay) {
  const std::string large(std::size_t{100} << 20, 'x');
  const std::string shard = packed_payload(large);
  EXPECT_GT(shard.size(), (large.size() - (std::size_t{1} << 26)) / 64);
  EXPECT_EQ(unpacked(shard).payload, large);
}

TEST(ShardFrame, PiecesDoNotChangeAByte) {
  const std::string text = packed(json_of(some_graph));
  ShardPacker packer;
  for (const char c : text) packer.write({&c, 1});
  EXPECT_EQ(packer.finish(), packed_payload(text));
}

/// Some bytes become others, go, or are doubled.
std::string mutated(std::string text, std::mt19937& random) {
  for (auto times = random() % 3 + 1; times > 0 && !text.empty(); --times) {
    const std::size_t at = random() % text.size();
    switch (random() % 4) {
      case 0: text[at] = static_cast<char>(random() % 256); break;
      case 1: text[at] = static_cast<char>(text[at] + 1); break;
      case 2: text.erase(at, random() % 4 + 1); break;
      default: text.insert(at, text.substr(at, random() % 4 + 1));
    }
  }
  return text;
}

TEST(Shard, WhosePayloadSomebodyMadeUpNeverCrashes) {
  const std::string shard = packed(json_of(some_graph));
  const std::string payload(unpacked(shard).payload);
  std::mt19937 random(20);
  std::size_t refused = 0;
  for (int i = 0; i < 5000; ++i) {
    const std::string error = error_of(packed_payload(mutated(payload, random)));
    if (error != "none") ++refused;
    if (error != "none" && error.find("no derivation in") == std::string::npos) {
      ASSERT_TRUE(error.starts_with("a.shard: byte 47: byte ")) << error;
    }
  }
  EXPECT_GT(refused, 1000U);
}

TEST(Shard, WithAnythingFlippedInARealFileNeverCrashes) {
  const std::vector<std::string> inputs = {BGSNAP_TEST_DATA "/dialects/structured-attrs/drv", BGSNAP_TEST_DATA "/dialects/dynamic/drv"};
  const std::string whole = shard_of(build_graph(read_inputs(inputs, {.as_printed = true})));
  std::mt19937 random(21);
  for (int i = 0; i < 2000; ++i) {
    const std::string changed = mutated(whole, random);
    if (changed != whole) {
      ASSERT_NE(error_of(changed), "none");
    }
  }
}

}  // namespace
}  // namespace bgsnap
