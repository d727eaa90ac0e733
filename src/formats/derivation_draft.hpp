#pragma once

#include "base/text_order.hpp"
#include "bgsnap/raw_graph.hpp"
#include "formats/kept_text.hpp"
#include "formats/strict_json.hpp"
#include "formats/text_arena.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// One derivation as a reader collects it: in the order of the input, duplicates included. Reused from record to record.
struct DerivationDraft {
  std::string_view printed_path;  ///< the key or the file name; with its store directory where that is printed
  std::string_view store_dir;     ///< where the reader knows it
  std::optional<std::string_view> printed_name;
  std::string_view system;
  std::string_view builder;
  std::vector<std::string_view> args;
  std::vector<RawVariable> env;
  std::vector<std::string_view> passed_over;  ///< names of the variables of env that `only` leaves out
  std::vector<RawOutput> outputs;
  std::vector<RawInput> inputs;
  std::vector<StorePath> sources;
  std::optional<JsonNode> structured;   ///< of a `structuredAttrs` object
  std::vector<std::string> twice;       ///< keys of the record itself that stand there twice
  std::vector<std::string> unknown;     ///< keys that no dialect has
  std::optional<std::string> not_utf8;  ///< what to say about bytes that are not UTF-8
  bool empty_record = false;
  std::uint64_t offset = 0;
  /// Set when no other record can have its path, so that nothing must tell the two apart: of env then only those variables
  /// are read that are asked for or that the record itself needs, and of the others the names.
  const AskedAttributes* only = nullptr;

  void clear();
};

/// The finished record: sorted, completed from env, structured attributes in their one form, and of its text what `kept` keeps. What
/// deserves a line goes to `issues`; `place` is asked for only then. `arena` holds what the draft's own bytes do not.
[[nodiscard]] RawDerivation finish(DerivationDraft& draft, const std::function<Place()>& place, TextArena& arena, KeptText& kept,
                                   std::vector<RawIssue>& issues);

/// Sorts by the text that `key` gives unless sorted already; of equal ones the last stays and `on_twice` hears of each that goes.
template <class T, class Key, class OnTwice>
void ascend(std::vector<T>& list, Key key, OnTwice on_twice) {
  const auto out_of_order = [&key](const T& a, const T& b) { return !comes_before(key(a), key(b)); };
  if (std::adjacent_find(list.begin(), list.end(), out_of_order) == list.end()) return;
  std::stable_sort(list.begin(), list.end(), [&key](const T& a, const T& b) { return key(a) < key(b); });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i + 1 < list.size() && key(list[i]) == key(list[i + 1]))
      on_twice(list[i]);
    else
      list[kept++] = list[i];
  }
  list.resize(kept);
}

}  // namespace bgsnap
