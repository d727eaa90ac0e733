#pragma once

#include "bgsnap/fingerprint.hpp"
#include "bgsnap/rebuild_graph.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// Room `diff`: what rebuilds between two graphs, and because of what.
namespace bgsnap {

enum class Exactness { exact, structural };

/// One field, before and now, as people read it: inputs stand as "{NAME^OUTPUT}", hashes that may come from inputs as "#". Absent: the field was not there.
struct FieldChange {
  std::string field;  ///< "version", "source", "env NAME", "inputs", "builder", "args", "outputs", "system", "variant" …
  std::optional<std::string> before;
  std::optional<std::string> now;  ///< a source of the same name and other content stands on both sides with one text
  std::uint64_t derivations = 1;   ///< of the cause, that changed so
  bool repeated = false;           ///< only repeats what another field of the cause says: a phase that has the version in it
};

/// What changed by itself: a package.
struct DiffCause {
  std::string name;                   ///< pname
  std::optional<std::string> before;  ///< version before; absent: appeared
  std::optional<std::string> now;     ///< version now; absent: vanished
  std::vector<std::string> fields;    ///< what changed and is not only repeated, as in FieldChange, ascending
  std::vector<FieldChange> changes;   ///< all that changed, ascending by field
  std::vector<NodeId> derivations;    ///< of AFTER: the changed ones themselves
  /// Of AFTER: what is the same itself, but had another variant (of this name and version) as its input. A cause of field "variant".
  std::vector<NodeId> moved;
  std::uint64_t rebuilds = 0;  ///< what they pull along, themselves included, of the diff's rebuilds; derivations
  std::uint64_t alone = 0;     ///< of `rebuilds`: reached from no other cause; the rest it shares
};

/// Part of a field that changed, the same way in several packages: "-" became "_".
struct FieldEdit {
  std::string field;
  std::string before;
  std::string now;
  friend auto operator<=>(const FieldEdit&, const FieldEdit&) = default;
};

/// Causes that are one and the same edit in several packages.
struct CauseGroup {
  std::vector<FieldEdit> edits;     ///< ascending, not empty
  std::vector<std::size_t> causes;  ///< places in GraphDiff::causes, ascending; at least `smallest`
  std::uint64_t derivations = 0;    ///< the changed ones themselves
  std::uint64_t rebuilds = 0;       ///< what they pull along together
  std::uint64_t alone = 0;          ///< of these: reached from no cause outside the group
  static constexpr std::size_t smallest = 3;
};

struct PackageChange {
  std::string name;
  std::vector<std::string> before;  ///< versions, ascending; empty: appeared
  std::vector<std::string> now;     ///< versions, ascending; empty: vanished
};

struct GraphDiff {
  Exactness exactness = Exactness::exact;
  /// Of AFTER, ascending. Exact: no output path of theirs stands in BEFORE. Structural: the cone of what the lines show as changed.
  std::vector<NodeId> rebuilds;
  std::vector<NodeId> needed;  ///< what the roots of AFTER reach along `rebuilds`
  Share rebuild_share;         ///< derivations; structural: the count is a lower bound, flags and sources are invisible
  Share needed_share;
  std::vector<RootShare> roots;        ///< needed, per root of AFTER
  std::vector<DiffCause> causes;       ///< most rebuilds first, ties by name
  std::vector<CauseGroup> groups;      ///< most rebuilds first; no cause is in two
  std::vector<NodeId> unattributed;    ///< of `rebuilds`: reached from no cause; empty unless the graph is malformed
  std::vector<PackageChange> added;    ///< package names that only AFTER has
  std::vector<PackageChange> removed;  ///< package names that only BEFORE has
  std::vector<PackageChange> bumped;   ///< names that both have, with other versions
  std::vector<std::string> roots_added;
  std::vector<std::string> roots_removed;
  /// Of the rebuilds: floating and deferred ones may stay out, what is behind dynamic ones, missing, or shown by no line is not counted.
  Bound bound = Bound::exact;
  std::vector<std::string> bound_reasons;
};

class OutputPaths;

/// What a comparison needs of one graph's recipes, and no other side for.
struct GraphPrints {
  DenseMap<DerivationId, Fingerprint> closures;
  Adjacency<DerivationId, std::uint8_t> implied;  ///< parallel to graph.inputs(id): 1 when another of its inputs implies this one
  std::shared_ptr<const OutputPaths> paths;       ///< of the graph; null: whoever reads recipes finds them out
};
/// Needs no identities, so it may be made beside them. O(bytes) for fingerprints, and what a transitive reduction costs.
[[nodiscard]] GraphPrints graph_prints(const BuildGraph& graph);

/// One side of an exact comparison, made ready before the other is there. Views into the graph, which must outlive it.
struct ReadyGraph {
  const IdentifiedGraph& graph;
  RebuildGraph question;
  GraphPrints prints;
};
[[nodiscard]] ReadyGraph ready(const IdentifiedGraph& graph);

/// Exact: compares closures (equal exactly when output paths are). O(bytes) for the own fingerprints of what moves, O(V + E) for the rest.
[[nodiscard]] GraphDiff diff(const ReadyGraph& before, const ReadyGraph& now);
/// The same, both made ready at once.
[[nodiscard]] GraphDiff diff(const IdentifiedGraph& before, const IdentifiedGraph& now);
/// Structural: what the lines of two snapshots show.
[[nodiscard]] GraphDiff diff(const Snapshot& before, const Snapshot& now);

/// Nothing rebuilds, and no package or root came, went or was bumped.
[[nodiscard]] bool shows_nothing(const GraphDiff& diff) noexcept;

/// Why one derivation rebuilds: each of `path` has the next as an input that rebuilds, the last one is a cause's own.
struct RebuildWitness {
  std::vector<NodeId> path;
  std::size_t cause = 0;         ///< place in GraphDiff::causes
  std::size_t other_causes = 0;  ///< how many more of them any of the targets is reached from
};
/// A shortest one from any of `targets` along inputs that no other input implies; absent: none of them rebuilds. `now` is the graph of
/// AFTER. O(V / 512 × E) word operations.
[[nodiscard]] std::optional<RebuildWitness> rebuild_witness(const RebuildGraph& now, const GraphDiff& diff, std::span<const NodeId> targets);

/// The place in GraphDiff::causes of a package of `targets` that does not rebuild itself, while users of it do because they were moved
/// to another variant of it; absent: none is.
[[nodiscard]] std::optional<std::size_t> cause_by_variant(const RebuildGraph& now, const GraphDiff& diff, std::span<const NodeId> targets);

/// An input source that has other content under the same name: what leaks into a recipe when nothing of it was edited.
struct MovedSource {
  std::string name;  ///< several of one recipe stand together: "a.c, b.c"
  std::uint64_t derivations = 0;
  std::vector<std::string> packages;  ///< ascending
};
/// Most derivations first, ties by name.
[[nodiscard]] std::vector<MovedSource> moved_sources(const GraphDiff& diff);

}  // namespace bgsnap
