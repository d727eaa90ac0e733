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
std::vector<std::uint32_t> set_numbers(const ItemGraph& items, const Downward& edges, RootSetNumbers& sets) {
  StartLists roots;
  std::vector<std::uint32_t> of_root;
  for (const auto& list : items.roots) {
    of_root.clear();
    for (ItemId item : list) of_root.push_back(item.value);
    roots.push_back(of_root);
  }
  const StartReach reach(edges.input(), roots);
  std::vector<std::uint32_t> of_carrier(reach.carriers(), sets.empty());
  reach.each_row(
      [&](std::size_t first, std::uint32_t carrier, const BitRow& row) { of_carrier[carrier] = sets.with(of_carrier[carrier], first, row); });
  std::vector<std::uint32_t> numbers;
  numbers.reserve(items.size());
  for (std::uint32_t item = 0; item < items.size(); ++item)
    numbers.push_back(reach.carrier(item) == StartReach::nobody ? sets.empty() : of_carrier[reach.carrier(item)]);
  return numbers;
}

}  // namespace

std::uint32_t RootSetNumbers::with(std::uint32_t set, std::size_t first, const BitRow& row) {
  step_.assign({set, static_cast<std::uint32_t>(first)});
  for (std::uint32_t word = 0; word < row.words.size(); ++word)
    if (const std::uint64_t bits = row.words[word]; bits != 0)
      step_.insert(step_.end(), {word, static_cast<std::uint32_t>(bits), static_cast<std::uint32_t>(bits >> 32)});
  return steps_.number(step_);
}

std::vector<std::uint32_t> RootSetNumbers::roots(std::uint32_t set) const {
  std::vector<std::uint32_t> roots;
  for (auto step = steps_[set]; !step.empty(); step = steps_[step[0]]) {
    BitRow row;
    for (std::size_t at = 2; at < step.size(); at += 3) row.words[step[at]] = step[at + 1] | std::uint64_t{step[at + 2]} << 32;
    row.for_each([&](std::size_t column) { roots.push_back(step[1] + static_cast<std::uint32_t>(column)); });
  }
  std::sort(roots.begin(), roots.end());
  return roots;
}

RootSets::RootSets(const ItemGraph& items) : number_(items.size()) {
  const std::vector<std::uint32_t> closure = set_numbers(items, closure_edges(items), closure_);
  const std::vector<std::uint32_t> building = set_numbers(items, building_edges(items), building_);
  for (std::uint32_t item = 0; item < items.size(); ++item) number_[ItemId(item)] = pairs_.number(std::array{closure[item], building[item]});
}

std::vector<std::uint64_t> RootSets::key(ItemId item) const {
  const auto pair = pairs_[number_[item]];
  const std::vector<std::uint32_t> building = building_.roots(pair[1]);
  std::vector<std::uint64_t> key;
  for (const std::uint32_t root : closure_.roots(pair[0]))
    key.push_back(2 * std::uint64_t{root} + (std::binary_search(building.begin(), building.end(), root) ? 1 : 0));
  return key;
}

}  // namespace bgsnap
