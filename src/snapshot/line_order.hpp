#pragma once

#include "snapshot/partition.hpp"
#include "snapshot/root_sets.hpp"

#include <vector>

namespace bgsnap {

/// The classes in an order that only what lines show decides: first what is shown, then the places of the inputs, then, for fixed
/// outputs, of the users, then the roots that reach them. A total order, without digests: the partition is the coarsest that these
/// can tell apart. `shown` is what partition() got.
[[nodiscard]] std::vector<ClassId> line_order(const RootSets& roots, const Partition& partition, const DenseMap<ItemId, std::uint32_t>& shown);

}  // namespace bgsnap
