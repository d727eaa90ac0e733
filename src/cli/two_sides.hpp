#pragma once

#include "bgsnap/diff.hpp"
#include "cli/subject.hpp"

#include <future>
#include <optional>
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
  [[nodiscard]] const Subject& before() const noexcept { return before_; }
  [[nodiscard]] const Subject& now() const noexcept { return now_; }
  [[nodiscard]] Standing standing() const noexcept { return standing_; }
  [[nodiscard]] const RebuildGraph& question_before() const noexcept { return ready_before_ ? ready_before_->question : *question_before_; }
  [[nodiscard]] const RebuildGraph& question_now() const noexcept { return ready_now_ ? ready_now_->question : *question_now_; }
  [[nodiscard]] GraphDiff difference() const;

private:
  void compare_as_snapshots(const TwoSidesRequest& request);

  Subject before_;
  std::future<std::optional<ReadyGraph>> closing_before_;  ///< while AFTER is read
  Subject now_;
  Standing standing_;                       ///< of both
  std::optional<ReadyGraph> ready_before_;  ///< of two graphs
  std::optional<ReadyGraph> ready_now_;
  std::optional<RebuildGraph> question_before_;  ///< of two snapshots
  std::optional<RebuildGraph> question_now_;
};

}  // namespace bgsnap
