#include "formats/eval_jobs.hpp"

#include "bgsnap/error.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <thread>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

namespace bgsnap {
namespace {

constexpr const char* drv = "/nix/store/00000000000000000000000000000000-app.drv";

std::string job(const std::string& members) { return "{" + members + R"(,"drvPath":")" + drv + "\"}"; }
EvalJob read(const std::string& line) { return read_eval_job(line, "jobs", 7); }

std::string complaint(const std::string& line) {
  try {
    static_cast<void>(read(line));
    return "accepted";
  } catch (const Error& error) {
    return error.place().text() + ": " + error.sentence();
  }
}

TEST(EvalJobs, ThePathGoesBeforeTheJoinedName) {
  EXPECT_EQ(read(job(R"("attr":"a.\"b.c\"","attrPath":["a","b.c"])")).attribute, "a.\"b.c\"");
  EXPECT_EQ(read(job(R"("attr":"old")")).attribute, "old");
  EXPECT_EQ(read(job(R"("attr":"x","attrPath":["a","q\"uote",""])")).attribute, "a.\"q\\\"uote\".\"\"");
  EXPECT_EQ(read(job(R"("attr":"a")")).derivation, drv);
}

TEST(EvalJobs, FieldsOfEveryVersionAreLeftAlone) {
  const EvalJob read_job =
      read(job(R"("attr":"a","isCached":true,"cacheStatus":"local","outputs":{"out":null},"inputDrvs":{},"neededBuilds":[],"meta":{},)"
               R"("extraValue":{"deep":[1,2]},"requiredSystemFeatures":[])"));
  EXPECT_EQ(read_job.attribute, "a");
  EXPECT_EQ(read_job.error, "");
}

TEST(EvalJobs, AnErrorIsAJobWithoutADerivation) {
  const EvalJob bad = read(R"({"attr":"a","attrPath":["a"],"error":"error: boom\n  at x"})");
  EXPECT_EQ(bad.error, "error: boom\n  at x");
  EXPECT_EQ(bad.derivation, "");
}

TEST(EvalJobs, WhatIsNoJobIsRefusedWithItsPlace) {
  EXPECT_EQ(
      complaint("{\"attr\":"),
      "jobs: byte 7: the line is not JSON: The JSON document has an improper structure: missing or superfluous commas, braces, missing keys, etc.");
  EXPECT_EQ(complaint("[]"), "jobs: byte 7: the line is no JSON object");
  EXPECT_EQ(complaint(R"({"attr":"a"})"), "jobs: byte 7: the line has neither \"drvPath\" nor \"error\"");
  EXPECT_EQ(complaint(R"({"attr":"a","drvPath":"/nix/store/x"})"), "jobs: byte 7: /drvPath: \"/nix/store/x\" is no path of a .drv file");
  EXPECT_EQ(complaint(job(R"("attr":3)")), "jobs: byte 7: /attr: \"attr\" must be a string");
  EXPECT_EQ(complaint(job(R"("attrPath":"a")")), "jobs: byte 7: /attrPath: \"attrPath\" must be a list of names");
}

class JobFile : public testing::Test {
protected:
  std::string path_ = testing::TempDir() + "jobs-" + std::to_string(getpid());
  ~JobFile() override { std::remove(path_.c_str()); }
};

TEST_F(JobFile, LinesMayBeLongAndTheLastOneUnfinished) {
  std::ofstream(path_) << job(R"("attr":"a","meta":")" + std::string(3'000'000, 'x') + "\"") << "\n\n" << job(R"("attr":"b")");
  std::vector<std::string> names;
  each_eval_job(path_, [&](const EvalJob& one) { names.push_back(one.attribute); });
  EXPECT_EQ(names, (std::vector<std::string>{"a", "b"}));
}

TEST_F(JobFile, ALineIsGivenBeforeTheNextOneIsThere) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  std::vector<std::string> names;
  std::atomic<bool> first_taken = false;
  std::thread writer([&] {
    std::ofstream pipe(path_);
    pipe << job(R"("attr":"a")") << std::endl;
    first_taken.wait(false);
    pipe << job(R"("attr":"b")") << std::endl;
  });
  each_eval_job(path_, [&](const EvalJob& one) {
    names.push_back(one.attribute);
    first_taken = true;
    first_taken.notify_one();
  });
  writer.join();
  EXPECT_EQ(names, (std::vector<std::string>{"a", "b"}));
}

TEST_F(JobFile, AWrongLineIsToldWithItsOffset) {
  const std::string first = job(R"("attr":"a")");
  std::ofstream(path_) << first << "\nnonsense\n";
  try {
    each_eval_job(path_, [](const EvalJob&) {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.place().byte, first.size() + 1);
  }
}

/// nix-eval-jobs says so of what it was pointed at as a whole.
TEST(EvalJob, AnErrorOfTheRootIsAJobWithoutAnAttribute) {
  for (const char* line : {R"({"attr":"","attrPath":[],"error":"attribute hydraJobs missing"})", R"({"error":"attribute hydraJobs missing"})"}) {
    const EvalJob root = read(line);
    EXPECT_EQ(root.attribute, "") << line;
    EXPECT_EQ(root.error, "attribute hydraJobs missing") << line;
  }
}

}  // namespace
}  // namespace bgsnap
