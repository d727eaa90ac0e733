#pragma once

#include "snapshot/item_graph.hpp"
#include "snapshot/root_sets.hpp"

#include <cstdint>
#include <vector>

namespace bgsnap {

using ClassId = Id<struct ClassTag>;

/// The coarsest division of the items into lines such that all members of a line show the same, have inputs in the same lines, are
/// reached by the same roots, and, for fixed outputs, are used by the same lines. Hence a cone, a bump, what is needed for a root and
/// a root's closure hold a line wholly or not at all, and counting lines by their members is exact (semantics.md 4, law 3). Classes are
/// numbered inputs first.
struct Partition {
  DenseMap<ItemId, ClassId> class_of;
  DenseMap<ClassId, ItemId> member;              ///< one of each
  DenseMap<ClassId, std::uint32_t> derivations;  ///< how many the line stands for
  Adjacency<ClassId, ClassId> inputs;            ///< of the members' not implied inputs (all of a fixed output's); ascending
  Adjacency<ClassId, ClassId> built_inputs;      ///< of all members, implied ones too; neither groups nor fixed outputs, and none of those
  Adjacency<ClassId, ClassId> drv_sources;
  Adjacency<ClassId, ClassId> users;  ///< fixed outputs only; ascending
  [[nodiscard]] std::size_t size() const noexcept { return member.size(); }
};

/// `shown` numbers what each item's line shows, equal exactly for equal texts. O(rounds × (V + E)), the rounds being few.
[[nodiscard]] Partition partition(const ItemGraph& items, const RootSets& roots, const DenseMap<ItemId, std::uint32_t>& shown);

}  // namespace bgsnap
