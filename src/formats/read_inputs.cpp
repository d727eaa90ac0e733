#include "bgsnap/raw_graph.hpp"

#include "formats/aterm.hpp"
#include "formats/batches.hpp"
#include "formats/input_bytes.hpp"
#include "formats/json_documents.hpp"
#include "formats/read_source.hpp"
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

/// A directory of .drv files while they are read.
struct StoreDirectory {
  explicit StoreDirectory(const std::string& path) : files(path) {}
  OpenDirectory files;
  TextArena names = {};                        ///< of its files
  std::optional<std::uint32_t> document = {};  ///< index in RawGraph::documents, from the first file that is joined
  bool only_input = false;                     ///< no file of it is read twice: so no path has two records
};

/// .drv files, each a record.
class DrvBatch : public Batch {
public:
  void join(RawGraph& graph) override {
    graph.bytes += size_;
    graph.issues.insert(graph.issues.end(), issues_.begin(), issues_.end());
    if (!records_.empty()) join_records(graph, document_in(graph));
    if (failure_) std::rethrow_exception(failure_);
  }

protected:
  /// What earlier files of the batch say wrong comes before what is wrong with this one.
  template <class Work>
  void remembering_failure(Work&& work) {
    try {
      work();
    } catch (...) {
      failure_ = std::current_exception();
    }
  }

  /// `text` is all of the file.
  void read_record(std::span<char> text, std::string_view name, RecordReader& reader) {
    const std::string_view view(text.data(), text.size());
    size_ += text.size();
    const std::string_view base = base_name(name);
    if (!is_drv_name(base))
      throw Error("this is a .drv file, but it is not called HASH-NAME.drv: a derivation's name stands in its file's name alone",
                  Place{.file = std::string(name)}, "give the file the name that it has in the store");
    if (!looks_like_aterm(view)) throw Error("a .drv file begins with Derive(, and this one does not", Place{.file = path_of(name), .byte = 0});
    if (!is_utf8(view)) reader.draft.not_utf8 = "the .drv file holds bytes that are not UTF-8; kept as they are";
    try {
      read_aterm(text, reader.draft, reader.text());
    } catch (const AtermFault& fault) {
      const bool cut = std::string_view(fault.what()).starts_with("the file ends");
      throw Error(fault.what(), Place{path_of(name), fault.byte, fault.field}, cut ? "the file was cut short: copy it from the store again" : "");
    }
    reader.draft.printed_path = reader.text().copy(base);
    records_.push_back(finish(
        reader.draft, [&] { return Place{.file = path_of(name)}; }, reader.text(), reader.kept, issues_));
  }

private:
  [[nodiscard]] virtual std::string path_of(std::string_view name) const = 0;
  /// Of RawGraph::documents the one that the records are of.
  virtual std::uint32_t document_in(RawGraph& graph) = 0;

  void join_records(RawGraph& graph, std::uint32_t document) {
    auto& list = graph.documents[document].derivations;
    for (RawDerivation& record : records_) {
      record.document = document;
      list.push_back(static_cast<std::uint32_t>(graph.derivations.size()));
      graph.derivations.push_back(record);
    }
  }

  std::vector<RawDerivation> records_ = {};  ///< of the first files
  std::vector<RawIssue> issues_ = {};
  std::uint64_t size_ = 0;
  std::exception_ptr failure_ = {};  ///< of the file behind them
};

/// Some of one directory.
class DirectoryDrvs : public DrvBatch {
public:
  /// The names lie in the directory's arena.
  DirectoryDrvs(std::shared_ptr<StoreDirectory> directory, std::span<const std::string_view> names)
      : directory_(std::move(directory)), names_(names.begin(), names.end()) {}

  void read(RecordReader& reader) override {
    remembering_failure([&] {
      for (const std::string_view name : names_) {
        reader.next_record();
        if (directory_->only_input) reader.draft.only = reader.kept.asked();
        read_record(directory_->files.read(name, reader.text()), name, reader);
      }
    });
  }

private:
  [[nodiscard]] std::string path_of(std::string_view name) const override { return directory_->files.path_of(name); }

  std::uint32_t document_in(RawGraph& graph) override {
    if (!directory_->document) {
      directory_->document = static_cast<std::uint32_t>(graph.documents.size());
      graph.documents.push_back({.file = directory_->files.path_of({}), .root = {}, .directory = true});
    }
    return *directory_->document;
  }

  std::shared_ptr<StoreDirectory> directory_;
  std::vector<std::string_view> names_;
};

/// One that was read already.
class SingleDrv : public DrvBatch {
public:
  SingleDrv(std::string bytes, std::string file) : bytes_(std::move(bytes)), file_(std::move(file)) {}

  void read(RecordReader& reader) override {
    remembering_failure([&] {
      reader.next_record();
      read_record(copy_of(bytes_, reader.text()), file_, reader);
    });
  }

private:
  [[nodiscard]] std::string path_of(std::string_view name) const override { return std::string(name); }

  std::uint32_t document_in(RawGraph& graph) override {
    graph.documents.push_back({.file = file_, .root = {}});
    return static_cast<std::uint32_t>(graph.documents.size() - 1);
  }

  static std::span<char> copy_of(const std::string& bytes, TextArena& arena) {
    char* const copy = arena.allocate(bytes.size() + bytes_behind);
    std::fill_n(std::copy(bytes.begin(), bytes.end(), copy), bytes_behind, '\0');
    return {copy, bytes.size()};
  }

  std::string bytes_;
  std::string file_;
};

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
      case Content::aterm: return batches_.add(std::make_unique<SingleDrv>(source.rest(), source.name()));
      case Content::shard: return batches_.add(std::make_unique<ShardBatch>(source.rest(), source.name()));
      case Content::json: return read_json_documents(source, root, batches_, asked_ == nullptr);
    }
  }

  void read_file_argument(const std::string& input) {
    const std::string_view name = base_name(input);
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
    auto directory = std::make_shared<StoreDirectory>(path);
    directory->only_input = only_input_;
    return directory;
  }

  void read_directory(const std::string& path) {
    const auto directory = store_directory(path);
    std::vector<std::string_view> drvs = directory->files.names(directory->names);
    std::vector<std::string_view> documents;
    const auto is_document = [](std::string_view name) { return name.ends_with(".json") && !StorePath{name}.valid(); };
    std::copy_if(drvs.begin(), drvs.end(), std::back_inserter(documents), is_document);
    std::erase_if(drvs, [](std::string_view name) { return !is_drv_name(name); });
    if (documents.empty() && drvs.empty())
      throw Error("the directory holds neither JSON files nor .drv files", Place{.file = path},
                  "a directory of graphs holds CATEGORY__ATTR.json files, a store directory HASH-NAME.drv files");
    if (!documents.empty() && !drvs.empty())
      throw Error("the directory holds both JSON files and .drv files", Place{.file = path}, "give the files of one kind only");
    for (const std::string_view name : documents) {
      ByteSource source = directory->files.open(name);
      read_source(source, root_of_file(name));
    }
    if (options_.roots.empty()) {
      graph_.derivations.reserve(graph_.derivations.size() + drvs.size());
      read_drvs(directory, drvs);
    } else if (!drvs.empty()) {
      std::vector<std::string_view> wanted;
      for (const RootRequest& root : options_.roots) wanted.push_back(StorePath::from(root.derivation).base);
      std::erase_if(wanted, [&directory](std::string_view name) { return !is_drv_name(name) || !directory->files.holds(name); });
      closures_.push_back(!wanted.empty());
      read_closure(directory, std::move(wanted));
    }
  }

  /// The names lie in the directory's arena.
  void read_drvs(const std::shared_ptr<StoreDirectory>& directory, std::span<const std::string_view> names) {
    for (; !names.empty(); names = names.subspan(std::min(names.size(), files_a_batch)))
      batches_.add(std::make_unique<DirectoryDrvs>(directory, names.first(std::min(names.size(), files_a_batch))));
  }

  /// Everything that the `names` need and the directory has, a distance from them at a time.
  void read_closure(const std::shared_ptr<StoreDirectory>& directory, std::vector<std::string_view> names) {
    while (!names.empty()) {
      std::sort(names.begin(), names.end());
      std::erase_if(names,
                    [&](std::string_view name) { return !seen_.insert(directory->files.path_of(name)).second || !directory->files.holds(name); });
      for (std::string_view& name : names) name = directory->names.copy_with_zero(name);
      batches_.finish();
      const std::size_t before = graph_.derivations.size();
      read_drvs(directory, names);
      batches_.finish();
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
