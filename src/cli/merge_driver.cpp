#include "bgsnap/error.hpp"
#include "bgsnap/render.hpp"
#include "cli/input_bytes.hpp"
#include "cli/output_file.hpp"
#include "cli/standard_streams.hpp"
#include "cli/verbs.hpp"
#include "snapshot/merge_lines.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {

namespace {

constexpr std::size_t conflicts_told = 20;

/// %O %A %B, and %P when it is there.
struct MergeRequest {
  std::vector<std::string> files;
  [[nodiscard]] const std::string& base() const { return files[0]; }
  [[nodiscard]] const std::string& ours() const { return files[1]; }
  [[nodiscard]] const std::string& theirs() const { return files[2]; }
  /// What git calls the file: the three have names of the moment.
  [[nodiscard]] const std::string& path() const { return files.size() > 3 ? files[3] : files[1]; }
};

void tell_conflicts(const std::string& path, const std::vector<std::string>& conflicts) {
  complain(shown(fmt::format("{}: cannot be merged by lines", path)));
  const std::size_t told = std::min(conflicts.size(), conflicts_told);
  for (std::size_t i = 0; i < told; ++i) complain_further(shown(conflicts[i]));
  if (told < conflicts.size()) complain_further(fmt::format("… and {} more", with_thousands(conflicts.size() - told)));
  complain_further("when the rest is merged, write it anew with `bgsnap regenerate`");
}

int run(const MergeRequest& request) {
  const std::string ours = bytes_of(request.ours());
  const LineMerge merge = merge_lines(bytes_of(request.base()), ours, bytes_of(request.theirs()));
  if (merge.text != ours) write_output(request.ours(), merge.text);
  if (!merge.conflicts.empty()) {
    tell_conflicts(request.path(), merge.conflicts);
    return 1;
  }
  complain(shown(fmt::format("{}: merged by lines, so an edge may be missing and the file is marked provisional", request.path())));
  complain_further("when the merge is done, write it anew with `bgsnap regenerate`");
  return 0;
}

}  // namespace

Verb merge_driver_verb() {
  const auto request = std::make_shared<MergeRequest>();
  Verb verb;
  verb.name = "merge-driver";
  verb.summary = "Merge two snapshots for git";
  verb.usages = {"%O %A %B [%P]"};
  verb.about =
      "Merges snapshots by what their lines name, not by where they stand, and writes the result to %A, marked provisional: an edge of one side may "
      "have been implied by one that the other side took away. Nix is not asked: while a driver runs, git has not brought the work tree up to date, "
      "so "
      "what Nix would see there is the graph of one side. Run `bgsnap regenerate` when the merge is done. What cannot be merged gets conflict "
      "markers. To set it up: the line \"snapshots/*.json merge=bgsnap\" in .gitattributes, and once in each clone the command in the example.";
  verb.words = {"FILE…", "the common ancestor, ours (which gets the result), theirs, and what git calls the file", 3, 4, &request->files};
  verb.example = "git config merge.bgsnap.driver 'bgsnap merge-driver %O %A %B %P'";
  verb.exits = {{0, "merged, and marked provisional"},
                {1, "could not be merged: the file has conflict markers"},
                {2, "could not look: a file cannot be read or written, or bad usage"}};
  verb.cost = "linear in the three files, and their text several times over in memory";
  verb.run = [request] { return run(*request); };
  return verb;
}

}  // namespace bgsnap
