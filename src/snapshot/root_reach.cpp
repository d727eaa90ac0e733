#include "snapshot/root_reach.hpp"

#include <algorithm>

namespace bgsnap {

RootBlock root_block(const ItemGraph& items, std::size_t block) {
  RootBlock reach{DenseMap<ItemId, std::uint64_t>(items.size()), DenseMap<ItemId, std::uint64_t>(items.size())};
  const std::size_t last = std::min(items.roots.size(), 64 * block + 64);
  for (std::size_t root = 64 * block; root < last; ++root)
    for (ItemId item : items.roots[root]) {
      reach.closure[item] |= std::uint64_t{1} << (root % 64);
      reach.building[item] |= std::uint64_t{1} << (root % 64);
    }
  for (auto at = items.inputs_first.rbegin(); at != items.inputs_first.rend(); ++at) {
    const ItemId user = *at;
    const std::uint64_t closure = reach.closure[user];
    const std::uint64_t building = items.fixed[user] ? 0 : reach.building[user];
    if (closure == 0) continue;
    for (ItemId input : items.inputs[user]) {
      reach.closure[input] |= closure;
      reach.building[input] |= building;
    }
    for (ItemId source : items.drv_sources[user]) reach.closure[source] |= closure;
  }
  return reach;
}

}  // namespace bgsnap
