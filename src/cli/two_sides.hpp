#pragma once

#include "bgsnap/diff.hpp"
#include "cli/subject.hpp"

#include <string>
#include <vector>

/// BEFORE and AFTER: what verbs that compare two graphs read.
namespace bgsnap {

/// "the presets nixpkgs, rust and 2 own rules": what names the lines of a snapshot.
[[nodiscard]] std::string rules_words(const std::vector<std::string>& presets, std::uint32_t own);

struct TwoSidesRequest {
  std::vector<std::string> sides;
  std::vector<std::string> roots_before;
  GraphRequest graph;               ///< its roots are AFTER's
  bool config_is_for_more = false;  ///< `config` is not refused for two snapshots: the verb takes something else from it too
};
/// The words BEFORE AFTER
void add_side_words(Verb& verb, TwoSidesRequest& request);
/// --root-before and the options of graphs
void add_side_options(Verb& verb, TwoSidesRequest& request);

/// Both sides, of one kind: two graphs compare exactly; where one is a snapshot the other is taken as one too. Throws UsageError when the
/// rules of a graph are not those that the other side's snapshot was made with.
class TwoSides {
public:
  explicit TwoSides(const TwoSidesRequest& request);
  [[nodiscard]] GraphDiff difference() const;

  Subject before;
  Subject now;
  Standing standing;  ///< of both
};

}  // namespace bgsnap
