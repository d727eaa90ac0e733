#pragma once

namespace bgsnap {

/// What becomes of hash-like tokens that are no stamps: Nix code may have made them of inputs, or not.
enum class Hashes { blanked, told };

}  // namespace bgsnap
