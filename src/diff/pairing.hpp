#pragma once

#include "diff/compared.hpp"

#include <optional>

namespace bgsnap {

/// Which node of one side is the same thing as which of the other (semantics.md 2). One to one; what appeared or vanished has none.
struct Pairing {
  DenseMap<NodeId, std::optional<NodeId>> before_of;  ///< for each node of now
  DenseMap<NodeId, std::optional<NodeId>> now_of;     ///< for each node of before

  void pair(NodeId before, NodeId now) {
    before_of[now] = before;
    now_of[before] = now;
  }
  [[nodiscard]] bool paired(NodeId before, NodeId now) const noexcept { return before_of[now] == before; }
};

/// First what is wholly the same (label and closure, then key and closure); then what has a key that the other side has too; then one
/// pname (class, profile, scope, system) of which one version is gone and another is new; then the same once more over all systems, profiles and scopes; then what is left of one pname, whatever the versions. Several candidates are told apart by what
/// they share: the own fingerprint, how far their versions agree, what they show, the names of all that is below them, paired inputs,
/// and how many of their attributes say the same, in this order; ties by label. Inputs are settled before what needs them. O(V log V + E), and candidates × candidates × inputs for
/// groups of up to 500 on a side; what larger ones leave in doubt is paired in the order of labels.
[[nodiscard]] Pairing pair_nodes(const Compared& before, const Compared& now, const CommonTexts& common_texts);

}  // namespace bgsnap
