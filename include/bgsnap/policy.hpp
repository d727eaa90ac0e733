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

/// A count that may grow by some slack: the limit is at + max(slack, at × percent / 100), rounded down.
struct Ceiling {
  std::uint64_t at = 0;
  std::uint64_t slack = 0;
  double slack_percent = 0;
  [[nodiscard]] std::uint64_t limit() const noexcept;
};

struct ConeCeiling {
  std::string selector;
  std::optional<Ceiling> derivations;
  std::optional<double> percent;  ///< of the whole graph's derivations
};

/// A validated baseline: nothing in it is unknown, empty where it must not be, or out of range. Only parse_baseline makes one.
struct Baseline {
  std::string file;
  std::vector<std::string> required_roots;    ///< globs; each must match a root
  std::vector<std::string> required_members;  ///< pnames that must be among the nodes
  std::vector<std::pair<std::string, Ceiling>> root_derivations;    ///< glob of roots → closure size, derivations
  std::vector<std::pair<std::string, Ceiling>> root_logical_nodes;  ///< glob of roots → logical nodes
  std::optional<Ceiling> duplicated_packages;   ///< logical keys with more than one compiled derivation
  std::optional<Ceiling> excess_derivations;    ///< compiled derivations beyond the first of each key
  std::vector<std::pair<std::string, Ceiling>> variants;  ///< glob of pnames → compiled derivations of that package
  std::vector<ConeCeiling> cones;
  std::optional<Ceiling> vendor_monoliths;      ///< derivations of the classes that the preset calls vendored
};

/// JSON with comments; schema: share/bgsnap/schemas/baseline.json. Throws Error with JSON pointer and "did you mean".
[[nodiscard]] Baseline parse_baseline(std::string_view text, const std::string& file);
[[nodiscard]] Baseline read_baseline(const std::string& file);

struct Freshness {
  Snapshot live;           ///< what the graph gives
  std::string live_text;
  std::string committed_text;
};

/// Findings in the order of their codes and subjects. `freshness` is absent without a graph. O(ceilings × (V + E)).
[[nodiscard]] std::vector<Finding> check(const Snapshot& snapshot, const Baseline* baseline, const Freshness* freshness);

}  // namespace bgsnap
