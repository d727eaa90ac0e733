#include "graph/same_record.hpp"

#include <algorithm>

namespace bgsnap {
namespace {

template <class T, class Same>
bool same_lists(std::span<const T> a, std::span<const T> b, Same&& same) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), same);
}

bool same_texts(std::span<const std::string_view> a, std::span<const std::string_view> b) {
  return same_lists(a, b, [](std::string_view x, std::string_view y) { return x == y; });
}

bool same_variables(std::span<const RawVariable> a, std::span<const RawVariable> b) {
  return same_lists(a, b, [](const RawVariable& x, const RawVariable& y) { return x.name == y.name && x.value == y.value; });
}

bool same_dynamic(std::span<const RawDynamic> a, std::span<const RawDynamic> b) {
  return same_lists(a, b, [](const RawDynamic& x, const RawDynamic& y) { return x.output == y.output && same_texts(x.outputs, y.outputs) && same_dynamic(x.deeper, y.deeper); });
}

bool same_output(const RawOutput& a, const RawOutput& b) {
  const bool same_path = a.path == b.path || a.path.base.empty() || b.path.base.empty();
  return a.name == b.name && a.kind == b.kind && a.method == b.method && a.algorithm == b.algorithm && a.hash == b.hash && same_path;
}

bool same_input(const RawInput& a, const RawInput& b) {
  return a.derivation == b.derivation && same_texts(a.outputs, b.outputs) && same_dynamic(a.dynamic, b.dynamic);
}

}  // namespace

bool same_record(const RawDerivation& a, const RawDerivation& b) noexcept {
  if (a.empty_record != b.empty_record || a.path != b.path || a.system != b.system || a.builder != b.builder) return false;
  return same_texts(a.args, b.args) && same_variables(a.env, b.env) && a.structured == b.structured && same_lists(a.outputs, b.outputs, same_output) &&
         same_lists(a.inputs, b.inputs, same_input) && same_lists(a.sources, b.sources, [](StorePath x, StorePath y) { return x == y; });
}

bool prints_more(const RawDerivation& a, const RawDerivation& b) noexcept {
  if (b.store_dir.empty() && !a.store_dir.empty()) return true;
  for (std::size_t i = 0; i < a.outputs.size() && i < b.outputs.size(); ++i)
    if (b.outputs[i].path.base.empty() && !a.outputs[i].path.base.empty()) return true;
  return false;
}

}  // namespace bgsnap
