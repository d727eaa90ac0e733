#include "formats/json_documents.hpp"

#include "base/utf8.hpp"
#include "formats/cutter.hpp"
#include "formats/not_utf8.hpp"
#include "formats/sniff.hpp"
#include "formats/string_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace bgsnap {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  ///< it says nothing
constexpr std::size_t window_size = std::size_t{1} << 19;
constexpr std::string_view print_again = "print the graph again with `nix derivation show -r` and look at Nix's exit status";

bool is_conflict_marker(std::string_view text) noexcept {
  return text.starts_with("<<<<<<<") || text.starts_with("=======") || text.starts_with(">>>>>>>");
}

/// Bytes of the stream with readable ones behind them.
struct Buffer {
  explicit Buffer(std::size_t wanted) : bytes(new char[wanted + DerivationJsonReader::padding]), room(wanted) {}
  std::shared_ptr<char[]> bytes;
  std::size_t room;
};

/// In a document without "derivations", or before it: a member whose key is no derivation's path.
struct StrangeMember {
  std::string key;
  std::uint64_t offset;
};

/// What is known of an input while its windows are joined, one after the other.
struct JsonInput {
  std::string file;
  std::string root;
  bool keep_windows;
  std::vector<Buffer> spare = {};  ///< windows that were joined, for those to come
  std::uint32_t document = 0;      ///< index in RawGraph::documents
  bool any_document = false;
  bool has_derivations = false;
  bool ascending = true;
  std::vector<StrangeMember> strange = {};
};

/// A cut, and what stands there.
struct Piece {
  Cutter::Cut cut;
  bool in_derivations = false;
  std::string_view key = {};
  std::string_view value = {};
};

class JsonWindow : public Batch {
public:
  JsonWindow(std::shared_ptr<JsonInput> input, Buffer buffer, std::size_t size, std::uint64_t offset)
      : input_(std::move(input)), buffer_(std::move(buffer)), text_(buffer_.bytes.get(), size), offset_(offset) {}

  void add(const Piece& piece) { pieces_.push_back(piece); }
  /// Behind the last piece stands no JSON.
  void end_with(const JsonFault& fault) { fault_ = fault; }

  void read(RecordReader& reader) override;
  void join(RawGraph& graph) override;

private:
  [[nodiscard]] bool read_piece(const Piece& piece, RecordReader& reader);
  void read_derivation(const Piece& piece, std::string_view path, RecordReader& reader);
  void read_not_utf8(const Piece& piece, RecordReader& reader);
  [[nodiscard]] std::string_view key_text(const Piece& piece, TextArena& arena) const;
  void join_derivation(RawGraph& graph, RawDerivation& record);
  void join_other_member(const Piece& piece);
  void end_document(RawGraph& graph);
  [[nodiscard]] std::uint64_t offset(std::string_view part) const noexcept {
    return offset_ + static_cast<std::uint64_t>(part.data() - text_.data());
  }
  [[nodiscard]] Place place(const Piece& piece, std::string_view key) const;
  [[noreturn]] void refuse(const Piece& piece) const;
  [[noreturn]] void fail(std::string sentence, std::uint64_t byte, std::string pointer) const;

  std::shared_ptr<JsonInput> input_;
  Buffer buffer_;
  std::string_view text_;
  std::uint64_t offset_;  ///< of the window in the stream
  std::vector<Piece> pieces_;
  std::optional<JsonFault> fault_;
  std::vector<RawDerivation> records_;   ///< of the pieces that are records, in their order
  std::vector<std::uint8_t> is_record_;  ///< parallel to the pieces that were read
  std::vector<RawIssue> issues_;
  std::exception_ptr failure_;  ///< of the first piece that was not read
};

std::string in_document(const Piece& piece) { return piece.in_derivations ? "/derivations" : ""; }

void JsonWindow::fail(std::string sentence, std::uint64_t byte, std::string pointer) const {
  std::string next;
  if (is_conflict_marker(text_.substr(std::min<std::size_t>(byte - offset_, text_.size())))) {
    sentence = "a conflict marker of a merge stands in the file";
    next = print_again;
  } else if (sentence.starts_with("the text ends")) {
    next = fmt::format("the output was cut short: {}", print_again);
  }
  throw Error(std::move(sentence), Place{input_->file, byte, std::move(pointer)}, std::move(next));
}

std::string_view JsonWindow::key_text(const Piece& piece, TextArena& arena) const {
  if (piece.key.find('\\') == std::string_view::npos) return piece.key;
  char* const to = arena.allocate(piece.key.size());
  std::size_t wrong = 0;
  const char* const end = unescape_json(piece.key, to, wrong);
  if (end == nullptr) fail("no such escape in a key", offset(piece.key) + wrong, in_document(piece));
  return {to, static_cast<std::size_t>(end - to)};
}

Place JsonWindow::place(const Piece& piece, std::string_view key) const {
  return {input_->file, offset(piece.value), in_document(piece) + pointer_segment(key)};
}

void JsonWindow::refuse(const Piece& piece) const {
  const std::uint64_t begin = offset(piece.value);
  const std::string pointer = in_document(piece) + pointer_segment(piece.key);
  const bool marked = !is_utf8(piece.value);
  try {
    if (marked) explain_refusal(with_marks(piece.value));
    explain_refusal(text_.substr(begin - offset_));
  } catch (const JsonFault& fault) {
    fail(fault.what(), begin + (marked ? offset_before_marks(piece.value, fault.byte) : fault.byte), pointer + fault.pointer);
  }
}

void JsonWindow::read_not_utf8(const Piece& piece, RecordReader& reader) {
  const std::string marked = with_marks(piece.value);
  char* const copy = reader.text().allocate(marked.size() + DerivationJsonReader::padding);
  std::fill_n(std::copy(marked.begin(), marked.end(), copy), DerivationJsonReader::padding, '\0');
  if (reader.json.read({copy, marked.size()}, reader.draft, true) != DerivationJsonReader::Result::read) refuse(piece);
  std::size_t at = 0;
  while (const std::size_t length = utf8_length(piece.value.substr(at))) at += length;
  reader.draft.not_utf8 = fmt::format("byte {} is not UTF-8; kept as it is", offset(piece.value) + at);
}

void JsonWindow::read_derivation(const Piece& piece, std::string_view path, RecordReader& reader) {
  if (!piece.value.starts_with('{')) refuse(piece);
  const DerivationJsonReader::Result result = reader.json.read(piece.value, reader.draft);
  if (result == DerivationJsonReader::Result::refused) refuse(piece);
  if (result == DerivationJsonReader::Result::not_utf8) read_not_utf8(piece, reader);
  reader.draft.printed_path = path;
  reader.draft.offset = offset(piece.value);
  records_.push_back(finish(
      reader.draft, [&] { return place(piece, path); }, reader.text(), reader.kept, issues_));
}

/// Whether it is a record. What is none is left to join(), which knows the document.
bool JsonWindow::read_piece(const Piece& piece, RecordReader& reader) {
  if (piece.cut == Cutter::Cut::unfinished) refuse(piece);
  if (piece.cut != Cutter::Cut::member) return false;
  reader.next_record();
  const std::string_view key = key_text(piece, reader.text());
  if (key.ends_with(".drv")) {
    read_derivation(piece, key, reader);
    return true;
  }
  if (piece.in_derivations) throw Error(fmt::format("the key \"{}\" is not the path of a derivation, HASH-NAME.drv", key), place(piece, key));
  return false;
}

void JsonWindow::read(RecordReader& reader) {
  try {
    records_.reserve(pieces_.size());
    for (const Piece& piece : pieces_) is_record_.push_back(read_piece(piece, reader) ? 1 : 0);
    if (fault_) fail(fault_->what(), fault_->byte, fault_->pointer);
  } catch (...) {
    failure_ = std::current_exception();
  }
}

void JsonWindow::join_other_member(const Piece& piece) {
  TextArena arena;
  const std::string_view key = key_text(piece, arena);
  const std::string pointer = pointer_segment(key);
  const std::uint64_t begin = offset(piece.value);
  JsonNode value;
  try {
    value = read_json(piece.value);
  } catch (const JsonFault& fault) {
    fail(fault.what(), begin + fault.byte, pointer + fault.pointer);
  }
  if (key == "version") {
    if (value.kind != JsonNode::Kind::number) fail(fmt::format("\"version\" must be a number, not {}", article_of(value.kind)), begin, pointer);
    return;
  }
  if (key == "derivations") fail(fmt::format("\"derivations\" must be an object, not {}", article_of(value.kind)), begin, pointer);
  if (key == "attr" || key == "attrPath" || key == "drvPath")
    throw Error("this is a line of nix-eval-jobs, which names a root and holds no graph", Place{input_->file, begin, pointer},
                "give the graph itself: what `nix derivation show -r DRVPATH` prints, or the store directory with --root ATTR=DRVPATH");
  input_->strange.push_back({std::string(key), begin});
}

void JsonWindow::join_derivation(RawGraph& graph, RawDerivation& record) {
  auto& list = graph.documents[input_->document].derivations;
  if (!list.empty() && !(graph.derivations[list.back()].path < record.path)) input_->ascending = false;
  record.document = input_->document;
  list.push_back(static_cast<std::uint32_t>(graph.derivations.size()));
  graph.derivations.push_back(record);
}

void JsonWindow::end_document(RawGraph& graph) {
  if (!input_->has_derivations && !input_->strange.empty()) {
    const StrangeMember& first = input_->strange.front();
    throw Error(fmt::format("the key \"{}\" is not the path of a derivation, HASH-NAME.drv", first.key),
                Place{input_->file, first.offset, pointer_segment(first.key)}, "expected what `nix derivation show -r` prints");
  }
  for (const StrangeMember& member : input_->strange)
    graph.issues.push_back({RawIssue::Kind::unknown_field,
                            {},
                            fmt::format("{} is in no known version of Nix; ignored", member.key),
                            Place{input_->file, member.offset, pointer_segment(member.key)}});
  if (input_->ascending) return;
  std::vector<std::pair<StorePath, std::uint32_t>> paths;
  for (const std::uint32_t index : graph.documents[input_->document].derivations) paths.emplace_back(graph.derivations[index].path, index);
  std::sort(paths.begin(), paths.end());
  for (std::size_t i = 1; i < paths.size(); ++i) {
    if (paths[i - 1].first != paths[i].first) continue;
    const RawDerivation& second = graph.derivations[paths[i].second];
    graph.issues.push_back(
        {RawIssue::Kind::duplicate_key, second.path, "its key stands twice in one document", Place{input_->file, second.offset, {}}});
  }
}

void JsonWindow::join(RawGraph& graph) {
  std::size_t record = 0;
  graph.issues.insert(graph.issues.end(), issues_.begin(), issues_.end());
  for (std::size_t at = 0; at < is_record_.size(); ++at) {
    switch (pieces_[at].cut) {
      case Cutter::Cut::document:
        input_->document = static_cast<std::uint32_t>(graph.documents.size());
        graph.documents.push_back({input_->file, input_->root});
        input_->any_document = input_->ascending = true;
        input_->has_derivations = false;
        input_->strange.clear();
        break;
      case Cutter::Cut::derivations: input_->has_derivations = true; break;
      case Cutter::Cut::document_end: end_document(graph); break;
      case Cutter::Cut::member:
        if (is_record_[at] != 0)
          join_derivation(graph, records_[record++]);
        else
          join_other_member(pieces_[at]);
        break;
      default: break;
    }
  }
  if (failure_) std::rethrow_exception(failure_);
  if (input_->keep_windows)
    graph.storage.push_back(std::move(buffer_.bytes));
  else if (buffer_.room == window_size)
    input_->spare.push_back(std::move(buffer_));
}

/// Stands behind the windows of an input.
class JsonEnd : public Batch {
public:
  JsonEnd(std::shared_ptr<JsonInput> input, std::uint64_t bytes) : input_(std::move(input)), bytes_(bytes) {}
  void read(RecordReader&) override {}
  void join(RawGraph& graph) override {
    if (!input_->any_document) refuse_blank(input_->file);
    graph.bytes += bytes_;
  }

private:
  std::shared_ptr<JsonInput> input_;
  std::uint64_t bytes_;
};

/// Fills windows, cuts them and hands them on.
class Windows {
public:
  Windows(ByteSource& source, std::shared_ptr<JsonInput> input) : source_(source), input_(std::move(input)) {}

  void read(Batches& batches) {
    while (!ended_) batches.add(next());
    batches.add(std::make_unique<JsonEnd>(input_, read_));
  }

private:
  /// A window that begins with `rest_`, which may lie in a window that is still being read, and holds more than that.
  std::unique_ptr<JsonWindow> next() {
    std::shared_ptr<char[]> before = std::move(last_);
    Buffer buffer = this->buffer(rest_.size() * 2);
    std::copy(rest_.begin(), rest_.end(), buffer.bytes.get());
    const std::size_t got = source_.read(buffer.bytes.get() + rest_.size(), buffer.room - rest_.size());
    const std::size_t size = rest_.size() + got;
    const std::uint64_t offset = read_ - rest_.size();
    if (offset == 0 && std::string_view(buffer.bytes.get(), size).starts_with(byte_order_mark))
      std::fill_n(buffer.bytes.get(), byte_order_mark.size(), ' ');
    std::memset(buffer.bytes.get() + size, 0, DerivationJsonReader::padding);
    read_ += got;
    cutter_.look_at({buffer.bytes.get(), size}, size < buffer.room);
    last_ = buffer.bytes;
    auto window = std::make_unique<JsonWindow>(input_, std::move(buffer), size, offset);
    cut(*window);
    rest_ = cutter_.rest();
    return window;
  }

  Buffer buffer(std::size_t least) {
    if (least > window_size) return Buffer(least);
    if (input_->spare.empty()) return Buffer(window_size);
    Buffer spare = std::move(input_->spare.back());
    input_->spare.pop_back();
    return spare;
  }

  void cut(JsonWindow& window) {
    try {
      for (;;) {
        const Cutter::Cut cut = cutter_.next();
        ended_ = cut == Cutter::Cut::end || cut == Cutter::Cut::unfinished;
        if (cut == Cutter::Cut::starved || cut == Cutter::Cut::end) return;
        window.add({cut, cutter_.in_derivations(), cutter_.key(), cutter_.value()});
        if (ended_) return;
      }
    } catch (const JsonFault& fault) {
      ended_ = true;
      window.end_with(fault);
    }
  }

  ByteSource& source_;
  std::shared_ptr<JsonInput> input_;
  Cutter cutter_ = {};
  std::shared_ptr<char[]> last_;  ///< the window that `rest_` lies in
  std::string_view rest_ = {};
  std::uint64_t read_ = 0;
  bool ended_ = false;
};

}  // namespace

void read_json_documents(ByteSource& source, const std::string& root, Batches& batches, bool keep_windows) {
  Windows(source, std::make_shared<JsonInput>(JsonInput{source.name(), root, keep_windows})).read(batches);
}

}  // namespace bgsnap
