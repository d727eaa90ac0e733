#include "formats/shard_reader.hpp"

#include "formats/shard_columns.hpp"
#include "formats/shard_frame.hpp"
#include "formats/structured_members.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace bgsnap {

namespace {

/// What makes a payload none, though its checksum holds: not made by bgsnap.
struct ShardFault : std::runtime_error {
  ShardFault(const char* sentence, std::size_t at) : std::runtime_error(sentence), byte(at) {}
  std::size_t byte;  ///< of the payload
};

/// Reads the numbers of one part of the payload, and nothing outside it.
class NumberCursor {
public:
  NumberCursor() = default;
  NumberCursor(const char* payload, std::string_view part) : payload_(payload), at_(part.data()), end_(part.data() + part.size()) {}

  [[nodiscard]] bool at_end() const noexcept { return at_ == end_; }
  [[nodiscard]] std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }
  [[noreturn]] void fail(const char* sentence) const { throw ShardFault(sentence, static_cast<std::size_t>(at_ - payload_)); }

  /// LEB128.
  std::uint64_t number() {
    if (at_ != end_ && static_cast<unsigned char>(*at_) < 0x80) return static_cast<unsigned char>(*at_++);
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (at_ == end_) fail("a part ends inside its numbers");
      const auto byte = static_cast<unsigned char>(*at_++);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return value;
    }
    fail("a number is longer than any");
  }

  /// A number below `limit`.
  std::size_t below(std::size_t limit, const char* sentence) {
    const char* const begin = at_;
    const std::uint64_t value = number();
    if (value < limit) return value;
    at_ = begin;
    fail(sentence);
  }

  /// The next `length` bytes as a part of their own.
  std::string_view bytes(std::uint64_t length) {
    if (length > left()) fail("a part is longer than what is left");
    const std::string_view part(at_, length);
    at_ += length;
    return part;
  }

private:
  const char* payload_ = nullptr;
  const char* at_ = nullptr;
  const char* end_ = nullptr;
};

/// The texts of a shard and its lists of them; a list is made once, however many records have it.
class SharedTexts {
public:
  SharedTexts(NumberCursor lengths, NumberCursor texts, NumberCursor list_lengths, NumberCursor lists, TextArena& arena) : arena_(arena) {
    while (!lengths.at_end()) {
      const std::string_view text = texts.bytes(lengths.number());
      if (!texts_.empty() && !(texts_.back() < text)) texts.fail("texts do not ascend");
      texts_.push_back(text);
    }
    if (!texts.at_end()) texts.fail("more text than the lengths say");
    while (!list_lengths.at_end()) {
      List list{.begin = items_.size()};
      for (std::size_t left = list_lengths.below(lists.left() + 1, "a list is longer than all of them"); left > 0; --left) {
        const auto item = static_cast<std::uint32_t>(text_number(lists));
        list.ascends &= items_.size() == list.begin || items_.back() < item;
        items_.push_back(item);
      }
      list.size = items_.size() - list.begin;
      lists_.push_back(list);
    }
    if (!lists.at_end()) lists.fail("more lists than their lengths say");
  }

  std::size_t text_number(NumberCursor& from) const { return from.below(texts_.size(), "there is no text of that number"); }
  std::string_view text(NumberCursor& from) const { return texts_[text_number(from)]; }
  /// 0 is none.
  std::string_view text_or_none(NumberCursor& from) const {
    const std::size_t number = from.below(texts_.size() + 1, "there is no text of that number");
    return number == 0 ? std::string_view() : texts_[number - 1];
  }
  [[nodiscard]] std::string_view operator[](std::size_t number) const { return texts_[number]; }
  [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }

  struct List {
    std::size_t begin = 0;
    std::size_t size = 0;
    bool ascends = true;
    std::optional<std::span<const std::string_view>> texts = {};
    std::optional<std::span<const StorePath>> paths = {};
  };
  List& list(NumberCursor& from, std::uint64_t& bit) {
    const std::size_t number = from.below(lists_.size() * 2, "there is no list of that number");
    bit = number & 1;
    return lists_[number >> 1];
  }
  List& list(NumberCursor& from) { return lists_[from.below(lists_.size(), "there is no list of that number")]; }
  List& ascending_list(NumberCursor& from) {
    List& found = list(from);
    if (!found.ascends) from.fail("a list that must ascend does not");
    return found;
  }
  [[nodiscard]] std::span<const std::uint32_t> numbers(const List& list) const { return std::span(items_).subspan(list.begin, list.size); }

  std::span<const std::string_view> texts(List& list) {
    if (!list.texts) list.texts = made<std::string_view>(list, [](std::string_view text) { return text; });
    return *list.texts;
  }
  std::span<const StorePath> paths(List& list) {
    if (!list.paths) list.paths = made<StorePath>(list, StorePath::from);
    return *list.paths;
  }

private:
  template <class T, class Make>
  std::span<const T> made(const List& list, Make make) {
    std::vector<T> items;
    items.reserve(list.size);
    for (const std::uint32_t number : numbers(list)) items.push_back(make(texts_[number]));
    return arena_.copy(items);
  }

  TextArena& arena_;
  std::vector<std::string_view> texts_;
  std::vector<std::uint32_t> items_;
  std::vector<List> lists_;
};

using Columns = std::array<NumberCursor, static_cast<std::size_t>(ShardColumn::count)>;

Columns parts_of(std::string_view payload) {
  Columns columns;
  NumberCursor all(payload.data(), payload);
  for (NumberCursor& column : columns) {
    const std::uint64_t length = all.number();
    column = NumberCursor(payload.data(), all.bytes(length));
  }
  if (!all.at_end()) all.fail("something follows the last part");
  return columns;
}

class ShardReader {
public:
  /// `unpacked` holds what records share, `reader` what is a record's own.
  ShardReader(const UnpackedShard& shard, const std::string& file, RawGraph& graph, TextArena& unpacked, RecordReader& reader)
      : frame_(shard.frame),
        file_(file),
        graph_(graph),
        reader_(reader),
        columns_(parts_of(shard.payload)),
        texts_(column(ShardColumn::text_lengths), column(ShardColumn::texts), column(ShardColumn::list_lengths), column(ShardColumn::lists),
               unpacked) {}

  void read() {
    document_ = static_cast<std::uint32_t>(graph_.documents.size());
    graph_.documents.push_back({.file = file_, .root = {}, .shard = true});
    const auto first = static_cast<std::uint32_t>(graph_.derivations.size());
    while (!column(ShardColumn::paths).at_end()) {
      read_record();
      graph_.documents[document_].derivations.push_back(static_cast<std::uint32_t>(graph_.derivations.size() - 1));
    }
    read_roots(first);
    read_issues();
    for (std::size_t i = static_cast<std::size_t>(ShardColumn::paths); i < columns_.size(); ++i)
      if (!columns_[i].at_end()) columns_[i].fail("a part has more numbers than the records need");
  }

private:
  NumberCursor& column(ShardColumn which) { return columns_[static_cast<std::size_t>(which)]; }
  std::string_view text(ShardColumn from) { return texts_.text(column(from)); }
  StorePath path(ShardColumn from) { return StorePath::from(text(from)); }

  void read_record() {
    using enum ShardColumn;
    reader_.next_record();
    RawDerivation record;
    path_number_ += column(paths).number();
    if (path_number_ >= texts_.size()) column(paths).fail("there is no text of that number");
    record.path = StorePath::from(texts_[path_number_]);
    record.name = record.path.derivation_name();
    record.document = document_;
    record.offset = frame_;
    record.empty_record = (column(flags).below(2, "no such flag") & shard_empty_record) != 0;
    record.store_dir = texts_.text_or_none(column(store_dirs));
    record.system = text(systems);
    record.builder = text(builders);
    record.args = texts_.texts(texts_.list(column(args)));
    record.env = read_variables();
    record.outputs = read_outputs();
    record.inputs = read_inputs();
    record.sources = texts_.paths(texts_.ascending_list(column(sources)));
    record.structured = texts_.text_or_none(column(structured));
    if (!record.structured.empty()) record.attributes = read_attributes(record.structured);
    if (!graph_.derivations.empty() && graph_.derivations.back().document == document_ && record.path < graph_.derivations.back().path)
      column(paths).fail("records do not ascend");
    graph_.derivations.push_back(reader_.kept.asked() == nullptr ? record : reader_.kept.answers(record));
  }

  std::span<const RawVariable> read_variables() {
    NumberCursor& values = column(ShardColumn::variable_values);
    const SharedTexts::List& names = texts_.ascending_list(column(ShardColumn::variable_names));
    variables_.clear();
    for (const std::uint32_t name : texts_.numbers(names)) variables_.push_back({texts_[name], texts_.text(values)});
    return reader_.text().copy(variables_);
  }

  std::span<const RawOutput> read_outputs() {
    using enum ShardColumn;
    outputs_.clear();
    for (std::uint64_t left = column(output_counts).number(); left > 0; --left) {
      RawOutput output;
      output.name = text(output_names);
      if (!outputs_.empty() && !(outputs_.back().name < output.name)) column(output_names).fail("outputs do not ascend");
      output.kind = static_cast<OutputKind>(column(output_kinds).below(5, "no such kind of output"));
      output.path = StorePath::from(texts_.text_or_none(column(output_paths)));
      if (output.kind != OutputKind::input_addressed && output.kind != OutputKind::deferred) {
        output.method = text(output_contents);
        output.algorithm = text(output_contents);
        output.hash = text(output_contents);
      }
      outputs_.push_back(output);
    }
    return reader_.text().copy(outputs_);
  }

  std::span<const RawInput> read_inputs() {
    using enum ShardColumn;
    inputs_.clear();
    for (std::uint64_t left = column(input_counts).number(); left > 0; --left) {
      RawInput input;
      input.derivation = path(input_paths);
      if (!inputs_.empty() && !(inputs_.back().derivation < input.derivation)) column(input_paths).fail("inputs do not ascend");
      read_wanted(input_outputs, input.outputs, input.dynamic, 0);
      inputs_.push_back(input);
    }
    return reader_.text().copy(inputs_);
  }

  void read_wanted(ShardColumn from, std::span<const std::string_view>& outputs, std::span<const RawDynamic>& dynamic, std::size_t depth) {
    NumberCursor& numbers = column(ShardColumn::dynamic);
    std::uint64_t more = 0;
    outputs = texts_.texts(texts_.list(column(from), more));
    if (more == 0) return;
    if (depth == deepest_shard_dynamic) numbers.fail("dynamic outputs are nested too deep");
    std::vector<RawDynamic> entries;
    for (std::uint64_t left = numbers.number(); left > 0; --left) {
      RawDynamic entry;
      entry.output = texts_.text(numbers);
      read_wanted(ShardColumn::dynamic, entry.outputs, entry.deeper, depth + 1);
      entries.push_back(entry);
    }
    dynamic = reader_.text().copy(entries);
  }

  std::span<const RawVariable> read_attributes(std::string_view structured) {
    if (!read_structured_members(structured, variables_, reader_.text()))
      column(ShardColumn::structured).fail("structured attributes are not in their form");
    return reader_.text().copy(variables_);
  }

  /// A root that somebody named is a document of its own; of the others, those of one name are one.
  void read_roots(std::uint32_t first) {
    NumberCursor& records = column(ShardColumn::root_records);
    const std::size_t count = graph_.derivations.size() - first;
    std::map<std::string_view, std::vector<std::uint32_t>> found;
    while (!records.at_end()) {
      const std::string_view name = text(ShardColumn::root_names);
      if (name.empty()) column(ShardColumn::root_names).fail("a root has no name");
      const auto record = static_cast<std::uint32_t>(first + records.below(count, "there is no record of that number"));
      if (records.below(2, "no such flag") == shard_given_root)
        graph_.documents.push_back({.file = file_, .root = std::string(name), .derivations = {record}, .given = true});
      else
        found[name].push_back(record);
    }
    for (auto& [name, list] : found) graph_.documents.push_back({.file = file_, .root = std::string(name), .derivations = std::move(list)});
  }

  void read_issues() {
    NumberCursor& issues = column(ShardColumn::issues);
    while (!issues.at_end()) {
      RawIssue issue;
      issue.kind = static_cast<RawIssue::Kind>(issues.below(raw_issue_kinds, "no such kind of issue"));
      issue.derivation = {reader_.kept.text(texts_.text(issues))};
      issue.detail = texts_.text(issues);
      issue.place.file = file_;
      graph_.issues.push_back(std::move(issue));
    }
  }

  std::size_t frame_;
  const std::string& file_;
  RawGraph& graph_;
  RecordReader& reader_;
  Columns columns_;
  SharedTexts texts_;
  std::uint32_t document_ = 0;
  std::uint64_t path_number_ = 0;
  std::vector<RawVariable> variables_;
  std::vector<RawOutput> outputs_;
  std::vector<RawInput> inputs_;
};

}  // namespace

bool looks_like_shard(std::string_view text) noexcept { return text.starts_with(shard_word); }

void ShardBatch::read(RecordReader& reader) {
  TextArena passing;
  TextArena& unpacked = reader.kept.asked() == nullptr ? *reader.kept.arena() : passing;
  for (std::size_t at = 0; at < bytes_.size();) {
    const UnpackedShard shard = unpack_shard(bytes_, at, file_, [&unpacked](std::size_t size) { return unpacked.allocate(size); });
    try {
      ShardReader(shard, file_, part_, unpacked, reader).read();
    } catch (const ShardFault& fault) {
      throw Error(fault.what(), Place{file_, shard.frame, fmt::format("byte {} of its payload", fault.byte)}, "this shard was not made by bgsnap");
    }
    at = shard.end;
  }
}

void ShardBatch::join(RawGraph& graph) {
  graph.bytes += bytes_.size();
  const auto documents = static_cast<std::uint32_t>(graph.documents.size());
  const auto records = static_cast<std::uint32_t>(graph.derivations.size());
  for (RawDocument& document : part_.documents) {
    for (std::uint32_t& record : document.derivations) record += records;
    graph.documents.push_back(std::move(document));
  }
  for (RawDerivation& record : part_.derivations) {
    record.document += documents;
    graph.derivations.push_back(record);
  }
  std::move(part_.issues.begin(), part_.issues.end(), std::back_inserter(graph.issues));
}

}  // namespace bgsnap
