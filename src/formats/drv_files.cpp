#include "formats/drv_files.hpp"

#include "base/text_order.hpp"
#include "formats/aterm.hpp"
#include "formats/string_scan.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace bgsnap {

namespace {

/// What was read of some .drv files.
struct DrvRecords {
  std::vector<RawDerivation> records = {};
  std::vector<RawIssue> issues = {};
  std::uint64_t bytes = 0;

  /// `text` is all of a file, whose name is a derivation's; `path` gives the file's path, and is asked for when something is wrong.
  template <class Path>
  void read(std::span<char> text, std::string_view name, RecordReader& reader, const Path& path) {
    const std::string_view view(text.data(), text.size());
    bytes += text.size();
    if (!looks_like_aterm(view)) throw Error("a .drv file begins with Derive(, and this one does not", Place{.file = path(), .byte = 0});
    if (!is_utf8(view)) reader.draft.not_utf8 = "the .drv file holds bytes that are not UTF-8; kept as they are";
    try {
      read_aterm(text, reader.draft, reader.text());
    } catch (const AtermFault& fault) {
      const bool cut = std::string_view(fault.what()).starts_with("the file ends");
      throw Error(fault.what(), Place{path(), fault.byte, fault.field}, cut ? "the file was cut short: copy it from the store again" : "");
    }
    reader.draft.printed_path = reader.text().copy(name);
    records.push_back(finish(
        reader.draft, [&] { return Place{.file = path()}; }, reader.text(), reader.kept, issues));
  }
};

class SingleDrv : public Batch {
public:
  SingleDrv(std::string bytes, std::string file) : bytes_(std::move(bytes)), file_(std::move(file)) {}

  void read(RecordReader& reader) override {
    const std::string_view name = after_last_slash(file_);
    if (!is_drv_name(name))
      throw Error("this is a .drv file, but it is not called HASH-NAME.drv: a derivation's name stands in its file's name alone",
                  Place{.file = file_}, "give the file the name that it has in the store");
    reader.next_record();
    read_.read(copy_of(bytes_, reader.text()), name, reader, [this] { return file_; });
  }

  void join(RawGraph& graph) override {
    graph.bytes += read_.bytes;
    graph.issues.insert(graph.issues.end(), read_.issues.begin(), read_.issues.end());
    RawDerivation& record = read_.records.front();
    record.document = static_cast<std::uint32_t>(graph.documents.size());
    graph.documents.push_back({.file = file_, .root = {}, .derivations = {static_cast<std::uint32_t>(graph.derivations.size())}});
    graph.derivations.push_back(record);
  }

private:
  static std::span<char> copy_of(const std::string& bytes, TextArena& arena) {
    char* const copy = arena.allocate(bytes.size() + bytes_behind);
    std::fill_n(std::copy(bytes.begin(), bytes.end(), copy), bytes_behind, '\0');
    return {copy, bytes.size()};
  }

  std::string bytes_;
  std::string file_;
  DrvRecords read_ = {};
};

}  // namespace

bool is_drv_name(std::string_view name) { return name.ends_with(".drv") && StorePath{name}.valid(); }

std::unique_ptr<Batch> single_drv(std::string bytes, std::string file) { return std::make_unique<SingleDrv>(std::move(bytes), std::move(file)); }

/// Some of its files.
class StoreDirectory::Part : public Batch {
public:
  Part(std::shared_ptr<StoreDirectory> directory, std::span<const std::string_view> names)
      : directory_(std::move(directory)), names_(names.begin(), names.end()) {}

  /// All of them, though one is wrong: an error in a file that comes earlier by name may follow. What is no file's fault ends it.
  void read(RecordReader& reader) override {
    for (const std::string_view name : names_) {
      try {
        reader.next_record();
        if (directory_->only_input_) reader.draft.only = reader.kept.asked();
        read_.read(directory_->files_.read(name, reader.text()), name, reader, [&] { return directory_->files_.path_of(name); });
      } catch (const Error&) {
        note(failure_, {name, std::current_exception()});
      }
    }
  }

  void join(RawGraph& graph) override {
    graph.bytes += read_.bytes;
    directory_->records_.push_back(std::move(read_.records));
    std::move(read_.issues.begin(), read_.issues.end(), std::back_inserter(directory_->issues_));
    if (failure_.what) note(directory_->failure_, failure_);
  }

private:
  static void note(Failure& first, const Failure& other) {
    if (!first.what || other.name < first.name) first = other;
  }

  std::shared_ptr<StoreDirectory> directory_;
  std::vector<std::string_view> names_;
  DrvRecords read_ = {};
  Failure failure_ = {};
};

std::unique_ptr<Batch> StoreDirectory::batch(std::shared_ptr<StoreDirectory> directory, std::span<const std::string_view> names) {
  return std::make_unique<Part>(std::move(directory), names);
}

std::uint32_t StoreDirectory::document_in(RawGraph& graph) {
  if (!document_) {
    document_ = static_cast<std::uint32_t>(graph.documents.size());
    graph.documents.push_back({.file = files_.path_of({}), .root = {}, .directory = true});
  }
  return *document_;
}

void StoreDirectory::settle(RawGraph& graph) {
  if (failure_.what) std::rethrow_exception(failure_.what);
  settle_records(graph);
  std::stable_sort(issues_.begin(), issues_.end(), [](const RawIssue& a, const RawIssue& b) { return a.derivation < b.derivation; });
  std::move(issues_.begin(), issues_.end(), std::back_inserter(graph.issues));
  issues_.clear();
}

void StoreDirectory::settle_records(RawGraph& graph) {
  std::vector<const RawDerivation*> read;
  std::vector<std::string_view> paths;
  for (const auto& part : records_) {
    for (const RawDerivation& record : part) {
      read.push_back(&record);
      paths.push_back(record.path.base);
    }
  }
  if (read.empty()) return;
  const std::uint32_t document = document_in(graph);
  if (graph.derivations.empty()) graph.derivations.reserve(read.size());  // else it grows by itself: a closure settles at every distance
  for (const std::uint32_t at : ascending(paths)) {
    graph.documents[document].derivations.push_back(static_cast<std::uint32_t>(graph.derivations.size()));
    graph.derivations.push_back(*read[at]);
    graph.derivations.back().document = document;
  }
  records_.clear();
}

}  // namespace bgsnap
