#include "base/side_by_side.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>

namespace bgsnap {
namespace {

std::string thrown(bool worth, bool first, bool second) {
  try {
    side_by_side(
        worth,
        [&] {
          if (first) throw std::runtime_error("first");
        },
        [&] {
          if (second) throw std::runtime_error("second");
        });
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "nothing";
}

TEST(SideBySide, DoesBothThoughEachAsksForAThreadItself) {
  std::atomic<int> done = 0;
  const auto leaf = [&] { ++done; };
  const auto inner = [&] { side_by_side(true, leaf, leaf); };
  for (int round = 0; round < 200; ++round)
    side_by_side(
        true, [&] { side_by_side(true, inner, inner); }, [&] { side_by_side(true, inner, inner); });
  EXPECT_EQ(done, 200 * 8);
}

TEST(SideBySide, OfTwoFailuresTheFirstOnesIsThrown) {
  for (const bool worth : {false, true}) {
    EXPECT_EQ(thrown(worth, false, false), "nothing");
    EXPECT_EQ(thrown(worth, true, false), "first");
    EXPECT_EQ(thrown(worth, false, true), "second");
    EXPECT_EQ(thrown(worth, true, true), "first");
  }
}

TEST(SideBySide, WaitsForTheSecondThoughTheFirstFailed) {
  for (int round = 0; round < 100; ++round) {
    std::atomic<bool> done = false;
    try {
      side_by_side(
          true, [] { throw std::runtime_error("first"); },
          [&] {
            for (int i = 0; i < 1000; ++i) std::atomic_signal_fence(std::memory_order_seq_cst);
            done = true;
          });
    } catch (const std::runtime_error&) {
      EXPECT_TRUE(done);
    }
  }
}

}  // namespace
}  // namespace bgsnap
