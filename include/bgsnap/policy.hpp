#pragma once

#include "bgsnap/cone.hpp"
#include "bgsnap/duplication.hpp"
#include "bgsnap/snapshot.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Room `policy`: turns the client's baseline and our answers into named findings.
namespace bgsnap {

enum class Severity { error, warning };

/// "I saw this." An error finding makes `check` exit 1.
struct Finding {
  std::string code;     ///< "snapshot-not-fresh", "root-missing", "ceiling-cone" …: stable, one page each
  Severity severity = Severity::error;
  std::string subject;  ///< what it is about: a root, a package, a selector
  std::string message;  ///< one line, units named: "cone of tokio is 71 derivations of 1,702 (4.2 %), at most 60 are agreed (50 + slack 10)"
  std::vector<std::string> evidence;  ///< further lines: witness path, what moved
  std::string accept;   ///< the exact command or edit that accepts it
};

/// An error finding makes `check` exit 1.
[[nodiscard]] bool is_breach(const std::vector<Finding>& findings) noexcept;

/// A count that may grow by some slack: the limit is at + max(slack, at × percent / 100), rounded down. The limit itself is allowed.
struct Ceiling {
  std::uint64_t at = 0;
  std::uint64_t slack = 0;
  double slack_percent = 0;
  std::string pointer = {};  ///< where `at` stands in the baseline: what to edit to accept more
  [[nodiscard]] std::uint64_t limit() const noexcept;
};

/// A share of all derivations that a cone may have, from above 0 to 100. The limit itself is allowed.
struct PercentCeiling {
  double at = 0;
  std::string pointer = {};
};

struct ConeCeiling {
  std::string selector;
  std::optional<Ceiling> derivations;
  std::optional<PercentCeiling> percent;
  std::string pointer = {};
};

/// Derivations of the classes that vendor many packages at once.
struct VendorCeiling {
  std::vector<std::string> classes;  ///< globs; presets call such classes "vendor"
  Ceiling derivations;
};

/// A name or glob of the baseline and where it stands.
struct Required {
  std::string name;
  std::string pointer = {};
};

struct NamedCeiling {
  std::string glob;
  Ceiling ceiling;
};

/// A validated baseline: nothing in it is unknown, empty where it must not be, or out of range. Only parse_baseline makes one.
struct Baseline {
  std::string file;
  std::vector<Required> required_roots;    ///< globs; each must match a root
  std::vector<Required> required_members;  ///< pnames that must be among the nodes
  /// Each glob of roots must match one; each root that it matches is held to it.
  std::vector<NamedCeiling> root_derivations;    ///< closure size, derivations
  std::vector<NamedCeiling> root_logical_nodes;  ///< logical nodes
  std::optional<Ceiling> duplicated_packages;   ///< logical keys with more than one compiled derivation
  std::optional<Ceiling> excess_derivations;    ///< compiled derivations beyond the first of each key
  std::vector<NamedCeiling> variants;  ///< glob of pnames → compiled derivations of each such package, all versions together
  std::vector<ConeCeiling> cones;
  std::optional<VendorCeiling> vendor_monoliths;
};

/// JSON with comments; schema: share/bgsnap/schemas/baseline.json. Throws Error with JSON pointer and "did you mean".
[[nodiscard]] Baseline parse_baseline(std::string_view text, const std::string& file);
[[nodiscard]] Baseline read_baseline(const std::string& file);

struct Freshness {
  Snapshot live;           ///< what the graph gives
  std::string live_text;
  std::string committed_text;
  /// The command that writes the committed file anew, as a person would type it.
  std::string command = "bgsnap snapshot INPUT -o FILE";
  /// A line for the evidence when the two differ: what in the way it was asked may be why. Empty: nothing.
  std::string hint = {};
};

/// Findings in the order of their codes and subjects. `freshness` is absent without a graph; with one, the baseline is held against
/// what the graph gives, else against the committed snapshot. `from_whole_graph` is the command that makes the committed file anew from a
/// graph that lacks nothing. O(ceilings × (V + E)). Never throws for what a snapshot may hold.
[[nodiscard]] std::vector<Finding> check(const Snapshot& snapshot, const Baseline* baseline, const Freshness* freshness,
                                         std::string_view from_whole_graph = "bgsnap snapshot INPUT -o FILE");

}  // namespace bgsnap
