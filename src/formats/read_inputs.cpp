#include "bgsnap/raw_graph.hpp"

#include "formats/aterm.hpp"
#include "formats/input_bytes.hpp"
#include "formats/json_documents.hpp"
#include "formats/shard_reader.hpp"
#include "formats/sniff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <unordered_set>
#include <utility>

namespace bgsnap {

namespace {

namespace fs = std::filesystem;

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

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

bool is_drv_name(std::string_view name) { return name.ends_with(".drv") && StorePath{name}.valid(); }

class InputReader {
public:
  explicit InputReader(const ReadOptions& options) : options_(options), arena_(std::make_shared<TextArena>()), json_(graph_, *arena_) {
    graph_.storage.push_back(arena_);
  }

  void read(const std::string& input) {
    if (input == "-") {
      read_text(read_standard_input(*arena_), input, {});
      return;
    }
    std::error_code error;
    if (fs::is_directory(input, error))
      read_directory(input);
    else
      read_file_argument(input);
  }

  void read_text(std::span<char> text, const std::string& file, const std::string& root) {
    graph_.bytes += text.size();
    const std::string_view view(text.data(), text.size());
    if (view.starts_with("\xEF\xBB\xBF")) std::fill_n(text.begin(), 3, ' ');  // a byte order mark says nothing
    switch (sniff(view, file)) {
      case Content::aterm: return read_drv(text, file);
      case Content::shard: return read_shards(view, file, graph_, *arena_);
      case Content::json: return json_.read(view, file, root);
    }
  }

  void read_copy(std::string_view bytes, const std::string& file) {
    char* const copy = arena_->allocate(bytes.size() + DerivationJsonReader::padding);
    std::copy(bytes.begin(), bytes.end(), copy);
    std::fill_n(copy + bytes.size(), DerivationJsonReader::padding, '\0');
    read_text({copy, bytes.size()}, file, {});
  }

  RawGraph finish(const std::string& names) {
    if (graph_.derivations.empty()) {
      const bool searched = std::any_of(closures_.begin(), closures_.end(), [](bool found) { return !found; });
      throw Error(fmt::format("no derivation in {}", names), {},
                  searched ? "none of the --root derivations is there" : "print the graph with `nix derivation show -r`");
    }
    if (!options_.as_printed) complete_store_dirs();
    return std::move(graph_);
  }

private:
  void read_file_argument(const std::string& input) {
    const std::string_view name = base_name(input);
    const bool is_root = std::any_of(options_.roots.begin(), options_.roots.end(),
                                     [name](const RootRequest& root) { return StorePath::from(root.derivation).base == name; });
    if (is_root && is_drv_name(name)) {
      const fs::path parent = fs::path(input).parent_path();
      read_closure(OpenDirectory(parent.empty() ? "." : parent.string()), {std::string(name)});
      return;
    }
    read_text(read_file(input, input, *arena_), input, {});
  }

  void read_directory(const std::string& path) {
    const OpenDirectory directory(path);
    std::vector<std::string> drvs = directory.names();
    std::vector<std::string> documents;
    const auto is_document = [](const std::string& name) { return name.ends_with(".json") && !StorePath{name}.valid(); };
    std::copy_if(drvs.begin(), drvs.end(), std::back_inserter(documents), is_document);
    std::erase_if(drvs, [](const std::string& name) { return !is_drv_name(name); });
    if (documents.empty() && drvs.empty())
      throw Error("the directory holds neither JSON files nor .drv files", Place{.file = path},
                  "a directory of graphs holds CATEGORY__ATTR.json files, a store directory HASH-NAME.drv files");
    if (!documents.empty() && !drvs.empty())
      throw Error("the directory holds both JSON files and .drv files", Place{.file = path}, "give the files of one kind only");
    for (const std::string& name : documents) read_text(directory.read(name, *arena_), directory.path_of(name), root_of_file(name));
    if (options_.roots.empty()) {
      for (const std::string& name : drvs) read_drv_of(directory, name);
    } else if (!drvs.empty()) {
      std::vector<std::string> wanted;
      for (const RootRequest& root : options_.roots) wanted.emplace_back(StorePath::from(root.derivation).base);
      std::erase_if(wanted, [&directory](const std::string& name) { return !is_drv_name(name) || !directory.holds(name); });
      closures_.push_back(!wanted.empty());
      read_closure(directory, std::move(wanted));
    }
  }

  void read_drv_of(const OpenDirectory& directory, const std::string& name) {
    const std::string path = directory.path_of(name);
    const std::span<char> text = directory.read(name, *arena_);
    graph_.bytes += text.size();
    if (!looks_like_aterm({text.data(), text.size()}))
      throw Error("a .drv file begins with Derive(, and this one does not", Place{.file = path, .byte = 0});
    read_drv(text, path);
  }

  /// Everything that the `names` need and the directory has.
  void read_closure(const OpenDirectory& directory, std::vector<std::string> names) {
    std::sort(names.begin(), names.end());
    while (!names.empty()) {
      std::vector<std::string> next;
      for (const std::string& name : names) {
        if (!seen_.insert(directory.path_of(name)).second || !directory.holds(name)) continue;
        read_drv_of(directory, name);
        const RawDerivation& record = graph_.derivations.back();
        for (const RawInput& input : record.inputs) next.emplace_back(input.derivation.base);
        for (const StorePath source : record.sources)
          if (source.base.ends_with(".drv")) next.emplace_back(source.base);
      }
      names = std::move(next);
    }
  }

  void read_drv(std::span<char> text, const std::string& file) {
    const std::string_view name = base_name(file);
    if (!is_drv_name(name))
      throw Error("this is a .drv file, but it is not called HASH-NAME.drv: a derivation's name stands in its file's name alone", Place{.file = file},
                  "give the file the name that it has in the store");
    draft_.clear();
    const std::string_view view(text.data(), text.size());
    if (!is_utf8(view)) draft_.not_utf8 = "the .drv file holds bytes that are not UTF-8; kept as they are";
    try {
      read_aterm(text, draft_, *arena_);
    } catch (const AtermFault& fault) {
      const bool cut = std::string_view(fault.what()).starts_with("the file ends");
      throw Error(fault.what(), Place{file, fault.byte, fault.field}, cut ? "the file was cut short: copy it from the store again" : "");
    }
    draft_.printed_path = arena_->copy(name);
    draft_.document = static_cast<std::uint32_t>(graph_.documents.size());
    graph_.documents.push_back({file, {}, {static_cast<std::uint32_t>(graph_.derivations.size())}});
    graph_.derivations.push_back(bgsnap::finish(
        draft_, [&file] { return Place{.file = file}; }, *arena_, graph_.issues));
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
  RawGraph graph_ = {};
  std::shared_ptr<TextArena> arena_;
  JsonDocuments json_;
  DerivationDraft draft_ = {};
  std::unordered_set<std::string> seen_ = {};  ///< .drv files that a closure has met
  std::vector<bool> closures_ = {};            ///< for each store directory searched: was a root there?
};

}  // namespace

RawGraph read_inputs(std::span<const std::string> inputs, const ReadOptions& options) {
  InputReader reader(options);
  std::string names;
  for (const std::string& input : inputs) {
    reader.read(input);
    names += (names.empty() ? "" : ", ") + input;
  }
  return reader.finish(names);
}

RawGraph read_bytes(std::string bytes, std::string file, const ReadOptions& options) {  // NOLINT(performance-unnecessary-value-param)
  InputReader reader(options);
  reader.read_copy(bytes, file);
  return reader.finish(file);
}

}  // namespace bgsnap
