#include "graph/same_record.hpp"

#include <algorithm>

namespace bgsnap {

namespace {

template <class T, class Same>
bool all_same(std::span<const T> a, std::span<const T> b, Same same) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

bool same_names(std::span<const std::string_view> a, std::span<const std::string_view> b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

bool same_variable(const RawVariable& a, const RawVariable& b) noexcept { return a.name == b.name && a.value == b.value; }

bool agree(std::string_view a, std::string_view b) noexcept { return a.empty() || b.empty() || a == b; }

bool same_output(const RawOutput& a, const RawOutput& b) noexcept {
  return a.name == b.name && a.kind == b.kind && agree(a.path.base, b.path.base) && a.method == b.method && a.algorithm == b.algorithm &&
         a.hash == b.hash;
}

bool same_dynamic(const RawDynamic& a, const RawDynamic& b) noexcept {
  return a.output == b.output && same_names(a.outputs, b.outputs) && all_same(a.deeper, b.deeper, same_dynamic);
}

bool same_input(const RawInput& a, const RawInput& b) noexcept {
  return a.derivation == b.derivation && same_names(a.outputs, b.outputs) && all_same(a.dynamic, b.dynamic, same_dynamic);
}

bool same_text(const RawDerivation& a, const RawDerivation& b) noexcept {
  if (a.asked != nullptr) return a.text_hash == b.text_hash;
  return same_names(a.args, b.args) && all_same(a.env.get(), b.env.get(), same_variable) && a.structured.get() == b.structured.get();
}

}  // namespace

bool same_record(const RawDerivation& a, const RawDerivation& b) noexcept {
  return a.empty_record == b.empty_record && agree(a.store_dir, b.store_dir) && a.system == b.system && a.builder == b.builder && same_text(a, b) &&
         all_same(a.outputs, b.outputs, same_output) && all_same(a.inputs, b.inputs, same_input) &&
         std::equal(a.sources.begin(), a.sources.end(), b.sources.begin(), b.sources.end());
}

bool says_all_of(const RawDerivation& more, const RawDerivation& less) noexcept {
  if (less.empty_record) return true;
  const auto has_it = [](std::string_view a, std::string_view b) { return b.empty() || a == b; };
  const auto has_path = [has_it](const RawOutput& a, const RawOutput& b) { return has_it(a.path.base, b.path.base); };
  return same_record(more, less) && has_it(more.store_dir, less.store_dir) && all_same(more.outputs, less.outputs, has_path);
}

std::size_t completeness(const RawDerivation& record) noexcept {
  const auto known = std::count_if(record.outputs.begin(), record.outputs.end(), [](const RawOutput& output) { return !output.path.base.empty(); });
  return static_cast<std::size_t>(known) + (record.store_dir.empty() ? 0U : 1U);
}

}  // namespace bgsnap
