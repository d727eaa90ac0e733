#include "formats/json_documents.hpp"

#include "formats/not_utf8.hpp"
#include "formats/string_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace bgsnap {

namespace {

constexpr std::string_view print_again = "print the graph again with `nix derivation show -r` and look at Nix's exit status";

/// In a document without "derivations", or before it: a member whose key is no derivation's path.
struct StrangeMember {
  std::string key;
  std::uint64_t offset;
};

bool is_conflict_marker(std::string_view text) noexcept {
  return text.starts_with("<<<<<<<") || text.starts_with("=======") || text.starts_with(">>>>>>>");
}

}  // namespace

struct JsonDocuments::Document {
  std::uint32_t index = 0;
  bool has_derivations = false;
  bool ascending = true;
  std::vector<StrangeMember> strange = {};
  std::vector<std::uint32_t>& list(RawGraph& graph) const { return graph.documents[index].derivations; }
};

void JsonDocuments::fail(std::string sentence, std::uint64_t byte, std::string pointer) const {
  std::string next;
  if (is_conflict_marker(text_.substr(std::min<std::size_t>(byte, text_.size())))) {
    sentence = "a conflict marker of a merge stands in the file";
    next = print_again;
  } else if (sentence.starts_with("the text ends")) {
    next = fmt::format("the output was cut short: {}", print_again);
  }
  throw Error(std::move(sentence), Place{file_, byte, std::move(pointer)}, std::move(next));
}

std::string_view JsonDocuments::key_text(const Cutter& cutter) {
  const std::string_view raw = cutter.key();
  if (raw.find('\\') == std::string_view::npos) return raw;
  char* const to = arena_.allocate(raw.size());
  std::size_t wrong = 0;
  const char* const end = unescape_json(raw, to, wrong);
  if (end == nullptr) fail("no such escape in a key", cutter.offset(raw) + wrong, cutter.in_derivations() ? "/derivations" : "");
  return {to, static_cast<std::size_t>(end - to)};
}

Place JsonDocuments::place(const Cutter& cutter, std::string_view key) const {
  return {file_, cutter.offset(cutter.value()), (cutter.in_derivations() ? "/derivations" : "") + pointer_segment(key)};
}

void JsonDocuments::refuse(const Cutter& cutter) const {
  const std::size_t begin = cutter.offset(cutter.value());
  const std::string pointer = (cutter.in_derivations() ? "/derivations" : "") + pointer_segment(cutter.key());
  const std::string_view value = cutter.value();
  const bool marked = !is_utf8(value);
  try {
    if (marked) explain_refusal(with_marks(value));
    explain_refusal(text_.substr(begin));
  } catch (const JsonFault& fault) {
    fail(fault.what(), begin + (marked ? offset_before_marks(value, fault.byte) : fault.byte), pointer + fault.pointer);
  }
}

void JsonDocuments::read_not_utf8(const Cutter& cutter) {
  const std::string_view value = cutter.value();
  const std::string marked = with_marks(value);
  char* const copy = arena_.allocate(marked.size() + DerivationJsonReader::padding);
  std::fill_n(std::copy(marked.begin(), marked.end(), copy), DerivationJsonReader::padding, '\0');
  if (reader_.read({copy, marked.size()}, draft_, true) != DerivationJsonReader::Result::read) refuse(cutter);
  std::size_t at = 0;
  while (const std::size_t length = utf8_length(value.substr(at))) at += length;
  draft_.not_utf8 = fmt::format("byte {} is not UTF-8; kept as it is", cutter.offset(value) + at);
}

void JsonDocuments::read_derivation(Document& document, const Cutter& cutter, std::string_view path) {
  if (!cutter.value().starts_with('{')) refuse(cutter);
  draft_.clear();
  const DerivationJsonReader::Result result = reader_.read(cutter.value(), draft_);
  if (result == DerivationJsonReader::Result::refused) refuse(cutter);
  if (result == DerivationJsonReader::Result::not_utf8) read_not_utf8(cutter);
  draft_.printed_path = path;
  draft_.document = document.index;
  draft_.offset = cutter.offset(cutter.value());
  const RawDerivation record = finish(
      draft_, [&] { return place(cutter, path); }, arena_, graph_.issues);
  auto& list = document.list(graph_);
  if (!list.empty() && !(graph_.derivations[list.back()].path < record.path)) document.ascending = false;
  list.push_back(static_cast<std::uint32_t>(graph_.derivations.size()));
  graph_.derivations.push_back(record);
}

void JsonDocuments::read_other_member(Document& document, const Cutter& cutter, std::string_view key) {
  const std::string pointer = pointer_segment(key);
  const std::size_t begin = cutter.offset(cutter.value());
  JsonNode value;
  try {
    value = read_json(cutter.value());
  } catch (const JsonFault& fault) {
    fail(fault.what(), begin + fault.byte, pointer + fault.pointer);
  }
  if (key == "version") {
    if (value.kind != JsonNode::Kind::number) fail(fmt::format("\"version\" must be a number, not {}", article_of(value.kind)), begin, pointer);
    return;
  }
  if (key == "derivations") fail(fmt::format("\"derivations\" must be an object, not {}", article_of(value.kind)), begin, pointer);
  if (key == "attr" || key == "attrPath" || key == "drvPath")
    throw Error("this is a line of nix-eval-jobs, which names a root and holds no graph", Place{file_, begin, pointer},
                "give the graph itself: what `nix derivation show -r DRVPATH` prints, or the store directory with --root ATTR=DRVPATH");
  document.strange.push_back({std::string(key), begin});
}

void JsonDocuments::read_member(Document& document, const Cutter& cutter) {
  const std::string_view key = key_text(cutter);
  if (key.ends_with(".drv")) return read_derivation(document, cutter, key);
  if (cutter.in_derivations()) throw Error(fmt::format("the key \"{}\" is not the path of a derivation, HASH-NAME.drv", key), place(cutter, key));
  read_other_member(document, cutter, key);
}

void JsonDocuments::end_document(Document& document) {
  if (!document.has_derivations && !document.strange.empty()) {
    const StrangeMember& first = document.strange.front();
    throw Error(fmt::format("the key \"{}\" is not the path of a derivation, HASH-NAME.drv", first.key),
                Place{file_, first.offset, pointer_segment(first.key)}, "expected what `nix derivation show -r` prints");
  }
  for (const StrangeMember& member : document.strange)
    graph_.issues.push_back({RawIssue::Kind::unknown_field,
                             {},
                             fmt::format("{} is in no known version of Nix; ignored", member.key),
                             Place{file_, member.offset, pointer_segment(member.key)}});
  if (document.ascending) return;
  std::vector<std::pair<StorePath, std::uint32_t>> paths;
  for (const std::uint32_t index : document.list(graph_)) paths.emplace_back(graph_.derivations[index].path, index);
  std::sort(paths.begin(), paths.end());
  for (std::size_t i = 1; i < paths.size(); ++i) {
    if (paths[i - 1].first != paths[i].first) continue;
    const RawDerivation& second = graph_.derivations[paths[i].second];
    graph_.issues.push_back({RawIssue::Kind::duplicate_key, second.path, "its key stands twice in one document", Place{file_, second.offset, {}}});
  }
}

void JsonDocuments::read(std::string_view text, const std::string& file, const std::string& root) {
  text_ = text;
  file_ = file;
  Cutter cutter(text);
  Document document;
  const auto next = [&] {
    try {
      return cutter.next();
    } catch (const JsonFault& fault) {
      fail(fault.what(), fault.byte, fault.pointer);
    }
  };
  for (;;) {
    switch (next()) {
      case Cutter::Cut::document:
        document = Document{.index = static_cast<std::uint32_t>(graph_.documents.size())};
        graph_.documents.push_back({file, root});
        break;
      case Cutter::Cut::derivations: document.has_derivations = true; break;
      case Cutter::Cut::member: read_member(document, cutter); break;
      case Cutter::Cut::unfinished: refuse(cutter);
      case Cutter::Cut::derivations_end: break;
      case Cutter::Cut::document_end: end_document(document); break;
      case Cutter::Cut::end: return;
    }
  }
}

}  // namespace bgsnap
