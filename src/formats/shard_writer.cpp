#include "formats/shard_writer.hpp"

#include "formats/shard_columns.hpp"
#include "formats/shard_frame.hpp"
#include "formats/text_arena.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <span>
#include <unordered_map>
#include <utility>

namespace bgsnap {

namespace {

void put_number(std::string& to, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) to += static_cast<char>(number | 0x80);
  to += static_cast<char>(number);
}

/// All texts that a shard mentions, numbered as they are met; sorted at the end.
class TextTable {
public:
  std::uint32_t number_of(std::string_view text) {
    const auto [at, fresh] = numbers_.try_emplace(text, static_cast<std::uint32_t>(texts_.size()));
    if (fresh) texts_.push_back(text);
    return at->second;
  }

  /// A store path is the text that it has in env: with its directory, where that is known.
  std::uint32_t number_of(StorePath path, std::string_view store_dir) {
    auto& known = paths_[store_dir];
    const auto [at, fresh] = known.try_emplace(path.base, 0);
    if (fresh) at->second = number_of(full(path, store_dir));
    return at->second;
  }

  /// By old number the rank among the sorted texts, which are given to `take` in their order.
  template <class Take>
  [[nodiscard]] std::vector<std::uint32_t> sorted(Take take) const {
    std::vector<std::uint32_t> order(texts_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) { return texts_[a] < texts_[b]; });
    std::vector<std::uint32_t> ranks(texts_.size());
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
      ranks[order[rank]] = static_cast<std::uint32_t>(rank);
      take(texts_[order[rank]]);
    }
    return ranks;
  }

private:
  std::string_view full(StorePath path, std::string_view store_dir) {
    if (store_dir.empty()) return path.base;
    char* const to = arena_.allocate(store_dir.size() + 1 + path.base.size());
    char* const slash = std::copy(store_dir.begin(), store_dir.end(), to);
    *slash = '/';
    return {to, static_cast<std::size_t>(std::copy(path.base.begin(), path.base.end(), slash + 1) - to)};
  }

  TextArena arena_;
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
  std::map<std::string_view, std::unordered_map<std::string_view, std::uint32_t>> paths_;
  std::vector<std::string_view> texts_;
};

/// All lists of texts, numbered as they are met.
class ListTable {
public:
  std::uint32_t number_of(const std::vector<std::uint32_t>& list) {
    return numbers_.try_emplace(list, static_cast<std::uint32_t>(numbers_.size())).first->second;
  }
  [[nodiscard]] std::vector<std::vector<std::uint32_t>> lists() const {
    std::vector<std::vector<std::uint32_t>> all(numbers_.size());
    for (const auto& [list, number] : numbers_) all[number] = list;
    return all;
  }

private:
  struct Hash {
    std::size_t operator()(const std::vector<std::uint32_t>& list) const noexcept {
      std::size_t hash = list.size();
      for (const std::uint32_t item : list) hash = (hash ^ item) * 0x9E3779B97F4A7C15U;
      return hash;
    }
  };
  std::unordered_map<std::vector<std::uint32_t>, std::uint32_t, Hash> numbers_;
};

/// A number of a column: it stands for itself, or for a text or list that gets its final number at the end.
struct Entry {
  enum class Kind : std::uint8_t { number, text, text_or_none, list, list_and_bit };
  Kind kind;
  std::uint8_t bit = 0;
  std::uint32_t value = 0;
};

class ShardWriter {
public:
  std::string write(const ShardContent& content) {
    for (const RawDerivation* record : content.records) add(*record);
    for (const ShardContent::Root& root : content.roots) {
      text(ShardColumn::root_names, root.name);
      number(ShardColumn::root_records, root.record);
      number(ShardColumn::root_records, root.given ? shard_given_root : 0);
    }
    for (const ShardContent::Issue& issue : content.issues) {
      number(ShardColumn::issues, static_cast<std::uint64_t>(issue.kind));
      text(ShardColumn::issues, issue.derivation);
      text(ShardColumn::issues, issue.detail);
    }
    write_texts();
    write_lists();
    for (auto column = static_cast<std::size_t>(ShardColumn::paths); column < columns_.size(); ++column) write_column(column);
    return packer_.finish();
  }

private:
  using Column = std::vector<Entry>;
  using Kind = Entry::Kind;

  Column& column(ShardColumn which) { return columns_[static_cast<std::size_t>(which)]; }

  void number(ShardColumn to, std::uint64_t value) { column(to).push_back({Kind::number, 0, static_cast<std::uint32_t>(value)}); }
  void text(ShardColumn to, std::string_view value) { column(to).push_back({Kind::text, 0, texts_.number_of(value)}); }
  void text_or_none(ShardColumn to, std::string_view value) {
    column(to).push_back(value.empty() ? Entry{Kind::number} : Entry{Kind::text_or_none, 0, texts_.number_of(value)});
  }
  void path(ShardColumn to, StorePath value) { column(to).push_back({Kind::text, 0, texts_.number_of(value, store_dir_)}); }

  template <class T, class Number>
  std::uint32_t list_of(std::span<const T> items, Number number_of_item) {
    list_.clear();
    for (const T& item : items) list_.push_back(number_of_item(item));
    return lists_.number_of(list_);
  }
  std::uint32_t list_of(std::span<const std::string_view> items) {
    return list_of(items, [this](std::string_view item) { return texts_.number_of(item); });
  }

  void add(const RawDerivation& record) {
    using enum ShardColumn;
    store_dir_ = record.store_dir;
    path(paths, record.path);
    number(flags, record.empty_record ? shard_empty_record : 0);
    text_or_none(store_dirs, record.store_dir);
    text(systems, record.system);
    text(builders, record.builder);
    column(args).push_back({Kind::list, 0, list_of(record.args)});
    const auto name_of = [this](const RawVariable& variable) { return texts_.number_of(variable.name); };
    column(variable_names).push_back({Kind::list, 0, list_of(record.env.get(), name_of)});
    for (const RawVariable& variable : record.env) text(variable_values, variable.value);
    number(output_counts, record.outputs.size());
    for (const RawOutput& output : record.outputs) add(output);
    number(input_counts, record.inputs.size());
    for (const RawInput& input : record.inputs) {
      path(input_paths, input.derivation);
      add_wanted(input_outputs, input.outputs, input.dynamic);
    }
    const auto number_of_path = [this](StorePath source) { return texts_.number_of(source, store_dir_); };
    column(sources).push_back({Kind::list, 0, list_of(record.sources, number_of_path)});
    text_or_none(structured, record.structured);
  }

  void add(const RawOutput& output) {
    using enum ShardColumn;
    text(output_names, output.name);
    number(output_kinds, static_cast<std::uint64_t>(output.kind));
    if (output.path.base.empty())
      number(output_paths, 0);
    else
      column(output_paths).push_back({Kind::text_or_none, 0, texts_.number_of(output.path, store_dir_)});
    if (output.kind == OutputKind::input_addressed || output.kind == OutputKind::deferred) return;
    text(output_contents, output.method);
    text(output_contents, output.algorithm);
    text(output_contents, output.hash);
  }

  /// Outputs wanted of an input, or of an output of it: the list, and whether more is wanted of what these are.
  void add_wanted(ShardColumn to, std::span<const std::string_view> outputs, std::span<const RawDynamic> dynamic) {
    column(to).push_back({Kind::list_and_bit, dynamic.empty() ? std::uint8_t{0} : std::uint8_t{1}, list_of(outputs)});
    if (dynamic.empty()) return;
    number(ShardColumn::dynamic, dynamic.size());
    for (const RawDynamic& entry : dynamic) {
      text(ShardColumn::dynamic, entry.output);
      add_wanted(ShardColumn::dynamic, entry.outputs, entry.deeper);
    }
  }

  void write_part(std::string_view bytes) {
    std::string length;
    put_number(length, bytes.size());
    packer_.write(length);
    packer_.write(bytes);
  }

  /// Lengths stand before the texts, so the texts are gone through twice and never copied.
  void write_texts() {
    std::vector<std::string_view> sorted;
    text_ranks_ = texts_.sorted([&sorted](std::string_view text) { sorted.push_back(text); });
    std::string lengths;
    std::uint64_t all = 0;
    for (const std::string_view text : sorted) {
      put_number(lengths, text.size());
      all += text.size();
    }
    write_part(lengths);
    std::string length;
    put_number(length, all);
    packer_.write(length);
    for (const std::string_view text : sorted) packer_.write(text);
  }

  void write_lists() {
    auto lists = lists_.lists();
    for (auto& list : lists)
      for (std::uint32_t& item : list) item = text_ranks_[item];
    std::vector<std::uint32_t> order(lists.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&lists](std::uint32_t a, std::uint32_t b) { return lists[a] < lists[b]; });
    list_ranks_.resize(lists.size());
    std::string lengths;
    std::string items;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
      list_ranks_[order[rank]] = static_cast<std::uint32_t>(rank);
      put_number(lengths, lists[order[rank]].size());
      for (const std::uint32_t item : lists[order[rank]]) put_number(items, item);
    }
    write_part(lengths);
    write_part(items);
  }

  [[nodiscard]] std::uint64_t final_number(Entry entry) const {
    switch (entry.kind) {
      case Kind::number: return entry.value;
      case Kind::text: return text_ranks_[entry.value];
      case Kind::text_or_none: return std::uint64_t{text_ranks_[entry.value]} + 1;
      case Kind::list: return list_ranks_[entry.value];
      case Kind::list_and_bit: break;
    }
    return std::uint64_t{list_ranks_[entry.value]} << 1 | entry.bit;
  }

  void write_column(std::size_t which) {
    std::string bytes;
    const bool steps = which == static_cast<std::size_t>(ShardColumn::paths);  // they ascend
    std::uint64_t previous = 0;
    for (const Entry entry : columns_[which]) {
      const std::uint64_t value = final_number(entry);
      put_number(bytes, value - previous);
      if (steps) previous = value;
    }
    columns_[which] = {};
    write_part(bytes);
  }

  ShardPacker packer_;
  TextTable texts_;
  ListTable lists_;
  std::array<Column, static_cast<std::size_t>(ShardColumn::count)> columns_;
  std::string_view store_dir_;       ///< of the record at hand
  std::vector<std::uint32_t> list_;  ///< at hand
  std::vector<std::uint32_t> text_ranks_;
  std::vector<std::uint32_t> list_ranks_;
};

}  // namespace

std::string write_shard(const ShardContent& content) { return ShardWriter().write(content); }

}  // namespace bgsnap
