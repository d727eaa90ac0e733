#pragma once

#include "bgsnap/build_graph.hpp"
#include "bgsnap/rebuild_graph.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace bgsnap {

using FamilyId = Id<struct FamilyTag>;

/// A graph seen for what makes variants: nodes in families (one package in any version), what each says for itself, what it needs directly.
struct VariantGraph {
  DenseMap<NodeId, FamilyId> family_of;
  DenseMap<FamilyId, std::vector<NodeId>> members;  ///< ascending
  /// Equal within a family exactly when two nodes say the same for themselves, their inputs' families included. A member of the toolchain
  /// is an instance of its own; a fixed output is its content. Two that say the same and need the same are told apart here all the same,
  /// unless their output paths are equal. Families of one node have 0.
  DenseMap<NodeId, std::uint32_t> own;
  Adjacency<NodeId, NodeId> needs;      ///< inputs that no other input implies, and downloads; of a toolchain member and a fixed output none
  Adjacency<NodeId, NodeId> needed_by;  ///< reversed
  std::vector<NodeId> inputs_first;
  DenseMap<NodeId, std::uint32_t> rank;  ///< place in inputs_first
};

/// `recipes` as for duplication(). O(V + E); with recipes also the transitive reduction of the edges and the bytes of families with several
/// members.
[[nodiscard]] VariantGraph variant_graph(const RebuildGraph& graph, const BuildGraph* recipes);

/// Numbers that are equal for nodes that would be one if only `unified` had one member instead of several; without it, for nodes that
/// nothing tells apart.
class VariantLabels {
public:
  explicit VariantLabels(const VariantGraph& graph);

  [[nodiscard]] std::uint32_t operator[](NodeId id) const noexcept { return base_[id]; }
  /// Labels of all nodes at and above the family's members, by node; others keep theirs. O(edges of these).
  [[nodiscard]] std::unordered_map<NodeId, std::uint32_t> unified(FamilyId family);

private:
  template <class LabelOf>
  [[nodiscard]] std::uint32_t label(NodeId id, LabelOf&& label_of);

  const VariantGraph& graph_;
  DenseMap<NodeId, std::uint32_t> base_;
  std::unordered_map<std::u32string, std::uint32_t> numbers_;
};

}  // namespace bgsnap
