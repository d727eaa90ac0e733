#include "formats/record_order.hpp"

#include <algorithm>
#include <tuple>

namespace bgsnap {

namespace {

using Order = std::strong_ordering;

template <class T, class Compare>
Order order_of_lists(std::span<const T> a, std::span<const T> b, Compare compare) noexcept {
  return std::lexicographical_compare_three_way(a.begin(), a.end(), b.begin(), b.end(), compare);
}

Order order_of_texts(std::span<const std::string_view> a, std::span<const std::string_view> b) noexcept {
  return order_of_lists(a, b, std::compare_three_way());
}

Order order_of_variables(const RawVariable& a, const RawVariable& b) noexcept { return std::tie(a.name, a.value) <=> std::tie(b.name, b.value); }

Order order_of_outputs(const RawOutput& a, const RawOutput& b) noexcept {
  return std::tie(a.name, a.kind, a.path, a.method, a.algorithm, a.hash) <=> std::tie(b.name, b.kind, b.path, b.method, b.algorithm, b.hash);
}

Order order_of_dynamic(const RawDynamic& a, const RawDynamic& b) noexcept {
  if (const Order order = a.output <=> b.output; order != 0) return order;
  if (const Order order = order_of_texts(a.outputs, b.outputs); order != 0) return order;
  return order_of_lists(a.deeper, b.deeper, order_of_dynamic);
}

Order order_of_inputs(const RawInput& a, const RawInput& b) noexcept {
  if (const Order order = a.derivation <=> b.derivation; order != 0) return order;
  if (const Order order = order_of_texts(a.outputs, b.outputs); order != 0) return order;
  return order_of_lists(a.dynamic, b.dynamic, order_of_dynamic);
}

Order order_of_recipe_texts(const RawDerivation& a, const RawDerivation& b) noexcept {
  if (a.asked != nullptr) return a.text_hash <=> b.text_hash;
  if (const Order order = a.structured.get() <=> b.structured.get(); order != 0) return order;
  if (const Order order = order_of_texts(a.args, b.args); order != 0) return order;
  return order_of_lists(a.env.get(), b.env.get(), order_of_variables);
}

}  // namespace

Order order_of(const RawDerivation& a, const RawDerivation& b) noexcept {
  const auto head = [](const RawDerivation& record) {
    return std::tie(record.path, record.empty_record, record.store_dir, record.system, record.builder);
  };
  if (const Order order = head(a) <=> head(b); order != 0) return order;
  if (const Order order = order_of_recipe_texts(a, b); order != 0) return order;
  if (const Order order = order_of_lists(a.outputs, b.outputs, order_of_outputs); order != 0) return order;
  if (const Order order = order_of_lists(a.inputs, b.inputs, order_of_inputs); order != 0) return order;
  return order_of_lists(a.sources, b.sources, std::compare_three_way());
}

}  // namespace bgsnap
