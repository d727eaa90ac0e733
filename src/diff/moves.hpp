#pragma once

#include "diff/pairing.hpp"

namespace bgsnap {

/// What the comparison of two paired nodes may rest on: which node is which, and what moves beside them.
struct Moves {
  const Pairing& pairing;
  DenseMap<NodeId, std::uint8_t> gone;      ///< of before: no node of now has its closure
  DenseMap<NodeId, std::uint8_t> rebuilds;  ///< of now: no node of before has its closure
};

}  // namespace bgsnap
