#include "bgsnap/build_graph.hpp"
#include "support/graph_of.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <random>
#include <string>

#include <unistd.h>

// What stands in a directory, and what a file's name says.

namespace bgsnap {
namespace {

namespace fs = std::filesystem;

class Directories : public testing::Test {
protected:
  Directories() { fs::create_directories(folder_); }
  ~Directories() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name, std::ios::binary) << text; }
  [[nodiscard]] std::string path(const std::string& name = "") const { return (folder_ / name).string(); }

  /// The roots of what is read, by name.
  static std::string roots_of(const std::vector<std::string>& inputs, const std::vector<RootRequest>& roots = {}) {
    const BuildGraph graph = build_graph(read_inputs(inputs, {roots}), roots);
    std::string text;
    for (const Root& root : graph.roots()) text += root.name + "=" + names_of(graph, root.derivations) + ";";
    return text;
  }

  static std::string names_in(const std::vector<std::string>& inputs, const std::vector<RootRequest>& roots = {}) {
    const BuildGraph graph = build_graph(read_inputs(inputs, {roots}), roots);
    return names_of(graph, graph.inputs_first());
  }

  [[nodiscard]] std::string error_of(const std::vector<std::string>& inputs, const std::vector<RootRequest>& roots = {}) const {
    try {
      static_cast<void>(read_inputs(inputs, {roots}));
    } catch (const Error& error) {
      std::string text = error.what();
      for (std::size_t at = text.find(folder_.string()); at != std::string::npos; at = text.find(folder_.string()))
        text.replace(at, folder_.string().size(), "DIR");
      return text;
    }
    return "no error";
  }

  /// A store directory in which app needs lib, lib needs libc, and tool needs nothing.
  void write_store() const {
    const auto drv = [](const std::string& input) {
      return "Derive([(\"out\",\"\",\"\",\"\")],[" + (input.empty() ? "" : "(\"/nix/store/" + input + "\",[\"out\"])") + R"(],[],"s","b",[],[]))";
    };
    write("00000000000000000000000000000000-app.drv", drv("11111111111111111111111111111111-lib.drv"));
    write("11111111111111111111111111111111-lib.drv", drv("22222222222222222222222222222222-libc.drv"));
    write("22222222222222222222222222222222-libc.drv", drv(""));
    write("33333333333333333333333333333333-tool.drv", drv(""));
    write("44444444444444444444444444444444-settings.json", "[]");
    write("55555555555555555555555555555555-source", "text");
  }

  static std::string many_name(int number) { return std::string(28, '0') + std::to_string(1000 + number) + "-many.drv"; }

  /// A thousand .drv files, written in another order than that of their names; two of them deserve a line. Gives their numbers.
  [[nodiscard]] std::vector<int> write_many() const {
    std::vector<int> numbers(1000);
    std::iota(numbers.begin(), numbers.end(), 0);
    std::shuffle(numbers.begin(), numbers.end(), std::mt19937(7));
    for (const int number : numbers) {
      const std::string_view env = number == 3 || number == 901 ? R"(("a",""),("a",""))" : "";
      write(many_name(number), fmt::format(R"(Derive([("out","","","")],[],[],"s","b",[],[{}]))", env));
    }
    return numbers;
  }

  fs::path folder_ = fs::temp_directory_path() / ("bgsnap-directories-" + std::to_string(::getpid()));
};

TEST_F(Directories, NamesOfJsonFilesAreRoots) {
  write("checks__app__deep.json", json_of("app -> lib"));
  write("packages__lib.json", json_of("lib"));
  EXPECT_EQ(roots_of({path()}), "checks.app.deep=app;packages.lib=lib;");
}

TEST_F(Directories, FileOnTheCommandLineNamesNoRoot) {
  write("checks__app.json", json_of("app-1.0 -> lib"));
  EXPECT_EQ(roots_of({path("checks__app.json")}), "app-1.0=app-1.0;");
}

TEST_F(Directories, RootOptionComesFirst) {
  write("checks__app.json", json_of("app -> lib"));
  EXPECT_EQ(roots_of({path()}, {{"mine", "/nix/store/" + drv_of("app -> lib", "lib")}}), "mine=lib;");
}

TEST_F(Directories, StoreIsReadWhole) {
  write_store();
  EXPECT_EQ(names_in({path()}), "app lib libc tool");
}

TEST_F(Directories, StoreWithRootsIsReadAsFarAsTheyNeed) {
  write_store();
  EXPECT_EQ(names_in({path()}, {{"r", "11111111111111111111111111111111-lib.drv"}}), "lib libc");
}

TEST_F(Directories, DrvFileThatIsARootBringsItsClosure) {
  write_store();
  const std::string file = path("00000000000000000000000000000000-app.drv");
  EXPECT_EQ(names_in({file}, {{"r", file}}), "app lib libc");
}

TEST_F(Directories, DrvFileAloneIsReadAlone) {
  write_store();
  EXPECT_EQ(names_in({path("00000000000000000000000000000000-app.drv"), path("33333333333333333333333333333333-tool.drv")}), "app tool");
}

TEST_F(Directories, StoreWithoutTheRoots) {
  write_store();
  EXPECT_EQ(error_of({path()}, {{"r", "66666666666666666666666666666666-x.drv"}}), "no derivation in DIR/; none of the --root derivations is there");
}

TEST_F(Directories, Empty) {
  EXPECT_EQ(error_of({path()}),
            "DIR/: the directory holds neither JSON files nor .drv files; a directory of graphs holds CATEGORY__ATTR.json files, a store directory "
            "HASH-NAME.drv files");
}

TEST_F(Directories, BothKinds) {
  write_store();
  write("app.json", json_of("app"));
  EXPECT_EQ(error_of({path()}), "DIR/: the directory holds both JSON files and .drv files; give the files of one kind only");
}

TEST_F(Directories, FileInItIsNamedInErrors) {
  write("app.json", "{");
  EXPECT_EQ(error_of({path()}),
            "DIR/app.json: byte 1: the text ends where a key in double quotes or '}' should be; the output was cut short: print the graph again "
            "with `nix derivation show -r` and look at Nix's exit status");
}

TEST_F(Directories, DrvFileThatIsNone) {
  write("00000000000000000000000000000000-app.drv", "{}");
  EXPECT_EQ(error_of({path()}), "DIR/00000000000000000000000000000000-app.drv: byte 0: a .drv file begins with Derive(, and this one does not");
}

TEST_F(Directories, ManyFilesJoinInTheOrderOfTheirNames) {
  const std::vector<int> made = write_many();
  const RawGraph graph = read_inputs(std::vector{path()});
  ASSERT_EQ(graph.derivations.size(), made.size());
  EXPECT_TRUE(std::is_sorted(graph.derivations.begin(), graph.derivations.end(),
                             [](const RawDerivation& a, const RawDerivation& b) { return a.path < b.path; }));
  ASSERT_EQ(graph.issues.size(), 2U);
  EXPECT_EQ(graph.issues[0].derivation.base, many_name(3));
  EXPECT_EQ(graph.issues[1].derivation.base, many_name(901));
}

TEST_F(Directories, OfManyFilesThatAreWrongTheFirstByNameIsTold) {
  static_cast<void>(write_many());
  for (const int wrong : {977, 502, 640}) write(many_name(wrong), "{}");
  EXPECT_EQ(error_of({path()}), "DIR/" + many_name(502) + ": byte 0: a .drv file begins with Derive(, and this one does not");
}

TEST_F(Directories, OfManyInputsThatAreWrongTheFirstIsTold) {
  std::vector<std::string> inputs;
  for (const int number : {5, 3, 9, 1, 8, 2, 7}) {
    write(many_name(number), "Derive(");
    inputs.push_back(path(many_name(number)));
  }
  EXPECT_EQ(error_of(inputs),
            "DIR/" + many_name(5) + ": byte 7: outputs: the file ends where '[' should be; the file was cut short: copy it from the store again");
}

TEST_F(Directories, DerivationsOfAStoreAreNamedByTheirFiles) {
  write("00000000000000000000000000000000-app.drv",
        R"(Derive([("out","","","")],[("/nix/store/11111111111111111111111111111111-lib.drv",["out"])],[],"s","b",[],[]))");
  const BuildGraph graph = build_graph(read_inputs(std::vector{path()}));
  ASSERT_EQ(graph.issues().size(), 1U);
  EXPECT_EQ(graph.issues()[0].place.file, path("00000000000000000000000000000000-app.drv"));
}

/// A derivation with escapes in what is asked, in what is not and in what its output needs.
std::string drv_with(const std::string& text) {
  return R"drv(Derive([("out","","sha256","")],[],[],"s","b",[],[("a","\"b\\"),("asked","x\ny\t\"\\"),)drv"
         R"drv(("out","/nix/store/99999999999999999999999999999999-app"),("text",")drv" +
         text + R"drv("),("z","\\\")")]))drv";
}

TEST_F(Directories, StoreAloneIsReadForWhatIsAskedAsAnyOtherInputIs) {
  write("00000000000000000000000000000000-app.drv", drv_with("now"));
  const ReadOptions asked{{}, std::vector<std::string>{"asked", "out"}};
  const RawGraph alone = read_inputs(std::vector{path()}, asked);
  const RawGraph file = read_inputs(std::vector{path("00000000000000000000000000000000-app.drv")}, asked);
  ASSERT_EQ(alone.derivations.size(), 1U);
  for (const RawGraph* const graph : {&alone, &file}) {
    EXPECT_EQ(graph->derivations[0].attribute("asked"), "x\ny\t\"\\");
    EXPECT_EQ(graph->derivations[0].attribute("out"), "/nix/store/99999999999999999999999999999999-app");
  }
}

TEST_F(Directories, VariableThatNobodyAsksForAndThatStandsTwiceIsTold) {
  write("00000000000000000000000000000000-app.drv",
        R"(Derive([("out","","","")],[],[],"s","b",[],[("b","1"),("asked","1"),("a",""),("b","2"),("asked","2")]))");
  const RawGraph graph = read_inputs(std::vector{path()}, {{}, std::vector<std::string>{"asked"}});
  EXPECT_EQ(graph.derivations.at(0).attribute("asked"), "2");
  std::string details;
  for (const RawIssue& issue : graph.issues) details += issue.detail + "\n";
  EXPECT_EQ(details, "env.asked stands there twice; the last one counts\nenv.b stands there twice; the last one counts\n");
}

TEST_F(Directories, StoresThatDisagreeConflict) {
  const std::string name = "00000000000000000000000000000000-app.drv";
  for (const char* const store : {"a", "b", "c"}) fs::create_directories(folder_ / store);
  write("a/" + name, drv_with("now"));
  write("b/" + name, drv_with("then"));
  write("c/" + name, drv_with("now"));
  const ReadOptions asked{{}, std::vector<std::string>{"asked"}};
  const auto issues = [&](const char* one, const char* other) {
    return build_graph(read_inputs(std::vector{path(one), path(other)}, asked)).issues().size();
  };
  EXPECT_EQ(issues("a", "b"), 1U);
  EXPECT_EQ(issues("a", "c"), 0U);
}

TEST_F(Directories, SeveralFilesAreOneGraph) {
  write("a.json", json_of("app -> lib"));
  write("b.json", json_of("tool -> lib"));
  EXPECT_EQ(roots_of({path("a.json"), path("b.json")}), "app=app;tool=tool;");
}

}  // namespace
}  // namespace bgsnap
