#include "bgsnap/configuration.hpp"
#include "bgsnap/shard.hpp"
#include "bgsnap/snapshot.hpp"
#include "support/graph_of.hpp"
#include "support/random_graph.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <random>
#include <string>
#include <vector>

/// Shards join to the shard of the whole, however the whole was cut up.
namespace bgsnap {
namespace {

namespace fs = std::filesystem;

constexpr unsigned seeds = 40;

RawGraph read_as_printed(std::string bytes) { return read_bytes(std::move(bytes), "-", {.as_printed = true}); }

std::string shard_from(std::string bytes, std::vector<RootRequest> roots = {}) {
  return shard_of(build_graph(read_as_printed(std::move(bytes)), roots));
}

std::string shard_from(const std::vector<std::string>& inputs) { return shard_of(build_graph(read_inputs(inputs, {.as_printed = true}))); }

/// Shards are joined by reading them together.
std::string joined(const std::vector<std::string>& shards) { return shard_from(std::accumulate(shards.begin(), shards.end(), std::string())); }

std::string snapshot_text(std::string bytes, std::vector<RootRequest> roots = {}) {
  return text_of(take_snapshot(identified(build_graph(read_bytes(std::move(bytes)), roots), default_configuration().rules)));
}

using Entries = std::vector<std::pair<std::string, nlohmann::json>>;

Entries entries_of(const std::string& json) {
  Entries entries;
  const auto document = nlohmann::json::parse(json);
  for (const auto& [key, value] : document.at("derivations").items()) entries.emplace_back(key, value);
  return entries;
}

std::string document_of(const Entries& entries) {
  nlohmann::json derivations = nlohmann::json::object();
  for (const auto& [key, value] : entries) derivations[key] = value;
  return nlohmann::json{{"derivations", derivations}, {"version", 4}}.dump();
}

/// Every entry goes into one part, and some into more; none of the parts need be closed. A part that got nothing is left out.
std::vector<std::string> random_parts(const Entries& entries, std::mt19937& random) {
  std::vector<Entries> parts(random() % 5 + 1);
  for (const auto& entry : entries)
    for (std::size_t copies = 1 + random() % 2; copies > 0; --copies) parts[random() % parts.size()].push_back(entry);
  std::vector<std::string> texts;
  for (const Entries& part : parts)
    if (!part.empty()) texts.push_back(document_of(part));
  return texts;
}

std::vector<std::string> shards_from(const std::vector<std::string>& documents) {
  std::vector<std::string> shards;
  for (const std::string& document : documents) shards.push_back(shard_from(document));
  return shards;
}

TEST(ShardLaws, ShardsOfAnyPartsJoinToTheShardOfTheWhole) {
  for (unsigned seed = 0; seed < seeds; ++seed) {
    std::mt19937 random(seed);
    const std::string whole = json_of(random_graph_text(random, 30));
    EXPECT_EQ(joined(shards_from(random_parts(entries_of(whole), random))), shard_from(whole)) << seed;
  }
}

TEST(ShardLaws, TheSnapshotOfShardsIsThatOfTheWhole) {
  for (unsigned seed = 0; seed < seeds; ++seed) {
    std::mt19937 random(seed);
    const std::string whole = json_of(random_graph_text(random, 30));
    EXPECT_EQ(snapshot_text(joined(shards_from(random_parts(entries_of(whole), random)))), snapshot_text(whole)) << seed;
  }
}

TEST(ShardLaws, JoiningIsAssociativeCommutativeAndIdempotent) {
  for (unsigned seed = 0; seed < seeds; ++seed) {
    std::mt19937 random(seed);
    const std::string whole = json_of(random_graph_text(random, 20));
    const auto part = [&] { return shards_from(random_parts(entries_of(whole), random)).front(); };
    const std::string a = part();
    const std::string b = part();
    const std::string c = part();
    EXPECT_EQ(joined({joined({a, b}), c}), joined({a, joined({b, c})})) << seed;
    EXPECT_EQ(joined({a, b}), joined({b, a})) << seed;
    EXPECT_EQ(joined({a, a}), a) << seed;
    EXPECT_EQ(joined({a, joined({a, b})}), joined({a, b})) << seed;
  }
}

/// Some derivations under names of their own, one of them under two, and two under one name.
std::vector<RootRequest> random_roots(const Entries& entries, std::mt19937& random) {
  std::vector<RootRequest> roots;
  for (std::size_t i = 0; i < 4; ++i) roots.push_back({"root" + std::to_string(random() % 3), entries[random() % entries.size()].first});
  roots.push_back({"again", roots.front().derivation});
  return roots;
}

TEST(ShardLaws, AJobForEachRootGivesTheWhole) {
  for (unsigned seed = 0; seed < seeds; ++seed) {
    std::mt19937 random(seed);
    const std::string whole = json_of(random_graph_text(random, 30));
    const std::vector<RootRequest> roots = random_roots(entries_of(whole), random);
    std::vector<std::string> shards;
    for (const RootRequest& root : roots) shards.push_back(shard_from(whole, {root}));
    std::shuffle(shards.begin(), shards.end(), random);
    EXPECT_EQ(joined(shards), shard_from(whole, roots)) << seed;
    EXPECT_EQ(snapshot_text(joined(shards)), snapshot_text(whole, roots)) << seed;
  }
}

TEST(ShardLaws, AllPrintsOfOneGraphJoinToOneGraph) {
  for (const auto& folder : fs::directory_iterator(BGSNAP_TEST_DATA "/dialects")) {
    const std::string drvs = (folder.path() / "drv").string();
    const std::string whole = shard_from(std::vector{drvs});
    for (const auto& file : fs::directory_iterator(folder)) {
      if (file.path().extension() != ".json") continue;
      const std::string shard = shard_from(std::vector{file.path().string()});
      const auto records = [](const std::string& bytes) { return read_as_printed(bytes).derivations.size(); };
      EXPECT_EQ(records(joined({whole, shard})), records(whole)) << file;
      EXPECT_EQ(joined({whole, shard}), joined({shard, whole})) << file;
      EXPECT_EQ(snapshot_text(joined({whole, shard})), snapshot_text(whole)) << file;
    }
  }
}

/// The two records of lib contradict each other: one has another builder.
struct Contradiction {
  std::string one = json_of("app -> lib");
  std::string other;
  Contradiction() {
    Entries entries = entries_of(one);
    for (auto& [key, value] : entries)
      if (key.ends_with("-lib.drv")) value["builder"] = "another";
    other = document_of(entries);
  }
};

std::string conflicts(const std::string& bytes) {
  std::string text;
  const BuildGraph graph = build_graph(read_bytes(bytes));
  for (const GraphIssue& issue : graph.issues())
    if (issue.kind == GraphIssue::Kind::conflicting) text += issue.derivation.substr(33);
  return text;
}

TEST(ShardLaws, RecordsThatContradictEachOtherAreBothKept) {
  const Contradiction of;
  const std::string together = joined({shard_from(of.one), shard_from(of.other)});
  EXPECT_EQ(joined({shard_from(of.other), shard_from(of.one)}), together);
  EXPECT_EQ(joined({together, shard_from(of.one)}), together);
  EXPECT_EQ(read_as_printed(together).derivations.size(), 3U);
  EXPECT_EQ(conflicts(together), "lib.drv");
}

TEST(ShardLaws, WhichOfTwoContradictingRecordsCountsDoesNotDependOnTheOrder) {
  const Contradiction of;
  const auto builder = [](const std::string& bytes) {
    const BuildGraph graph = build_graph(read_bytes(bytes));
    return std::string(graph[id_of(graph, "lib")].builder);
  };
  EXPECT_EQ(builder(of.one + of.other), builder(of.other + of.one));
  EXPECT_EQ(builder(of.one + of.other), builder(joined({shard_from(of.other), shard_from(of.one)})));
}

/// A folder of documents, one a root.
class Folder {
public:
  Folder() : path_(testing::TempDir() + "bgsnap-shard-laws-" + testing::UnitTest::GetInstance()->current_test_info()->name()) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }
  [[nodiscard]] std::string path() const { return path_.string(); }

private:
  fs::path path_;
};

std::string roots_of(const BuildGraph& graph) {
  std::string text;
  for (const Root& root : graph.roots()) text += root.name + " = " + names_of(graph, root.derivations) + "; ";
  return text;
}

TEST(ShardLaws, RootsOfAFolderAreItsFileNames) {
  const Folder folder;
  folder.write("packages__app.json", json_of("app -> lib"));
  folder.write("checks__all.json", json_of("tool -> lib; other -> lib"));
  const std::string shard = shard_from(std::vector{folder.path()});
  const BuildGraph graph = build_graph(read_bytes(shard + shard_from(json_of("lib; more"))));
  EXPECT_EQ(roots_of(graph), "checks.all = other tool; more = more; packages.app = app; ");
}

TEST(ShardLaws, ARootWhoseNameAFileGaveIsTheOneThatIsGivenByHand) {
  const Folder folder;
  folder.write("packages__app.json", json_of("app -> lib"));
  const std::string by_file = shard_from(std::vector{folder.path()});
  const std::string by_hand = shard_from(json_of("app -> lib"), {{"packages.app", drv_of("app -> lib", "app")}});
  EXPECT_EQ(joined({by_file, by_hand}), by_hand);
}

TEST(ShardLaws, WhatACutShortDocumentTookForARootIsNoneOnceTheRestIsThere) {
  Entries cut = entries_of(json_of("app -> lib"));
  for (auto& [key, value] : cut)
    if (key.ends_with("-app.drv")) value = nlohmann::json::object();
  const Folder folder;
  folder.write("packages__app.json", document_of(cut));
  const std::string rest = json_of("app -> lib");
  const std::vector<std::string> both = {folder.path(), folder.path() + "/rest"};
  std::ofstream(both[1]) << rest;
  const std::string of_documents = roots_of(build_graph(read_inputs(both)));
  EXPECT_EQ(of_documents, "packages.app = app; ");
  EXPECT_EQ(roots_of(build_graph(read_bytes(shard_from(std::vector{both[0]}) + shard_from(rest)))), of_documents);
  EXPECT_EQ(shard_from(both), joined({shard_from(rest), shard_from(std::vector{both[0]})}));
}

TEST(ShardLaws, ThatARootCouldNotBeEvaluatedIsKept) {
  RawGraph raw = read_as_printed(json_of("app"));
  raw.issues.push_back({RawIssue::Kind::not_evaluated, {}, "packages.web could not be evaluated: error: no", {}});
  const std::string shard = shard_of(build_graph(std::move(raw)));
  const BuildGraph graph = build_graph(read_bytes(joined({shard, shard_from(json_of("lib"))}), "a.shard"));
  ASSERT_EQ(graph.issues().size(), 1U);
  EXPECT_EQ(graph.issues()[0].line(), "packages.web could not be evaluated: error: no (a.shard)");
  EXPECT_FALSE(graph.complete());
}

TEST(ShardLaws, AStoreDirectoryThatARecordDoesNotSayIsThatOfTheOthersAndNotInTheShard) {
  const std::string caflat = "{\"derivations\":{\"11111111111111111111111111111111-ca.drv\":" +
                             nlohmann::json::parse(json_of("ca.floating = sha256")).at("derivations").begin()->dump() + "},\"version\":4}";
  const std::string lib = json_of("lib");
  const std::string other =
      "Derive([(\"out\",\"/elsewhere/00000000000000000000000000000000-x\",\"\",\"\")],[],[],\"s\",\"b\",[],[(\"out\",\"/elsewhere/"
      "00000000000000000000000000000000-x\")])";
  const std::string x = shard_of(build_graph(read_bytes(other, "22222222222222222222222222222222-x.drv", {.as_printed = true})));
  const std::string a = shard_from(caflat);
  const std::string b = shard_from(lib);
  EXPECT_EQ(joined({joined({a, b}), x}), joined({a, joined({b, x})}));
}

TEST(RealShards, MergedByRootTheWorkspaceIsTheWorkspace) {
  const fs::path raw = BGSNAP_GRAPHS "/rust-workspace/raw";
  if (!fs::exists(raw)) GTEST_SKIP() << "no real graphs";
  const std::string whole = shard_from(std::vector{raw.string()});
  std::vector<std::string> shards;
  const Folder folder;
  for (const auto& file : fs::directory_iterator(raw)) {
    fs::copy(file, fs::path(folder.path()) / file.path().filename());
    shards.push_back(shard_from(std::vector{folder.path()}));
    fs::remove(fs::path(folder.path()) / file.path().filename());
  }
  EXPECT_EQ(joined(shards), whole);
}

TEST(RealShards, ThreeVersionsPrintOneGraph) {
  const std::string folder = BGSNAP_GRAPHS "/formats/hello.nix-";
  if (!fs::exists(folder + "2.8.json")) GTEST_SKIP() << "no real graphs";
  const std::string oldest = shard_from(std::vector{folder + "2.8.json"});
  EXPECT_EQ(shard_from(std::vector{folder + "2.26.json"}), oldest);
  EXPECT_EQ(shard_from(std::vector{folder + "2.34.json"}), oldest);
}

}  // namespace
}  // namespace bgsnap
