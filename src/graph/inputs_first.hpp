#pragma once

#include "bgsnap/build_graph.hpp"

#include <vector>

namespace bgsnap {

/// An order in which what is needed stands before what needs it, and who stands in a cycle.
struct InputsFirst {
  std::vector<DerivationId> order;                ///< every id once; ties, and the members of one cycle, ascend
  DenseMap<DerivationId, std::uint8_t> in_cycle;  ///< empty when there is no cycle
};

/// `needs` are the edges from a derivation to what it needs. O(V log V + E), without recursion.
[[nodiscard]] InputsFirst inputs_first(const Adjacency<DerivationId, DerivationId>& needs);

}  // namespace bgsnap
