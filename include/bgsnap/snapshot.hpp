#pragma once

#include "bgsnap/identity.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Room `snapshot`: freezes, sorts, versions: equal graphs give equal bytes.
namespace bgsnap {

using NodeId = Id<struct NodeTag>;

/// So many derivations of a toolchain group are of this class.
struct ClassCount {
  std::string_view class_name;
  std::uint32_t derivations = 0;
  friend bool operator==(const ClassCount&, const ClassCount&) = default;
};

/// One line of the committed file: derivations that show the same and stand in the same places (semantics.md 4). Its texts and lists
/// are views of what Snapshot::storage holds.
struct SnapshotNode {
  std::string_view id;  ///< "CLASS/PNAME[@VERSION PREFIX][:PROFILE][~SCOPE][[SYSTEM]][#N]": unique in the file, and it stays under a bump
  LogicalKey key;
  DerivationKind kind = DerivationKind::input_addressed;
  bool dynamic_inputs = false;
  bool compiled = false;
  bool boundary = false;  ///< a toolchain group; `packages` and `downloads` name what is inside, without versions
  /// Boundary only: the classes of its derivations, ascending; they sum up to `derivations`.
  std::span<const ClassCount> classes;
  std::uint32_t derivations = 1;  ///< how many derivations this line stands for
  /// Lines that its derivations need directly and `inputs` leaves out, because others imply them; without toolchain lines.
  std::uint32_t implied = 0;
  std::string_view shows;                       ///< as Identity::shows
  std::span<const std::string_view> sources;    ///< names of input sources, ascending
  std::span<const std::string_view> packages;   ///< boundary only: "CLASS/PNAME" of what is built inside, ascending
  std::span<const std::string_view> downloads;  ///< boundary only: "CLASS/PNAME" of the fixed outputs inside, ascending
  std::span<const NodeId> inputs;               ///< ascending. Transitively reduced, except those of a fixed output, which are how it is fetched
  std::span<const NodeId> drv_sources;          ///< ascending
};

struct SnapshotRoot {
  std::string name;
  std::vector<NodeId> nodes;        ///< ascending
  std::uint64_t derivations = 0;    ///< of the whole closure, toolchain and downloads included
  std::uint64_t boundary = 0;       ///< of these, inside the toolchain boundary
  std::uint64_t fixed = 0;          ///< of these, fixed-output derivations
  std::uint64_t compiled = 0;       ///< of these, derivations that count as compiled, outside the boundary
  std::uint64_t logical_nodes = 0;  ///< distinct logical keys in the closure, boundary included; fixed outputs of one content are one
  /// Direct inputs of the lines outside the boundary, those included that a line leaves out because others imply them.
  std::uint64_t edges = 0;
  /// Pairs of lines in the closure, the first outside the boundary, that needs the second: directly, or through others that are no
  /// downloads. No question asks for these two: they let the reader see that a merge by lines lost what an edge on one side implied.
  std::uint64_t pairs = 0;
};

struct Snapshot {
  std::vector<std::string> presets;
  std::uint32_t own_rules = 0;  ///< identity rules of the configuration itself, before those of the presets
  std::string system;
  bool incomplete = false;               ///< made with --allow-incomplete
  bool provisional = false;              ///< merged by lines
  std::vector<SnapshotRoot> roots;       ///< ascending by name
  DenseMap<NodeId, SnapshotNode> nodes;  ///< ascending by id text
  /// Keeps what the lines are views of; copies share it.
  std::vector<std::shared_ptr<const void>> storage = {};
  [[nodiscard]] std::optional<NodeId> find(std::string_view id) const noexcept;
  [[nodiscard]] std::uint64_t derivations() const noexcept;  ///< over all lines
};

/// Everything that asks of a graph wants these three; they belong together.
struct IdentifiedGraph {
  BuildGraph graph;
  Rules rules;
  Identities identities;
  Boundary boundary;
};
[[nodiscard]] IdentifiedGraph identified(BuildGraph graph, Rules rules);

/// Covers the closures of the graph's roots. `derivation_node`, when asked for, gets the line of each derivation.
[[nodiscard]] Snapshot take_snapshot(const IdentifiedGraph& graph, DenseMap<DerivationId, NodeId>* derivation_node = nullptr);

/// The file's bytes; parse(text(s)) gives s, and text(parse(t)) gives t for every t that text() made.
[[nodiscard]] std::string text_of(const Snapshot& snapshot);
/// Throws Error: not JSON, another schema, a conflict marker, an unknown or duplicate id, lines out of order, a root's figures that
/// the lines do not give (an emptied, shortened, merged or hand-edited file). O(bytes + V / 512 × E).
[[nodiscard]] Snapshot parse_snapshot(std::string bytes, const std::string& file);
[[nodiscard]] Snapshot read_snapshot(const std::string& file);
/// True when the bytes begin like a snapshot of any version.
[[nodiscard]] bool looks_like_snapshot(std::string_view bytes) noexcept;

}  // namespace bgsnap
