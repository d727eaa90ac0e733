#include "snapshot/shown.hpp"

#include "base/text_order.hpp"

#include <algorithm>
#include <cstdint>
#include <tuple>

namespace bgsnap {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::string_view number_at(std::string_view text, std::size_t at) noexcept {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  while (at + 1 < end && text[at] == '0') ++at;
  return text.substr(at, end - at);
}

Shown shown_of(const IdentifiedGraph& graph, const ItemGraph& items, ItemId item) {
  Shown shown;
  if (items.is_group(item)) {
    shown.group = graph.boundary.group_of[items.derivation[item]];
    return shown;
  }
  const DerivationId id = items.derivation[item];
  const Identity& identity = graph.identities[id];
  shown.class_name = identity.key.class_name;
  shown.pname = identity.key.pname;
  shown.profile = identity.key.profile;
  shown.scope = identity.key.scope;
  shown.system = identity.key.system;
  shown.version = identity.key.version;
  shown.shows = identity.shows;
  shown.kind = graph.graph.kind(id);
  shown.dynamic_inputs = graph.graph.has_dynamic_inputs(id);
  shown.compiled = identity.compiled;
  if (shown.kind == DerivationKind::fixed) return shown;
  for (StorePath source : graph.graph[id].sources)
    if (!graph.graph.is_drv_source(source)) shown.sources.push_back(source.name());
  std::sort(shown.sources.begin(), shown.sources.end());
  shown.sources.erase(std::unique(shown.sources.begin(), shown.sources.end()), shown.sources.end());
  return shown;
}

/// The beginning of what is compared, as numbers: most values part there, and no text is fetched for it.
struct Head {
  std::uint32_t group;
  std::uint64_t class_name;
  std::uint64_t pname;
  std::uint32_t at;
};

/// Class names that begin alike leave the rest to the whole comparison.
Head head_of(const Shown& shown, std::uint32_t at) noexcept {
  const bool whole = shown.class_name.size() < sizeof(std::uint64_t);
  return {shown.group, first_eight(shown.class_name), whole ? first_eight(shown.pname) : 0, at};
}

}  // namespace

std::strong_ordering compare_versions(std::string_view a, std::string_view b) noexcept {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      const std::string_view x = number_at(a, i);
      const std::string_view y = number_at(b, j);
      if (x.size() != y.size()) return x.size() <=> y.size();
      if (x != y) return x <=> y;
      while (i < a.size() && is_digit(a[i])) ++i;
      while (j < b.size() && is_digit(b[j])) ++j;
    } else {
      if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) <=> static_cast<unsigned char>(b[j]);
      ++i;
      ++j;
    }
  }
  if (a.size() - i != b.size() - j) return a.size() - i <=> b.size() - j;
  return a <=> b;
}

std::strong_ordering operator<=>(const Shown& a, const Shown& b) {
  const auto head = [](const Shown& s) { return std::tie(s.group, s.class_name, s.pname, s.profile, s.scope, s.system); };
  if (const auto order = head(a) <=> head(b); order != 0) return order;
  if (const auto order = compare_versions(a.version, b.version); order != 0) return order;
  const auto tail = [](const Shown& s) { return std::tie(s.shows, s.sources, s.kind, s.dynamic_inputs, s.compiled); };
  return tail(a) <=> tail(b);
}

ShownTable shown_table(const IdentifiedGraph& graph, const ItemGraph& items) {
  std::vector<Shown> all;
  all.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) all.push_back(shown_of(graph, items, ItemId(i)));
  std::vector<Head> order;
  order.reserve(items.size());
  for (std::uint32_t i = 0; i < items.size(); ++i) order.push_back(head_of(all[i], i));
  std::sort(order.begin(), order.end(), [&](const Head& a, const Head& b) {
    if (const auto ahead = std::tie(a.group, a.class_name, a.pname) <=> std::tie(b.group, b.class_name, b.pname); ahead != 0) return ahead < 0;
    return all[a.at] < all[b.at];
  });
  ShownTable table;
  table.of_item = DenseMap<ItemId, std::uint32_t>(items.size());
  for (const auto& [group, class_name, pname, at] : order) {
    if (table.values.empty() || table.values.back() != all[at]) table.values.push_back(std::move(all[at]));
    table.of_item[ItemId(at)] = static_cast<std::uint32_t>(table.values.size() - 1);
  }
  return table;
}

}  // namespace bgsnap
