#pragma once

#include "bgsnap/configuration.hpp"
#include "bgsnap/snapshot.hpp"
#include "nix/installed_nix.hpp"

namespace bgsnap {

struct LiveRequest {
  bool allow_incomplete = false;
  bool all_issues = false;
};

/// The snapshot of a system as Nix gives it now: every root is evaluated, then the graph is printed, or read from the .drv files when this
/// Nix cannot print it; both give the same. Roots that the system does not have are said on standard error, progress only on a terminal.
/// Throws Error that names the root when one cannot be had, after Nix's own words.
[[nodiscard]] Snapshot live_snapshot(const InstalledNix& nix, const Configuration& configuration, const SystemGraph& system,
                                     const LiveRequest& request);

}  // namespace bgsnap
