#include "bgsnap/configuration.hpp"
#include "bgsnap/snapshot.hpp"
#include "support/graph_of.hpp"
#include "support/random_graph.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

/// The laws of a committed snapshot (semantics.md 4), each over seeded random graphs.
namespace bgsnap {
namespace {

constexpr unsigned seeds = 60;

Snapshot snapshot_of_bytes(std::string bytes) {
  return take_snapshot(identified(build_graph(read_bytes(std::move(bytes))), default_configuration().rules));
}

std::string snapshot_text(std::string bytes) { return text_of(snapshot_of_bytes(std::move(bytes))); }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

/// The same derivations, in another order and split over several documents.
std::string shuffled(const std::string& json, std::mt19937& random) {
  const auto document = nlohmann::json::parse(json);
  std::vector<std::pair<std::string, nlohmann::json>> entries;
  for (const auto& [key, value] : document.at("derivations").items()) entries.emplace_back(key, value);
  std::shuffle(entries.begin(), entries.end(), random);
  std::string text;
  for (std::size_t begin = 0; begin < entries.size();) {
    const std::size_t end = std::min(entries.size(), begin + 1 + random() % entries.size());
    text += "{\"version\":4,\"derivations\":{";
    for (std::size_t i = begin; i < end; ++i)
      text += (i == begin ? "" : ",") + nlohmann::json(entries[i].first).dump() + ":" + entries[i].second.dump();
    text += "}}\n";
    begin = end;
  }
  return text;
}

/// The nodes of a random graph's text: each is declared by a statement of its own.
std::vector<std::string> nodes_of(const std::string& text) {
  std::vector<std::string> nodes;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(';', begin), text.size());
    std::string statement = text.substr(begin, end - begin);
    statement.erase(0, std::min(statement.find_first_not_of(' '), statement.size()));
    if (!statement.empty() && statement.find(' ') == std::string::npos) nodes.push_back(statement);
    begin = end + 1;
  }
  return nodes;
}

TEST(SnapshotLaws, DeterministicOrderAndSplitOfTheInputDoNotChangeAByte) {
  for (unsigned seed = 0; seed < seeds; ++seed) {
    std::mt19937 random(seed);
    const std::string json = json_of(random_graph_text(random, 5 + seed));
    ASSERT_EQ(snapshot_text(json), snapshot_text(shuffled(json, random))) << "seed " << seed;
  }
}

TEST(SnapshotLaws, ALargeOneIsDeterministicAndReadAsItIsWritten) {
  std::mt19937 random(5);
  const std::string json = json_of(random_graph_text(random, 7000));
  const std::string text = snapshot_text(json);
  EXPECT_EQ(snapshot_text(shuffled(json, random)), text);
  EXPECT_EQ(text_of(parse_snapshot(text, "large")), text);
}

TEST(SnapshotLaws, TheFileSaysWhatTheSnapshotIs) {
  for (unsigned seed = 0; seed < seeds; ++seed) {
    std::mt19937 random(seed);
    const std::string text = snapshot_text(json_of(random_graph_text(random, 5 + seed)));
    ASSERT_EQ(text_of(parse_snapshot(text, "snapshot.json")), text) << "seed " << seed;
  }
}

TEST(SnapshotLaws, QuietAChangedFlagChangesNoByte) {
  for (unsigned seed = 0; seed < seeds; ++seed) {
    std::mt19937 random(seed);
    const std::string graph = random_graph_text(random, 5 + seed);
    std::string edited = graph;
    for (const std::string& node : nodes_of(graph))
      if (random() % 3 == 0) edited += "; " + node + ".env.EDITED = yes";
    ASSERT_EQ(snapshot_text(json_of(graph)), snapshot_text(json_of(edited))) << "seed " << seed;
  }
}

TEST(SnapshotLaws, NoStoreHashIsInTheFile) {
  for (unsigned seed = 0; seed < seeds; ++seed) {
    std::mt19937 random(seed);
    const std::string graph = random_graph_text(random, 5 + seed);
    const std::string text = snapshot_text(json_of(graph));
    const BuildGraph built = graph_of(graph);
    for (std::size_t i = 0; i < built.size(); ++i) {
      ASSERT_EQ(text.find(built[DerivationId(i)].path.hash()), std::string::npos) << "seed " << seed;
      for (const RawOutput& output : built[DerivationId(i)].outputs) ASSERT_EQ(text.find(output.path.hash()), std::string::npos) << "seed " << seed;
    }
  }
}

TEST(SnapshotLaws, EveryDerivationStandsInExactlyOneLine) {
  for (unsigned seed = 0; seed < seeds; ++seed) {
    std::mt19937 random(seed);
    const IdentifiedGraph graph = identified(graph_of(random_graph_text(random, 5 + seed)), default_configuration().rules);
    DenseMap<DerivationId, NodeId> node_of;
    const Snapshot snapshot = take_snapshot(graph, &node_of);
    DenseMap<NodeId, std::uint32_t> counts(snapshot.nodes.size());
    for (NodeId node : node_of) ++counts[node];
    for (std::size_t i = 0; i < counts.size(); ++i) ASSERT_EQ(counts[NodeId(i)], snapshot.nodes[NodeId(i)].derivations) << "seed " << seed;
  }
}

/// Bumps of two packages, each on its own branch. Lines that one branch leaves alone are taken from the other, as git does.
TEST(SnapshotLaws, MergeableTwoBumpsOfDifferentPackagesTouchDifferentLines) {
  const auto graph = [](const char* lib, const char* tool) {
    return snapshot_text(json_of(
        "app -> lib tool; lib -> libc; tool -> libc zlib; other -> zlib; root app; root other; lib.pname = lib; lib.version = " + std::string(lib) +
        "; tool.pname = tool; tool.version = " + tool));
  };
  const auto base = lines_of(graph("1.0", "2.0"));
  const auto left = lines_of(graph("1.1", "2.0"));
  const auto right = lines_of(graph("1.0", "2.1"));
  ASSERT_EQ(base.size(), left.size());
  ASSERT_EQ(base.size(), right.size());
  std::string merged;
  for (std::size_t i = 0; i < base.size(); ++i) {
    ASSERT_TRUE(base[i] == left[i] || base[i] == right[i]) << "both branches changed " << base[i];
    merged += (base[i] == left[i] ? right[i] : left[i]) + "\n";
  }
  EXPECT_NE(graph("1.0", "2.0"), graph("1.1", "2.0"));
  EXPECT_EQ(merged, graph("1.1", "2.1"));
}

TEST(SnapshotLaws, ABumpChangesTheLinesOfWhatItBumpedAndNoOthers) {
  const auto graph = [](const char* version) {
    return lines_of(
        snapshot_text(json_of("app -> mid; mid -> lib; user -> lib; root app; root user; lib.pname = lib; lib.version = " + std::string(version))));
  };
  const auto before = graph("1.0");
  const auto now = graph("1.1");
  ASSERT_EQ(before.size(), now.size());
  std::vector<std::string> changed;
  for (std::size_t i = 0; i < before.size(); ++i)
    if (before[i] != now[i]) changed.push_back(now[i]);
  EXPECT_EQ(changed, std::vector<std::string>{R"(,{"id":"build/lib","pname":"lib","version":"1.1","class":"build","compiled":true})"});
}

TEST(SnapshotLaws, BoundedABumpInsideTheToolchainChangesNoByte) {
  const auto graph = [](const char* libc) {
    return snapshot_text(json_of("app -> lib stdenv; lib -> stdenv; stdenv -> cc; cc -> libc; app.env.stdenv = @stdenv@; root app; libc.version = " +
                                 std::string(libc)));
  };
  EXPECT_NE(graph("2.31").find("\"toolchain\":true,\"derivations\":3"), std::string::npos);
  EXPECT_EQ(graph("2.31"), graph("2.32"));
}

TEST(SnapshotLaws, ADroppedEdgeIsAnotherFile) {
  EXPECT_NE(snapshot_text(json_of("app -> lib zlib; lib -> zlib libc; root app; root zlib")),
            snapshot_text(json_of("app -> lib zlib; lib -> libc; root app; root zlib")));
}

/// Every way to lose a line is noticed when the file is read.
TEST(SnapshotLaws, AShortenedFileIsRefused) {
  for (unsigned seed = 0; seed < 10; ++seed) {
    std::mt19937 random(seed);
    const auto lines = lines_of(snapshot_text(json_of(random_graph_text(random, 12))));
    for (std::size_t gone = 0; gone + 1 < lines.size(); ++gone) {
      std::string text;
      for (std::size_t i = 0; i < lines.size(); ++i)
        if (i != gone) text += lines[i] + "\n";
      ASSERT_THROW((void)parse_snapshot(text, "snapshot.json"), Error) << "seed " << seed << " without line " << gone + 1 << ": " << lines[gone];
    }
  }
}

TEST(SnapshotLaws, AMiscountedLineIsRefused) {
  const std::string text = snapshot_text(json_of("app -> lib; lib -> libc; root app"));
  std::string wrong = text;
  const auto at = wrong.find("\"pname\":\"libc\"");
  ASSERT_NE(at, std::string::npos);
  wrong.insert(at, "\"derivations\":2,");
  EXPECT_THROW((void)parse_snapshot(wrong, "snapshot.json"), Error);
}

}  // namespace
}  // namespace bgsnap
