#pragma once

#include "diff/input_changes.hpp"

#include <span>
#include <string>
#include <vector>

namespace bgsnap {

/// Why a node rebuilds, when no input of it says so.
struct NodeCause {
  NodeId node;                        ///< of now
  std::vector<FieldChange> changes;   ///< its own, ascending by field
  std::vector<InputChange> variants;  ///< without changes of its own: inputs that moved to another variant of their key
};

/// Of `rebuilds`: what is new, what differs from its pair in itself, fixed outputs, what changed an input for another, what rebuilds
/// though no input of it does, and what was moved to another variant of an input. All else in `rebuilds` has an input that rebuilds.
/// Ascending.
[[nodiscard]] std::vector<NodeCause> find_causes(const Compared& before, const Compared& now, const Moves& moves, const Reading& reading,
                                                 std::span<const NodeId> rebuilds);

/// Causes of one package together, the fixed outputs that are used by it alone included, and those moved between its variants; most
/// rebuilds first, ties by name.
[[nodiscard]] std::vector<DiffCause> grouped_causes(const Compared& before, const Compared& now, const Moves& moves, const FieldComparison& fields,
                                                    std::span<const NodeId> rebuilds, std::span<const NodeCause> causes);

/// Of causes that are one edit in several packages: which. What is new, another content of a source and a version of its own are never
/// the same edit.
[[nodiscard]] std::vector<CauseGroup> same_edits(const Compared& now, std::span<const NodeId> rebuilds, std::span<const DiffCause> causes);

}  // namespace bgsnap
