#include "formats/kept_text.hpp"

#include "base/text_hash.hpp"

#include <algorithm>

namespace bgsnap {

namespace {

constexpr std::size_t first_table = 1024;  ///< a power of two
constexpr std::size_t remembered_lists = 8;

}  // namespace

std::string_view KeptText::interned(std::string_view text) {
  if (table_.size() < used_ * 2 + 2) enlarge();
  std::size_t at = hash_text(text) & (table_.size() - 1);
  while (!table_[at].empty() && table_[at] != text) at = (at + 1) & (table_.size() - 1);
  if (table_[at].empty()) {
    table_[at] = arena_->copy(text);
    ++used_;
  }
  return table_[at];
}

void KeptText::enlarge() {
  std::vector<std::string_view> larger(std::max(table_.size() * 2, first_table));
  for (const std::string_view text : table_) {
    if (text.empty()) continue;
    std::size_t at = hash_text(text) & (larger.size() - 1);
    while (!larger[at].empty()) at = (at + 1) & (larger.size() - 1);
    larger[at] = text;
  }
  table_ = std::move(larger);
}

std::span<const std::string_view> KeptText::names(std::span<const std::string_view> names) {
  if (names.empty()) return {};
  for (const auto& known : last_names_)
    if (std::equal(known.begin(), known.end(), names.begin(), names.end())) return known;
  std::vector<std::string_view> list;
  for (const std::string_view name : names) list.push_back(interned(name));
  if (last_names_.size() < remembered_lists) last_names_.emplace_back();
  return last_names_[next_names_++ % remembered_lists] = arena_->copy(list);
}

std::span<const RawDynamic> KeptText::dynamic(std::span<const RawDynamic> dynamic) {
  std::vector<RawDynamic> list;
  for (const RawDynamic& entry : dynamic) list.push_back({interned(entry.output), names(entry.outputs), this->dynamic(entry.deeper)});
  return arena_->copy(list);
}

std::span<const RawOutput> KeptText::outputs(std::span<const RawOutput> outputs) {
  std::vector<RawOutput> list;
  for (const RawOutput& output : outputs)
    list.push_back({repeated(output.name), output.kind, {text(output.path.base)}, repeated(output.method), repeated(output.algorithm), text(output.hash)});
  return arena_->copy(list);
}

std::span<const RawInput> KeptText::inputs(std::span<const RawInput> inputs) {
  std::vector<RawInput> list;
  list.reserve(inputs.size());
  for (const RawInput& input : inputs) list.push_back({{repeated(input.derivation.base)}, names(input.outputs), dynamic(input.dynamic)});
  return arena_->copy(list);
}

std::span<const StorePath> KeptText::sources(std::span<const StorePath> sources) {
  std::vector<StorePath> list;
  for (const StorePath source : sources) list.push_back({repeated(source.base)});
  return arena_->copy(list);
}

RawDerivation KeptText::all_of(const RawDerivation& whole) {
  RawDerivation record = whole;
  record.args = arena_->copy(whole.args.get());
  record.env = arena_->copy(whole.env.get());
  record.attributes = arena_->copy(whole.attributes.get());
  record.outputs = arena_->copy(whole.outputs);
  record.inputs = arena_->copy(whole.inputs);
  record.sources = arena_->copy(whole.sources);
  return record;
}

RawDerivation KeptText::answers(const RawDerivation& whole) {
  RawDerivation record = whole;
  record.path = {repeated(whole.path.base)};
  record.name = record.path.derivation_name();
  record.store_dir = repeated(whole.store_dir);
  record.system = repeated(whole.system);
  record.builder = repeated(whole.builder);
  record.outputs = outputs(whole.outputs);
  record.inputs = inputs(whole.inputs);
  record.sources = sources(whole.sources);
  record.args = decltype(record.args)::not_kept();
  record.env = decltype(record.env)::not_kept();
  record.structured = decltype(record.structured)::not_kept();
  record.attributes = decltype(record.attributes)::not_kept();
  record.asked = asked_;
  record.answers = answers_of(whole);
  std::uint64_t hash = hash_text(whole.structured);
  for (const std::string_view argument : whole.args) hash = hash_text(argument, hash);
  for (const RawVariable& variable : whole.env) hash = hash_text(variable.value, hash_text(variable.name, hash));
  record.text_hash = hash;
  return record;
}

/// Of an attribute that both have, the structured one's value counts.
std::span<const RawVariable> KeptText::answers_of(const RawDerivation& whole) {
  std::vector<RawVariable> answers;
  auto variable = whole.env.begin();
  auto attribute = whole.attributes.begin();
  for (const std::string& name : *asked_) {
    while (variable != whole.env.end() && variable->name < name) ++variable;
    while (attribute != whole.attributes.end() && attribute->name < name) ++attribute;
    if (attribute != whole.attributes.end() && attribute->name == name)
      answers.push_back({name, text(attribute->value)});
    else if (variable != whole.env.end() && variable->name == name)
      answers.push_back({name, text(variable->value)});
  }
  return arena_->copy(answers);
}

}  // namespace bgsnap
