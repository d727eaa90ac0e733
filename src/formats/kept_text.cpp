#include "formats/kept_text.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

namespace bgsnap {

namespace {

constexpr std::size_t first_table = 1024;  ///< a power of two
constexpr std::size_t remembered_lists = 8;

/// No variable waits for the hash of the one before it.
std::uint64_t hash_of_text(const RawDerivation& whole) noexcept {
  std::uint64_t hash = hash_text(whole.structured);
  for (const std::string_view argument : whole.args) hash = hash_text(argument, hash);
  for (const RawVariable& variable : whole.env) hash = folded(hash ^ hash_text(variable.name), ~hash_text(variable.value));
  return hash;
}

}  // namespace

std::string_view KeptText::interned(std::string_view text, std::uint64_t hash) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max()) return arena_->copy(text);
  if (table_.size() < used_ * 2 + 2) enlarge();
  const Entry wanted{text.data(), static_cast<std::uint32_t>(text.size()), static_cast<std::uint32_t>(hash)};
  const auto is_it = [&wanted](const Entry& entry) {
    return entry.hash == wanted.hash && entry.size == wanted.size && std::memcmp(entry.text, wanted.text, wanted.size) == 0;
  };
  std::size_t at = place_of(wanted.hash);
  while (table_[at].text != nullptr && !is_it(table_[at])) at = (at + 1) & (table_.size() - 1);
  Entry& entry = table_[at];
  if (entry.text == nullptr) {
    entry = {arena_->copy(text).data(), wanted.size, wanted.hash};
    ++used_;
  }
  return {entry.text, entry.size};
}

void KeptText::enlarge() {
  const std::vector<Entry> before = std::exchange(table_, std::vector<Entry>(std::max(table_.size() * 2, first_table)));
  for (const Entry& entry : before) {
    if (entry.text == nullptr) continue;
    std::size_t at = place_of(entry.hash);
    while (table_[at].text != nullptr) at = (at + 1) & (table_.size() - 1);
    table_[at] = entry;
  }
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
  return arena_->made_of(dynamic, [this](const RawDynamic& entry) {
    return RawDynamic{interned(entry.output), names(entry.outputs), this->dynamic(entry.deeper)};
  });
}

std::span<const RawOutput> KeptText::outputs(std::span<const RawOutput> outputs) {
  return arena_->made_of(outputs, [this](const RawOutput& output) {
    return RawOutput{interned(output.name),      output.kind,      {text(output.path.base)}, interned(output.method),
                     interned(output.algorithm), text(output.hash)};
  });
}

/// Their places in the table are far apart: all are asked for before the first one is waited for.
std::span<const RawInput> KeptText::inputs(std::span<const RawInput> inputs) {
  hashes_.clear();
  for (const RawInput& input : inputs) {
    hashes_.push_back(hash_text(input.derivation.base));
    if (!table_.empty()) __builtin_prefetch(&table_[place_of(hashes_.back())]);
  }
  auto hash = hashes_.begin();
  return arena_->made_of(inputs, [&](const RawInput& input) {
    return RawInput{{interned(input.derivation.base, *hash++)}, names(input.outputs), dynamic(input.dynamic)};
  });
}

std::span<const StorePath> KeptText::sources(std::span<const StorePath> sources) {
  return arena_->made_of(sources, [this](StorePath source) { return StorePath{interned(source.base)}; });
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

RawDerivation KeptText::answers(const RawDerivation& whole, bool alone) {
  RawDerivation record = whole;
  record.path = {interned(whole.path.base)};
  record.name = record.path.base.substr(static_cast<std::size_t>(whole.name.data() - whole.path.base.data()), whole.name.size());
  record.store_dir = as_before(last_store_dir_, whole.store_dir);
  record.system = as_before(last_system_, whole.system);
  record.builder = as_before(last_builder_, whole.builder);
  record.outputs = outputs(whole.outputs);
  record.inputs = inputs(whole.inputs);
  record.sources = sources(whole.sources);
  record.args = decltype(record.args)::not_kept();
  record.env = decltype(record.env)::not_kept();
  record.structured = decltype(record.structured)::not_kept();
  record.attributes = decltype(record.attributes)::not_kept();
  record.asked = &asked_->names();
  record.answers = answers_of(whole);
  if (!alone) record.text_hash = hash_of_text(whole);
  return record;
}

/// Of an attribute that both have, the structured one's value counts.
std::span<const RawVariable> KeptText::answers_of(const RawDerivation& whole) {
  answers_.clear();
  const auto take = [this](std::span<const RawVariable> variables) {
    for (const RawVariable& variable : variables)
      if (const std::string* const name = asked_->find(variable.name)) answers_.push_back({*name, text(variable.value)});
  };
  take(whole.attributes);
  const bool structured = !answers_.empty();
  take(whole.env);
  if (structured) {
    const auto by_name = [](const RawVariable& a, const RawVariable& b) { return a.name < b.name; };
    const auto same_name = [](const RawVariable& a, const RawVariable& b) { return a.name == b.name; };
    std::stable_sort(answers_.begin(), answers_.end(), by_name);
    answers_.erase(std::unique(answers_.begin(), answers_.end(), same_name), answers_.end());
  }
  return arena_->copy(answers_);
}

}  // namespace bgsnap
