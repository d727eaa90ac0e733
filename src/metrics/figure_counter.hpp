#pragma once

#include "bgsnap/metrics.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace bgsnap {

/// Counts what one FigureRule asks for, over any stretch of derivations, by one identity.
class FigureCounter {
public:
  FigureCounter(const BuildGraph& graph, const Identities& identities, const Rules& rules);

  /// The derivations that satisfy all conditions, as flags. O(V × conditions).
  [[nodiscard]] DenseMap<DerivationId, std::uint8_t> matching(std::span<const Condition> where) const;

  /// "derivations", "packages", "excess", "logical nodes" or "logical edges" (see FigureRule::count) over those of `among` that match.
  /// O(among and their inputs, sorted).
  [[nodiscard]] std::uint64_t count(const FigureRule& figure, const DenseMap<DerivationId, std::uint8_t>& matching,
                                    std::span<const DerivationId> among) const;

  /// `members`, in their order, that are the pname of a matching derivation.
  [[nodiscard]] std::vector<std::string> present(std::span<const std::string> members, const DenseMap<DerivationId, std::uint8_t>& matching) const;

private:
  [[nodiscard]] std::uint64_t logical_edges(const DenseMap<DerivationId, std::uint8_t>& matching, std::span<const DerivationId> among) const;

  const BuildGraph& graph_;
  const Identities& identities_;
  const Rules& rules_;
  DenseMap<DerivationId, std::uint32_t> key_of_;  // the place of its key among all distinct ones
};

/// Everything that `roots` need, inputs of fixed outputs included; ascending. O(V + E).
[[nodiscard]] std::vector<DerivationId> closure_of(const BuildGraph& graph, std::span<const DerivationId> roots);

}  // namespace bgsnap
