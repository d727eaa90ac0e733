#pragma once

#include "diff/moves.hpp"

#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace bgsnap {

/// An input of a paired node that is not what its pair had.
struct InputChange {
  std::optional<NodeId> before;  ///< what stood in its place; absent: nothing did
  NodeId now;
  bool bumped = false;   ///< it is the pair of what stood there, and only which version that is was open
  bool variant = false;  ///< both are of one key, and versions moved the same way everywhere: nobody chose this input for its user
};

/// Compares the inputs of paired nodes through the pairing: what was bumped is the same input, what was swapped for another node is a
/// change of the user. Where a name's versions became fewer or more, which of them a user gets is the user's change too.
class InputComparison {
public:
  InputComparison(const Compared& before, const Compared& now, const Moves& moves, const Changed<NamedInputs>& names);

  /// The inputs that `now` names for itself and that changed; ascending by NodeId of now.
  [[nodiscard]] std::vector<InputChange> changes(NodeId before, NodeId now) const;
  /// The same of all its inputs.
  [[nodiscard]] std::vector<InputChange> all_changes(NodeId before, NodeId now) const;

private:
  struct Versions {
    std::set<std::string_view> before;
    std::set<std::string_view> now;
    std::set<std::string_view> gone;
    std::set<std::string_view> fresh;
  };

  [[nodiscard]] std::optional<InputChange> change(NodeId before, NodeId now, NodeId input) const;
  [[nodiscard]] std::optional<NodeId> place_of(NodeId before, NodeId now, NodeId input) const;
  [[nodiscard]] bool had(NodeId before, NodeId input, NodeId pair) const;
  [[nodiscard]] bool same_version(NodeId before, NodeId now) const;
  /// Of the line that a node of now is of.
  [[nodiscard]] const Versions& versions_of_line(NodeId now) const;

  const Compared& before_;
  const Compared& now_;
  const Moves& moves_;
  const Changed<NamedInputs>& names_;
  Changed<Adjacency<LineId, NodeId>> members_;
  /// By line and derivation name, both without version: one interpreter's build of a package is another line than the next one's. Those
  /// that were asked for.
  mutable std::map<std::pair<LineId, std::string_view>, Versions> versions_;
};

}  // namespace bgsnap
