#pragma once

#include "bgsnap/cone.hpp"
#include "bgsnap/diff.hpp"
#include "bgsnap/duplication.hpp"
#include "bgsnap/fingerprint.hpp"
#include "bgsnap/metrics.hpp"
#include "bgsnap/policy.hpp"
#include "bgsnap/rebuild_graph.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Room `render`: the only room that knows columns, colour and JSON. Any answer → text; it decides nothing.
/// Every answer has as_text, for people, and as_json, for machines: one object with "schema", keys in a fixed order, a final newline.
/// Only the comment on a pull request is Markdown instead.
/// Names from a graph are data: in text, control characters, terminal escapes, bidirectional controls and bytes that are not UTF-8
/// stand escaped; in JSON only the last, as "\xE9" in the value.
namespace bgsnap {

struct Style {
  bool colour = false;
};

/// What every answer says of the input it rests on.
struct Standing {
  bool incomplete = false;  ///< the graph lacks something: figures are what could be seen
};

/// `cone --seed`.
struct ConeAnswer {
  const RebuildGraph& graph;
  const RebuildCone& cone;
  std::vector<std::string> selectors;
  bool list = false;  ///< text: name every derivation that rebuilds, and the input that put it there
  Standing standing = {};
};
[[nodiscard]] std::string as_text(const ConeAnswer& answer, Style style);
[[nodiscard]] std::string as_json(const ConeAnswer& answer);

/// `cone --all`: every package's bump and every node's own cone.
struct ConeTableAnswer {
  const RebuildGraph& graph;
  const std::vector<PackageCone>& packages;  ///< most rebuilds first
  Bounds bounds;
  DenseMap<NodeId, std::uint64_t> sizes;
  std::optional<std::uint64_t> top;  ///< text: so many packages; JSON: so many packages, every node
  Standing standing = {};
};
[[nodiscard]] std::string as_text(const ConeTableAnswer& answer, Style style);
[[nodiscard]] std::string as_json(const ConeTableAnswer& answer);

struct DiffAnswer {
  const RebuildGraph& now;  ///< names AFTER's nodes
  const GraphDiff& diff;
  Changed<std::string> sides;  ///< as the user named them
  bool list = false;           ///< text: name everything
  Standing standing = {};
  bool explain = false;     ///< text: every cause's fields before and after
  bool volatility = false;  ///< the two sides should be the same: what rebuilds is volatile
  struct Why {
    std::string selector;
    std::optional<RebuildWitness> witness;       ///< absent: it does not rebuild
    std::optional<std::size_t> by_variant = {};  ///< place in the diff's causes: it does not rebuild, and moved users of it do
  };
  std::optional<Why> why = {};  ///< also why this rebuilds
};
[[nodiscard]] std::string as_text(const DiffAnswer& answer, Style style);
[[nodiscard]] std::string as_json(const DiffAnswer& answer);

struct DuplicatesAnswer {
  const RebuildGraph& graph;
  const DuplicationReport& report;
  std::optional<std::uint64_t> top;  ///< text: so many groups, and so many forks
  Standing standing = {};
  EcosystemWords words = {};  ///< an ecosystem's words for its attributes
};
[[nodiscard]] std::string as_text(const DuplicatesAnswer& answer, Style style);
[[nodiscard]] std::string as_json(const DuplicatesAnswer& answer);

struct MetricsAnswer {
  const MetricsReport& report;
  Standing standing = {};
};
[[nodiscard]] std::string as_text(const MetricsAnswer& answer, Style style);
[[nodiscard]] std::string as_json(const MetricsAnswer& answer);

/// `why`: a shortest chain of inputs from one node to another.
struct WhyAnswer {
  const RebuildGraph& graph;
  std::string from;  ///< selectors, as asked
  std::string to;
  std::vector<NodeId> chain;                   ///< each needs the next; empty: nothing connects them
  std::optional<std::size_t> fetch_step = {};  ///< index of the fixed output whose fetching the chain goes into: rebuilds stop there
  Standing standing = {};
};
[[nodiscard]] std::string as_text(const WhyAnswer& answer, Style style);
[[nodiscard]] std::string as_json(const WhyAnswer& answer);

struct ExplainAnswer {
  const IdentifiedGraph& graph;
  const Fingerprints& prints;
  std::vector<DerivationId> derivations;
  bool described = false;  ///< also what was hashed
  Standing standing = {};
};
[[nodiscard]] std::string as_text(const ExplainAnswer& answer, Style style);
[[nodiscard]] std::string as_json(const ExplainAnswer& answer);

struct CheckAnswer {
  std::string snapshot;                 ///< the file; empty: a flake.lock was judged alone
  std::optional<std::string> baseline;  ///< the file, if one was held against the snapshot
  bool freshness = false;               ///< the snapshot was compared with a graph
  const std::vector<Finding>& findings;
  bool breach = false;                ///< the verdict: `check` exits 1
  std::vector<std::string> off = {};  ///< codes that the baseline does not want to hear of
  std::string flake_lock = {};        ///< the file, when there is no snapshot
};
[[nodiscard]] std::string as_text(const CheckAnswer& answer, Style style);
[[nodiscard]] std::string as_json(const CheckAnswer& answer);

/// A finding, and whether what stood before the change had it too, of the same code and subject.
struct HeldFinding {
  enum class Age {
    of_this_change,
    as_before,
    worse_than_before,  ///< it stood before, and more is measured now
    unknown,            ///< seen in a lock file, or beside another system's snapshot, of which nobody gave what stood before
  };
  Finding finding;
  Age age = Age::of_this_change;
  std::optional<Measure> before = {};  ///< what was measured where it is worse than before
};

/// `comment`: what a pull request does to the graph.
struct CommentAnswer {
  const RebuildGraph& now;  ///< names AFTER's nodes
  const GraphDiff& diff;
  std::vector<WatchedCone> watched;
  std::vector<DuplicateChange> duplicates;
  std::optional<std::string> baseline;  ///< the file that AFTER was held against, if one was
  std::vector<HeldFinding> findings;    ///< of AFTER
  bool breach = false;                  ///< a finding of these is one
  Standing standing = {};
  std::string whole;               ///< the command that gives the comment with nothing left out, as a person would type it
  std::string marker = "comment";  ///< "<!-- bgsnap:comment -->": letters, digits, '.', '_', '/' and single '-'
  std::size_t most_bytes = 59'999;
};
/// What a comment leaves out when it would be longer than CommentAnswer::most_bytes, in this order, until it fits; of the last kind no more
/// lines of each list than must go.
enum class CommentDetail {
  packages,  ///< what was bumped, appeared and vanished
  members,   ///< the packages of one edit
  evidence,  ///< what findings show besides their message
  causes,    ///< those beyond the first ten, and so on below
  roots,
  duplicates,
  watched,
  findings,
  tables,  ///< everything but the first line
};
/// GitHub-flavoured Markdown, the marker in its last line. Whatever names hold, it is in code spans and code blocks, where it can neither
/// be markup nor mention, link or reference anything. Longer than `most_bytes` only when that is less than 10,000.
[[nodiscard]] std::string as_markdown(const CommentAnswer& answer);

/// For one line on a terminal: what could steer the terminal or the eye stands escaped ("\x1b", "\u{202e}"), the rest as it is.
[[nodiscard]] std::string shown(std::string_view text);
/// Columns that the text takes on a terminal; independent of the locale.
[[nodiscard]] std::size_t display_width(std::string_view text) noexcept;

/// "1,653", "10.0 %", "<0.1 %" for little that is not nothing, ">99.9 %" for much that is not all; independent of the locale.
[[nodiscard]] std::string with_thousands(std::uint64_t count);
[[nodiscard]] std::string percent_of(Share share);

}  // namespace bgsnap
