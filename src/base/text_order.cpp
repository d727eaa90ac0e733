#include "base/text_order.hpp"

#include "base/side_by_side.hpp"

#include <algorithm>
#include <cstddef>

namespace bgsnap {
namespace {

/// The beginning of what is compared, as numbers: most texts part there, and none is fetched for it.
struct Head {
  std::uint64_t first;
  std::uint64_t second;
  std::uint32_t at;
};

}  // namespace

std::vector<std::uint32_t> ascending(std::span<const std::string_view> texts) {
  constexpr std::size_t seen = sizeof(Head::first);
  std::vector<Head> heads;
  heads.reserve(texts.size());
  for (std::uint32_t i = 0; i < texts.size(); ++i)
    heads.push_back({first_eight(texts[i]), first_eight(texts[i].substr(std::min(seen, texts[i].size()))), i});
  const auto before = [&](const Head& a, const Head& b) {
    if (a.first != b.first) return a.first < b.first;
    if (a.second != b.second) return a.second < b.second;
    const int order = texts[a.at].compare(texts[b.at]);
    return order != 0 ? order < 0 : a.at < b.at;
  };
  const auto middle = heads.begin() + static_cast<std::ptrdiff_t>(heads.size() / 2);
  side_by_side(
      heads.size() >= nodes_worth_a_thread, [&] { std::sort(heads.begin(), middle, before); }, [&] { std::sort(middle, heads.end(), before); });
  std::inplace_merge(heads.begin(), middle, heads.end(), before);
  std::vector<std::uint32_t> places;
  places.reserve(heads.size());
  for (const Head& head : heads) places.push_back(head.at);
  return places;
}

}  // namespace bgsnap
