#pragma once

#include "bgsnap/build_graph.hpp"

#include <compare>
#include <cstdint>
#include <string>

namespace bgsnap {

/// XXH3-128 of a described walk. For one run's or one shard's comparisons: it never reaches a committed file.
struct Fingerprint {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  [[nodiscard]] std::string hex() const;  ///< 32 lower-case digits
  friend auto operator<=>(const Fingerprint&, const Fingerprint&) = default;
};

/// Two fingerprints for each derivation (semantics.md 2).
struct Fingerprints {
  /// The recipe without what it echoes of its inputs. Differs between paired derivations: a cause.
  DenseMap<DerivationId, Fingerprint> own;
  /// The whole recipe, inputs by their closures; a fixed output by name and declared content. Differs exactly when output paths do.
  DenseMap<DerivationId, Fingerprint> closure;
};

/// The closure fingerprints alone. O(bytes of the graph).
[[nodiscard]] DenseMap<DerivationId, Fingerprint> closure_fingerprints(const BuildGraph& graph);
/// Both. O(bytes of the graph), and of the transitive reduction of its edges.
[[nodiscard]] Fingerprints fingerprints(const BuildGraph& graph);

/// What is hashed for `id`, as text: the same walk into another sink. One line a word.
struct Description {
  std::string own;
  std::string closure;
};
[[nodiscard]] Description describe(const BuildGraph& graph, const Fingerprints& prints, DerivationId id);

}  // namespace bgsnap
