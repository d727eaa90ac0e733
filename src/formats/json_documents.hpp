#pragma once

#include "bgsnap/raw_graph.hpp"
#include "formats/cutter.hpp"
#include "formats/derivation_draft.hpp"
#include "formats/derivation_json.hpp"

#include <string>
#include <string_view>

namespace bgsnap {

/// Reads the JSON documents of one file into a RawGraph.
class JsonDocuments {
public:
  JsonDocuments(RawGraph& graph, TextArena& arena) : graph_(graph), arena_(arena), reader_(arena) {}

  /// `text` has readable bytes behind it and outlives the graph. Throws Error.
  void read(std::string_view text, const std::string& file, const std::string& root);

private:
  struct Document;
  void read_member(Document& document, const Cutter& cutter);
  void read_derivation(Document& document, const Cutter& cutter, std::string_view path);
  void read_not_utf8(const Cutter& cutter);
  void read_other_member(Document& document, const Cutter& cutter, std::string_view key);
  void end_document(Document& document);
  [[nodiscard]] std::string_view key_text(const Cutter& cutter);
  [[nodiscard]] Place place(const Cutter& cutter, std::string_view key) const;
  [[noreturn]] void refuse(const Cutter& cutter) const;
  [[noreturn]] void fail(std::string sentence, std::uint64_t byte, std::string pointer) const;

  RawGraph& graph_;
  TextArena& arena_;
  DerivationJsonReader reader_;
  DerivationDraft draft_ = {};
  std::string_view text_ = {};
  std::string file_ = {};
};

}  // namespace bgsnap
