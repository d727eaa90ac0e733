#pragma once

#include "diff/compared.hpp"

namespace bgsnap {

/// What tells the variant that stood before from the one that stands now.
struct VariantWords {
  std::optional<std::string> before;
  std::optional<std::string> now;
};

/// What the two show ("crateFeatures=default std"); where that is the same, a field of their own ("env KIND=a"), else the name, version and
/// words of the first input below them that tells: "syn 1.0.109: crateFeatures=full". Both absent: nothing does. O(depth × inputs²).
[[nodiscard]] VariantWords variant_words(const Compared& before, const Compared& now, const FieldComparison& fields, const Moves& moves, NodeId was,
                                         NodeId is);

}  // namespace bgsnap
