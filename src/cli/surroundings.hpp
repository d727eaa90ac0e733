#pragma once

#include "bgsnap/policy.hpp"
#include "cli/verb.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bgsnap {

/// The options of a check that bring in what stands around the snapshot.
struct SurroundingsRequest {
  std::optional<std::string> today;
  std::optional<std::string> base;
  std::optional<std::string> base_ref;
  std::vector<std::string> beside;
  std::optional<std::string> cargo_lock;
  std::optional<std::string> flake_lock;
};
/// --base, --base-ref, --beside, --cargo-lock, --flake-lock, --today
void add_surroundings_options(Verb& verb, SurroundingsRequest& request);
/// Those without the base, for verbs that have one anyhow.
void add_surroundings_but_base(Verb& verb, SurroundingsRequest& request);
/// --base-beside, --base-cargo-lock, --base-flake-lock: what stood around the base.
void add_surroundings_of_base(Verb& verb, SurroundingsRequest& request);
/// The options as they were given, but for the base and the day: " --cargo-lock Cargo.lock". `prefix` is "--base-" for those of the base.
[[nodiscard]] std::string given_surroundings(const SurroundingsRequest& request, const std::string& prefix = "--");

/// The option that names the base, as it was given: " --base before.json"; empty: none.
[[nodiscard]] std::string given_base(const SurroundingsRequest& request);

/// What the options name, read. Stays where it is: `given` points into it.
class ReadSurroundings {
public:
  /// `snapshot` is the file that is checked. Throws UsageError and Error.
  ReadSurroundings(const SurroundingsRequest& request, const std::string& snapshot);
  ReadSurroundings(const ReadSurroundings&) = delete;
  ReadSurroundings& operator=(const ReadSurroundings&) = delete;

  Surroundings given;

private:
  std::optional<NamedSnapshot> base_;
  std::vector<NamedSnapshot> others_;
  std::optional<CargoLock> cargo_lock_;
  std::optional<FlakeLock> flake_lock_;
};

/// Makes it once, when it is asked for. `node_of` are the lines of the snapshot.
[[nodiscard]] std::function<const LiveGraph&()> live_graph(std::shared_ptr<const IdentifiedGraph> recipes,
                                                           const DenseMap<DerivationId, NodeId>& node_of);

/// Who uses which file or folder, by content: two that are called "source" are two.
[[nodiscard]] std::vector<InputSource> input_sources(const IdentifiedGraph& graph, const DenseMap<DerivationId, NodeId>& node_of, std::size_t lines);

}  // namespace bgsnap
