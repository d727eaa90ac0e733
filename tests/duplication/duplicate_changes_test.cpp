#include "bgsnap/duplication.hpp"
#include "question/asked_graph.hpp"

#include <gtest/gtest.h>

namespace bgsnap {
namespace {

std::string changes(const std::string& before, const std::string& now) {
  const AskedGraph a(before);
  const AskedGraph b(now);
  std::string text;
  for (const DuplicateChange& change : duplicate_changes(duplication(a.graph, &a.source().graph), duplication(b.graph, &b.source().graph))) {
    text += change.name + ": " + std::to_string(change.excess.before) + " → " + std::to_string(change.excess.now);
    for (const std::string& difference : change.differ_by) text += " [" + difference + "]";
    text += "\n";
  }
  return text;
}

const std::string once = "app -> lib-1.0#a; root app";
const std::string twice = "app -> lib-1.0#a lib-1.0#b; lib-1.0#b.env.FLAGS = -O3; root app";

TEST(DuplicateChanges, WhatCame) { EXPECT_EQ(changes(once, twice), "lib: 0 → 1 [attribute FLAGS]\n"); }

TEST(DuplicateChanges, WhatWentSaysWhatItDifferedBy) { EXPECT_EQ(changes(twice, once), "lib: 1 → 0 [attribute FLAGS]\n"); }

TEST(DuplicateChanges, WhatStayedIsNone) { EXPECT_EQ(changes(twice, twice), ""); }

TEST(DuplicateChanges, ABumpOfWhatIsCompiledTwiceIsNone) {
  EXPECT_EQ(changes(twice, "app -> lib-1.1#a lib-1.1#b; lib-1.1#b.env.FLAGS = -O3; root app"), "");
}

TEST(DuplicateChanges, VersionsAddUp) {
  EXPECT_EQ(changes(twice, "app -> lib-1.0#a lib-1.0#b lib-2.0#a lib-2.0#b; lib-1.0#b.env.FLAGS = -O3; lib-2.0#b.env.FLAGS = -O3; root app"),
            "lib: 1 → 2 [attribute FLAGS]\n");
}

TEST(DuplicateChanges, MostGrownFirstThenWhatShrank) {
  const std::string lib = "lib#b.env.F = 1; ";
  const std::string kit = "kit#b.env.F = 1; kit#c.env.F = 2; ";
  const std::string old = "old#b.env.F = 1; ";
  EXPECT_EQ(changes(old + "app -> old old#b; root app", lib + kit + "app -> lib lib#b kit kit#b kit#c old; root app"),
            "kit: 0 → 2 [attribute F]\nlib: 0 → 1 [attribute F]\nold: 1 → 0 [attribute F]\n");
}

}  // namespace
}  // namespace bgsnap
