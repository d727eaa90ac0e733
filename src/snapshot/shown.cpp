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

/// Keeps its list in `lists`.
Shown shown_of(const IdentifiedGraph& graph, const ItemGraph& items, ItemId item, TextArena& lists) {
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
  std::vector<std::string_view> sources;
  for (StorePath source : graph.graph[id].sources)
    if (!graph.graph.is_drv_source(source)) sources.push_back(source.name());
  std::sort(sources.begin(), sources.end());
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  shown.sources = lists.copy(sources);
  return shown;
}

/// The beginning of what is compared, as numbers: most values part there, and no text is fetched for it.
struct Head {
  std::uint32_t group;
  std::uint32_t class_name;  ///< ranks
  std::uint32_t pname;
  std::uint32_t at;
};

std::vector<Head> heads_of(const DenseMap<ItemId, Shown>& all) {
  std::vector<std::string_view> class_names;
  std::vector<std::string_view> pnames;
  for (const Shown& shown : all) {
    class_names.push_back(shown.class_name);
    pnames.push_back(shown.pname);
  }
  const std::vector<std::uint32_t> class_ranks = ranks(class_names);
  const std::vector<std::uint32_t> pname_ranks = ranks(pnames);
  std::vector<Head> heads;
  heads.reserve(all.size());
  for (std::uint32_t i = 0; i < all.size(); ++i) heads.push_back({all[ItemId(i)].group, class_ranks[i], pname_ranks[i], i});
  return heads;
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
  if (const auto order = a.shows <=> b.shows; order != 0) return order;
  if (const auto order = std::lexicographical_compare_three_way(a.sources.begin(), a.sources.end(), b.sources.begin(), b.sources.end()); order != 0)
    return order;
  const auto tail = [](const Shown& s) { return std::tie(s.kind, s.dynamic_inputs, s.compiled); };
  return tail(a) <=> tail(b);
}

ShownTable shown_table(const IdentifiedGraph& graph, const ItemGraph& items) {
  ShownTable table;
  table.shown.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) table.shown.push_back(shown_of(graph, items, ItemId(i), table.lists));
  const auto shown = [&](const Head& head) -> const Shown& { return table.shown[ItemId(head.at)]; };
  std::vector<Head> order = heads_of(table.shown);
  std::sort(order.begin(), order.end(), [&](const Head& a, const Head& b) {
    if (const auto ahead = std::tie(a.group, a.class_name, a.pname) <=> std::tie(b.group, b.class_name, b.pname); ahead != 0) return ahead < 0;
    return shown(a) < shown(b);
  });
  table.rank = DenseMap<ItemId, std::uint32_t>(items.size());
  std::uint32_t rank = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i != 0 && shown(order[i - 1]) != shown(order[i])) ++rank;
    table.rank[ItemId(order[i].at)] = rank;
  }
  return table;
}

}  // namespace bgsnap
