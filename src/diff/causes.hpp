#pragma once

#include "bgsnap/diff.hpp"
#include "diff/pairing.hpp"

#include <span>
#include <string>
#include <vector>

namespace bgsnap {

/// A node that rebuilds for a reason of its own.
struct NodeCause {
  NodeId node;                      ///< of now
  std::vector<std::string> fields;  ///< ascending, not empty
};

/// Of `rebuilds`: what is new, what differs from its pair in itself, fixed outputs, what changed an input for another that both sides
/// have, and what rebuilds though no input of it does. Everything else in `rebuilds` has an input that rebuilds. Ascending.
[[nodiscard]] std::vector<NodeCause> find_causes(const Compared& before, const Compared& now, const Pairing& pairing,
                                                 std::span<const NodeId> rebuilds, const FieldComparison& fields);

/// Causes of one package together, the fixed outputs that are used by it alone included; most rebuilds first, ties by name.
[[nodiscard]] std::vector<DiffCause> grouped_causes(const Compared& before, const Compared& now, const Pairing& pairing,
                                                    std::span<const NodeId> rebuilds, std::span<const NodeCause> causes);

}  // namespace bgsnap
