#pragma once

#include "bgsnap/id.hpp"
#include "bgsnap/raw_graph.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Room `graph`: closes names into ids, both edge directions, and lists what is malformed as data.
namespace bgsnap {

using DerivationId = Id<struct DerivationTag>;

/// What kind of thing a derivation is, by its outputs. A derivation with outputs of two kinds takes the later one in this list.
enum class DerivationKind : std::uint8_t {
  input_addressed,
  fixed,     ///< fixed-output derivation (FOD): its content is declared
  floating,  ///< floating content-addressed: the path is known only after the build, early cutoff is possible
  deferred,  ///< input-addressed, but depends on a path that is not known yet
  impure,    ///< rebuilt always
  unknown,   ///< the record was `{}`
};
inline constexpr std::size_t derivation_kinds = 6;
[[nodiscard]] std::string_view name_of(DerivationKind kind) noexcept;  // "input-addressed", "fixed" …

/// Malformed, but readable. Sorted by (kind, derivation, detail).
struct GraphIssue {
  enum class Kind : std::uint8_t {
    empty_record,    ///< `{}`: output that was cut short
    missing_input,   ///< an input derivation that is in no document
    no_outputs,      ///< a record without outputs
    conflicting,     ///< two different records for one path
    cycle,           ///< derivations that need each other; impossible in a store
    root_not_found,  ///< a --root that is in no document
    not_evaluated,   ///< a root that could not be evaluated when the graph was packed
    text,            ///< what `formats` listed (RawIssue)
  };
  Kind kind;
  std::string derivation;  ///< base name
  std::string detail;
  Place place = {};
  /// An incomplete graph cannot be snapshot: everything but `text` issues.
  [[nodiscard]] bool incomplete() const noexcept { return kind != Kind::text; }
  /// One line, without a final stop: "HASH-app.drv: input HASH-lib.drv is in no document (app.json: byte 12)".
  [[nodiscard]] std::string line() const;
};

/// A derivation that has a root's name, as it was given: by --root, by the name of its file, or by a shard.
struct NamedRoot {
  std::string name;
  DerivationId derivation;
  bool given = false;  ///< by itself; otherwise with all that its file holds, and it is no root when another of that name needs it
  friend auto operator<=>(const NamedRoot&, const NamedRoot&) = default;
};

/// A root is a name for one derivation or, when a file holds several that nothing in it refers to, for all of them.
struct Root {
  std::string name;
  std::vector<DerivationId> derivations;  ///< ascending, not empty
  friend bool operator==(const Root&, const Root&) = default;
};

/// The derivation graph. Ids ascend by base name, so nothing below depends on the order of the inputs.
class BuildGraph {
public:
  [[nodiscard]] std::size_t size() const noexcept { return derivations_.size(); }
  [[nodiscard]] const RawDerivation& operator[](DerivationId id) const noexcept { return raw_.derivations[derivations_[id]]; }
  [[nodiscard]] DerivationKind kind(DerivationId id) const noexcept { return kinds_[id]; }
  [[nodiscard]] bool is_fixed(DerivationId id) const noexcept { return kinds_[id] == DerivationKind::fixed; }
  /// Some input is used through a dynamic output: what lies behind it is opaque before the build.
  [[nodiscard]] bool has_dynamic_inputs(DerivationId id) const noexcept { return dynamic_[id] != 0; }

  /// Input derivations (inputDrvs) that are in the graph, ascending. Parallel to nothing: output names are in operator[].inputs.
  [[nodiscard]] std::span<const DerivationId> inputs(DerivationId id) const noexcept { return inputs_[id]; }
  /// Derivations whose inputs name this one, ascending.
  [[nodiscard]] std::span<const DerivationId> referrers(DerivationId id) const noexcept { return referrers_[id]; }
  /// Derivations whose .drv *file* is an input source (drvPath in a string). Rare; see semantics: any change of the drv path counts.
  [[nodiscard]] std::span<const DerivationId> drv_sources(DerivationId id) const noexcept { return drv_sources_[id]; }
  [[nodiscard]] bool any_drv_sources() const noexcept { return drv_sources_.edges() != 0; }
  [[nodiscard]] std::size_t edges() const noexcept { return inputs_.edges(); }

  /// Inputs, and .drv files among the sources, before the derivations that need them; ties and cycles by id. Every id exactly once.
  [[nodiscard]] std::span<const DerivationId> inputs_first() const noexcept { return order_; }
  /// Members of a cycle of inputs, by id; empty in every graph that a store made.
  [[nodiscard]] bool in_cycle(DerivationId id) const noexcept { return !cycle_.empty() && cycle_[id] != 0; }

  [[nodiscard]] std::optional<DerivationId> find(StorePath path) const noexcept;
  /// Of an input source: it is the .drv file of a derivation that is here, which drv_sources() has; any other is plain content.
  [[nodiscard]] bool is_drv_source(StorePath source) const noexcept { return source.base.ends_with(".drv") && find(source).has_value(); }
  /// By what semantics.md 6 says: --root, else file names of a directory argument, else what nothing refers to. Ascending by name.
  [[nodiscard]] std::span<const Root> roots() const noexcept { return roots_; }
  /// What has a name: roots() are made of these, and of what nothing refers to. Ascending, each once.
  [[nodiscard]] std::span<const NamedRoot> named_roots() const noexcept { return named_roots_; }
  [[nodiscard]] std::span<const GraphIssue> issues() const noexcept { return issues_; }
  [[nodiscard]] bool complete() const noexcept;
  [[nodiscard]] const RawGraph& raw() const noexcept { return raw_; }

private:
  friend class GraphBuilder;
  [[nodiscard]] std::optional<DerivationId> find(StorePath path, std::uint64_t hash) const noexcept;

  RawGraph raw_;
  DenseMap<DerivationId, std::uint32_t> derivations_;
  DenseMap<DerivationId, DerivationKind> kinds_;
  DenseMap<DerivationId, std::uint8_t> dynamic_;
  Adjacency<DerivationId, DerivationId> inputs_;
  Adjacency<DerivationId, DerivationId> referrers_;
  Adjacency<DerivationId, DerivationId> drv_sources_;
  std::vector<DerivationId> order_;
  DenseMap<DerivationId, std::uint8_t> cycle_;
  DenseMap<DerivationId, StorePath> paths_;  ///< those of the records, beside each other
  struct PathEntry {
    std::uint32_t hash = 0;   ///< the lower half
    std::uint32_t after = 0;  ///< the id plus one, 0 where there is none
  };
  std::vector<PathEntry> by_path_;  ///< open addressing by hash of the path
  std::vector<Root> roots_;
  std::vector<NamedRoot> named_roots_;
  std::vector<GraphIssue> issues_;
};

/// Never fails: what is wrong with the graph is in issues(). With `roots`, the graph is what they need and no more. O(V log V + E).
[[nodiscard]] BuildGraph build_graph(RawGraph raw, std::span<const RootRequest> roots = {});

}  // namespace bgsnap
