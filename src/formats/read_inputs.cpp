#include "bgsnap/raw_graph.hpp"

#include "formats/batches.hpp"
#include "formats/drv_files.hpp"
#include "formats/input_bytes.hpp"
#include "formats/json_documents.hpp"
#include "formats/read_source.hpp"
#include "formats/shard_reader.hpp"
#include "formats/sniff.hpp"
#include "formats/string_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <unordered_set>
#include <utility>

namespace bgsnap {

namespace {

namespace fs = std::filesystem;

/// CATEGORY__ATTR.json is CATEGORY.ATTR.
std::string root_of_file(std::string_view name) {
  name.remove_suffix(std::string_view(".json").size());
  std::string root;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool two = name.substr(i).starts_with("__");
    root += two ? '.' : name[i];
    if (two) ++i;
  }
  return root;
}

constexpr std::size_t files_a_batch = 128;

std::shared_ptr<const std::vector<std::string>> sorted_attributes(const ReadOptions& options) {
  if (!options.attributes) return nullptr;
  auto names = std::make_shared<std::vector<std::string>>(*options.attributes);
  std::sort(names->begin(), names->end());
  names->erase(std::unique(names->begin(), names->end()), names->end());
  return names;
}

class InputReader {
public:
  InputReader(const ReadOptions& options, std::size_t inputs)
      : options_(options), only_input_(inputs == 1), asked_(sorted_attributes(options)), batches_(graph_, asked_.get()) {
    graph_.storage.push_back(asked_);
  }

  /// What earlier inputs say wrong comes before what is wrong with this one.
  void read(const std::string& input) {
    in_order([&] {
      std::error_code error;
      if (input != "-" && fs::is_directory(input, error))
        read_directory(input);
      else
        read_file_argument(input);
    });
  }

  void read(ByteSource& source) {
    in_order([&] { read_source(source, {}); });
  }

  RawGraph finish(const std::string& names) {
    batches_.finish();
    if (graph_.derivations.empty()) {
      const bool searched = std::any_of(closures_.begin(), closures_.end(), [](bool found) { return !found; });
      throw Error(fmt::format("no derivation in {}", names), {},
                  searched ? "none of the --root derivations is there" : "print the graph with `nix derivation show -r`");
    }
    if (!options_.as_printed) complete_store_dirs();
    return std::move(graph_);
  }

private:
  template <class Work>
  void in_order(Work&& work) {
    try {
      work();
    } catch (const Error&) {
      batches_.finish();
      throw;
    }
  }

  void read_source(ByteSource& source, const std::string& root) {
    switch (sniff(source.peek(enough_to_sniff), source.name())) {
      case Content::aterm: return batches_.add(single_drv(source.rest(), source.name()));
      case Content::shard: return batches_.add(std::make_unique<ShardBatch>(source.rest(), source.name()));
      case Content::json: return read_json_documents(source, root, batches_, asked_ == nullptr);
    }
  }

  void read_file_argument(const std::string& input) {
    const std::string_view name = after_last_slash(input);
    const bool is_root = std::any_of(options_.roots.begin(), options_.roots.end(),
                                     [name](const RootRequest& root) { return StorePath::from(root.derivation).base == name; });
    if (is_root && is_drv_name(name)) {
      const fs::path parent = fs::path(input).parent_path();
      read_closure(store_directory(parent.empty() ? "." : parent.string()), {name});
      return;
    }
    ByteSource source(input);
    read_source(source, {});
  }

  [[nodiscard]] std::shared_ptr<StoreDirectory> store_directory(const std::string& path) const {
    return std::make_shared<StoreDirectory>(path, only_input_);
  }

  /// .drv files are read while the directory is still listed, unless roots say which of them are wanted.
  void read_directory(const std::string& path) {
    const auto directory = store_directory(path);
    std::vector<std::string> documents;
    std::vector<std::string_view> drvs;  // still to be read
    bool any_drv = false;
    directory->files().list([&](std::string_view name) {
      if (is_drv_name(name)) {
        any_drv = true;
        if (!options_.roots.empty()) return;
        drvs.push_back(directory->keep(name));
        if (drvs.size() == files_a_batch) read_drvs(directory, std::exchange(drvs, {}));
      } else if (name.ends_with(".json") && !StorePath{name}.valid()) {
        documents.emplace_back(name);
      }
    });
    if (documents.empty() && !any_drv)
      throw Error("the directory holds neither JSON files nor .drv files", Place{.file = path},
                  "a directory of graphs holds CATEGORY__ATTR.json files, a store directory HASH-NAME.drv files");
    if (!documents.empty() && any_drv)
      throw Error("the directory holds both JSON files and .drv files", Place{.file = path}, "give the files of one kind only");
    std::sort(documents.begin(), documents.end());
    for (const std::string& name : documents) {
      ByteSource source = directory->files().open(name);
      read_source(source, root_of_file(name));
    }
    if (!any_drv) return;
    if (options_.roots.empty()) {
      read_drvs(directory, drvs);
      settle(*directory);
    } else {
      read_roots_of(directory);
    }
  }

  void read_roots_of(const std::shared_ptr<StoreDirectory>& directory) {
    std::vector<std::string_view> wanted;
    for (const RootRequest& root : options_.roots) wanted.push_back(StorePath::from(root.derivation).base);
    std::erase_if(wanted, [&directory](std::string_view name) { return !is_drv_name(name) || !directory->files().holds(name); });
    closures_.push_back(!wanted.empty());
    read_closure(directory, std::move(wanted));
  }

  /// The directory keeps the names.
  void read_drvs(const std::shared_ptr<StoreDirectory>& directory, std::span<const std::string_view> names) {
    for (; !names.empty(); names = names.subspan(std::min(names.size(), files_a_batch)))
      batches_.add(StoreDirectory::batch(directory, names.first(std::min(names.size(), files_a_batch))));
  }

  void settle(StoreDirectory& directory) {
    batches_.finish();
    directory.settle(graph_);
  }

  /// Everything that the `names` need and the directory has, a distance from them at a time.
  void read_closure(const std::shared_ptr<StoreDirectory>& directory, std::vector<std::string_view> names) {
    const OpenDirectory& files = directory->files();
    batches_.finish();
    while (!names.empty()) {
      std::sort(names.begin(), names.end());
      std::erase_if(names, [&](std::string_view name) { return !seen_.insert(files.path_of(name)).second || !files.holds(name); });
      for (std::string_view& name : names) name = directory->keep(name);
      const std::size_t before = graph_.derivations.size();
      read_drvs(directory, names);
      settle(*directory);
      names.clear();
      for (const RawDerivation& record : std::span(graph_.derivations).subspan(before)) {
        for (const RawInput& input : record.inputs) names.push_back(input.derivation.base);
        for (const StorePath source : record.sources)
          if (source.base.ends_with(".drv")) names.push_back(source.base);
      }
    }
  }

  /// A record that nowhere says its store directory has that of the others, when they have one.
  void complete_store_dirs() {
    std::string_view known;
    for (const RawDerivation& record : graph_.derivations) {
      if (record.store_dir.empty() || record.store_dir == known) continue;
      if (!known.empty()) return;
      known = record.store_dir;
    }
    for (RawDerivation& record : graph_.derivations)
      if (record.store_dir.empty()) record.store_dir = known;
  }

  const ReadOptions& options_;
  bool only_input_;
  RawGraph graph_ = {};
  std::shared_ptr<const std::vector<std::string>> asked_;  ///< null: recipes are kept whole
  Batches batches_;
  std::unordered_set<std::string> seen_ = {};  ///< .drv files that a closure has met
  std::vector<bool> closures_ = {};            ///< for each store directory searched: was a root there?
};

}  // namespace

RawGraph read_inputs(std::span<const std::string> inputs, const ReadOptions& options) {
  if (std::count(inputs.begin(), inputs.end(), "-") > 1)
    throw Error("standard input is named twice, and it can be read once", {}, "write what it gives to a file first");
  InputReader reader(options, inputs.size());
  std::string names;
  for (const std::string& input : inputs) {
    reader.read(input);
    names += (names.empty() ? "" : ", ") + input;
  }
  return reader.finish(names);
}

RawGraph read_source(ByteSource& source, const ReadOptions& options) {
  InputReader reader(options, 1);
  reader.read(source);
  return reader.finish(source.name());
}

RawGraph read_bytes(std::string bytes, std::string file, const ReadOptions& options) {
  ByteSource source(std::move(bytes), std::move(file));
  return read_source(source, options);
}

}  // namespace bgsnap
