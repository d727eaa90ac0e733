#include "snapshot/root_sets.hpp"

#include "snapshot/downward.hpp"

#include <algorithm>
#include <array>

namespace bgsnap {
namespace {

Downward closure_edges(const ItemGraph& items) {
  Downward edges(items.inputs_first);
  for (std::size_t i = 0; i < items.size(); ++i) {
    edges.add(items.inputs[ItemId(i)]);
    edges.add(items.drv_sources[ItemId(i)]);
    edges.close_list();
  }
  return edges;
}

Downward building_edges(const ItemGraph& items) {
  Downward edges(items.inputs_first);
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!items.fixed[ItemId(i)]) edges.add(items.inputs[ItemId(i)]);
    edges.close_list();
  }
  return edges;
}

/// The number of each item's set of roots.
std::vector<std::uint32_t> set_numbers(const ItemGraph& items, const Downward& edges, ListNumbers& sets) {
  std::vector<std::vector<std::uint32_t>> roots;
  for (const auto& list : items.roots) {
    auto& of_root = roots.emplace_back();
    for (ItemId item : list) of_root.push_back(item.value);
  }
  const StartReach reach(edges.input(), roots);
  std::vector<std::vector<std::uint32_t>> of_carrier(reach.carriers());
  reach.each_pair([&](std::size_t root, std::uint32_t carrier) { of_carrier[carrier].push_back(static_cast<std::uint32_t>(root)); });
  std::vector<std::uint32_t> of_carriers;
  for (auto& list : of_carrier) {
    std::sort(list.begin(), list.end());
    of_carriers.push_back(sets.number(list));
  }
  const std::uint32_t none = sets.number({});
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t item = 0; item < items.size(); ++item)
    numbers.push_back(reach.carrier(item) == StartReach::nobody ? none : of_carriers[reach.carrier(item)]);
  return numbers;
}

}  // namespace

RootSets::RootSets(const ItemGraph& items) : number_(items.size()) {
  const std::vector<std::uint32_t> closure = set_numbers(items, closure_edges(items), sets_);
  const std::vector<std::uint32_t> building = set_numbers(items, building_edges(items), sets_);
  for (std::uint32_t item = 0; item < items.size(); ++item) number_[ItemId(item)] = pairs_.number(std::array{closure[item], building[item]});
}

std::vector<std::uint64_t> RootSets::key(ItemId item) const {
  const auto pair = pairs_[number_[item]];
  const auto building = sets_[pair[1]];
  std::vector<std::uint64_t> key;
  for (const std::uint32_t root : sets_[pair[0]]) key.push_back(2 * std::uint64_t{root} + (std::binary_search(building.begin(), building.end(), root) ? 1 : 0));
  return key;
}

}  // namespace bgsnap
