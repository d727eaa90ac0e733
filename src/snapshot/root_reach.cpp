#include "snapshot/root_reach.hpp"

#include <algorithm>

namespace bgsnap {

RootReach root_reach(const ItemGraph& items, std::size_t block) {
  RootReach reach{DenseMap<ItemId, RootBits>(items.size()), DenseMap<ItemId, RootBits>(items.size())};
  const std::size_t first = RootBits::roots * block;
  for (std::size_t root = first; root < std::min(items.roots.size(), first + RootBits::roots); ++root)
    for (ItemId item : items.roots[root]) {
      reach.closure[item].set(root - first);
      reach.building[item].set(root - first);
    }
  const std::span<const ItemId> order(items.inputs_first);
  spread(order, reach.closure, [&](ItemId item, auto&& give) {
    for (ItemId input : items.inputs[item]) give(input);
    for (ItemId source : items.drv_sources[item]) give(source);
  });
  spread(order, reach.building, [&](ItemId item, auto&& give) {
    if (items.fixed[item]) return;
    for (ItemId input : items.inputs[item]) give(input);
  });
  return reach;
}

}  // namespace bgsnap
