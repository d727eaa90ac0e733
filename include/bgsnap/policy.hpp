#pragma once

#include "bgsnap/cone.hpp"
#include "bgsnap/duplication.hpp"
#include "bgsnap/snapshot.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Room `policy`: turns the client's baseline and our answers into named findings.
namespace bgsnap {

enum class Severity { error, warning };

/// A day of the calendar; no clock is ever asked for it.
using Day = std::chrono::year_month_day;
/// "2024-02-29"; absent: it is not written so, or the calendar has no such day.
[[nodiscard]] std::optional<Day> parse_day(std::string_view text) noexcept;
[[nodiscard]] std::string iso_date(Day day);
/// As many days later; absent: the year would have more than four digits.
[[nodiscard]] std::optional<Day> days_after(Day day, std::uint64_t days) noexcept;

/// A finding that was accepted for a time: it is told, and breaks nothing up to and on that day.
struct Waiver {
  std::string code;
  std::string subject;  ///< exactly that of the finding
  std::string reason;
  std::string owner;  ///< who answers for it
  Day until = {};     ///< the last day on which it holds
  std::string pointer = {};
};

/// What a finding was seen in: the graph or its snapshot, or something beside them.
enum class SeenIn { graph, cargo_lock, flake_lock, other_systems };

/// How far a finding goes: what was counted, or its share in percent. More is worse.
struct Measure {
  enum class Unit { count, percent };
  double figure = 0;
  Unit unit = Unit::count;
};

/// "I saw this." An error finding makes `check` exit 1.
struct Finding {
  std::string code;  ///< "snapshot-not-fresh", "root-missing", "ceiling-cone" …: stable, one page each
  Severity severity = Severity::error;
  std::string subject;  ///< what it is about: a root, a package, a selector
  std::string message;  ///< one line, units named: "cone of tokio is 71 derivations of 1,702 (4.2 %), at most 60 are agreed (50 + slack 10)"
  std::vector<std::string> evidence;  ///< further lines: witness path, what moved
  std::string accept;                 ///< the exact command that accepts it
  std::string edit = {};              ///< the edit of the baseline that agrees to it for good, where there is one
  std::optional<Waiver> waiver = {};  ///< it was accepted, and the waiver holds
  SeenIn seen_in = SeenIn::graph;
  std::optional<Measure> measure = {};  ///< absent: the finding holds or does not, there is no more or less of it
};

/// A kind of finding. Each has a page in docs/findings, which `bgsnap help CODE` shows.
struct FindingCode {
  std::string_view code;
  Severity severity = Severity::error;  ///< unless the baseline says otherwise
  /// A waiver may name it. Of the rest each is settled by doing what it says.
  bool acceptable = true;
};
/// Every code there is, ascending.
[[nodiscard]] std::span<const FindingCode> finding_codes() noexcept;
/// Its page, in Markdown; absent for what is no code.
[[nodiscard]] std::optional<std::string_view> finding_page(std::string_view code) noexcept;

/// An error finding that no waiver covers makes `check` exit 1.
[[nodiscard]] bool is_breach(const std::vector<Finding>& findings) noexcept;

/// The one of `before` that tells the same as `now`: of its code and subject, and measured alike. Null: there is none.
[[nodiscard]] const Finding* same_finding(const std::vector<Finding>& before, const Finding& now) noexcept;
/// More was measured than `before`, which same_finding gave. Never where there is nothing to measure.
[[nodiscard]] bool is_worse(const Finding& now, const Finding& before) noexcept;

/// A count that may grow by some slack: the limit is at + max(slack, at × percent / 100), rounded down. The limit itself is allowed.
struct Ceiling {
  std::uint64_t at = 0;
  std::uint64_t slack = 0;
  double slack_percent = 0;
  std::string pointer = {};  ///< where `at` stands in the baseline: what to edit to accept more
  bool of_base = false;      ///< "base": `at` is what the base snapshot has, each root and package its own
  [[nodiscard]] std::uint64_t limit() const noexcept;
};

/// A share of all derivations that a cone may have, from above 0 to 100. The limit itself is allowed.
struct PercentCeiling {
  double at = 0;
  std::string pointer = {};
  bool of_base = false;
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

/// "A bump of X must not rebuild Y."
struct BumpBoundary {
  std::string bump;              ///< selector
  std::string must_not_rebuild;  ///< selector
  std::string pointer = {};
};

/// "An edit of member M reruns only M's tests and what depends on it": no one else may use M's input sources.
struct EditBoundary {
  std::string member;                ///< selector
  std::vector<std::string> sources;  ///< globs of the names of its input sources: not the scripts that every build has
  std::vector<std::string> tests;    ///< selectors of what an edit may rerun besides what depends on the member
  std::string pointer = {};
};

/// "Root R must not reach SEL."
struct ForbiddenDependency {
  std::string root;   ///< glob of roots
  std::string reach;  ///< selector; nothing that matches it is what the rule wants
  std::string pointer = {};
};

/// What the registry packages of a Cargo.lock are held to (`--cargo-lock`); without such a rule to the same with no exceptions.
struct Lockstep {
  std::vector<Required> except;  ///< globs of packages that need not be in the graph: of other platforms, or of features that are off
};

/// What the baseline makes of a code; absent: nothing is told.
struct ChosenSeverity {
  std::string code;
  std::optional<Severity> severity;
};

/// A validated baseline: nothing in it is unknown, empty where it must not be, or out of range. Only parse_baseline makes one.
struct Baseline {
  std::string file;
  std::vector<Required> required_roots;    ///< globs; each must match a root
  std::vector<Required> required_members;  ///< pnames that must be among the nodes
  /// Each glob of roots must match one; each root that it matches is held to it.
  std::vector<NamedCeiling> root_derivations;    ///< closure size, derivations
  std::vector<NamedCeiling> root_logical_nodes;  ///< logical nodes
  std::optional<Ceiling> duplicated_packages;    ///< logical keys with more than one compiled derivation
  std::optional<Ceiling> excess_derivations;     ///< compiled derivations beyond the first of each key
  std::vector<NamedCeiling> variants;            ///< glob of pnames → compiled derivations of each such package, all versions together
  std::vector<ConeCeiling> cones;
  std::optional<VendorCeiling> vendor_monoliths;
  std::vector<BumpBoundary> bump_boundaries;
  std::vector<EditBoundary> edit_boundaries;
  std::vector<ForbiddenDependency> forbidden;
  std::vector<Required> singletons;  ///< selectors, each of which may match one version
  std::optional<Lockstep> lockstep;
  std::vector<Required> same_on_every_system;  ///< selectors of packages and downloads
  std::vector<ChosenSeverity> severities;      ///< ascending by code
  std::vector<Waiver> waivers;                 ///< in the order of the file
};

/// JSON with comments; schema: share/bgsnap/schemas/baseline.json. Throws Error with JSON pointer and "did you mean".
[[nodiscard]] Baseline parse_baseline(std::string_view text, const std::string& file);
[[nodiscard]] Baseline read_baseline(const std::string& file);

/// One file or folder that derivations take in as it is, told apart by what it is, not by its name alone.
struct InputSource {
  std::string name;           ///< without store hash
  std::vector<NodeId> users;  ///< of the live snapshot, ascending; no downloads
};

/// The graph that a live snapshot was made of, for what its lines hold in groups.
struct LiveGraph {
  RebuildGraph graph;             ///< of derivations; views into the recipes, which must outlive it
  DenseMap<NodeId, NodeId> line;  ///< of the snapshot, for each derivation; past its end: no root needs it
};

struct Freshness {
  Snapshot live;  ///< what the graph gives
  std::string live_text;
  std::string committed_text;
  /// The command that writes the committed file anew, as a person would type it.
  std::string command = "bgsnap snapshot INPUT -o FILE";
  /// A line for the evidence when the two differ: what in the way it was asked may be why. Empty: nothing.
  std::string hint = {};
  std::vector<InputSource> sources = {};  ///< of the graph, ascending by name
  /// Gives it when a rule asks; empty: it was not kept, so rules about what is inside the toolchain are answered from `live` alone.
  std::function<const LiveGraph&()> graph = {};
};

/// A snapshot and what people call it: its file, or its file at a revision.
struct NamedSnapshot {
  std::string name;
  Snapshot snapshot;
};

/// A Cargo.lock: packages in the order of the file.
struct CargoLock {
  struct Package {
    std::string name;
    std::string version;
    bool registry = false;                ///< of a registry, by its `source`
    std::vector<std::size_t> needs = {};  ///< indices into `packages`
  };
  std::string file;
  std::vector<Package> packages;
};
/// TOML. Throws Error with line and key for what is no Cargo.lock, or names a package that it does not have.
[[nodiscard]] CargoLock parse_cargo_lock(std::string_view text, const std::string& file);

/// A flake.lock: what each input is pinned to.
struct FlakeLock {
  struct Pin {
    std::string input;         ///< what is pinned: "github:nixos/nixpkgs", "path:/src"
    std::string revision;      ///< rev, in a tarball's address too, else narHash
    std::string path;          ///< from the root, the shortest: "nixpkgs", "crane → nixpkgs"
    std::string content = {};  ///< narHash; empty: the file does not say
  };
  std::string file;
  std::vector<Pin> pins;  ///< ascending by input, then by path; what nothing reaches is not among them
};
/// JSON. Throws Error with JSON pointer for what is no flake.lock.
[[nodiscard]] FlakeLock parse_flake_lock(std::string_view text, const std::string& file);

/// What a check knows besides the snapshot, its graph and the baseline. Pointers may be null: not given.
struct Surroundings {
  std::optional<Day> today = {};  ///< absent: no waiver is held to its date, and a finding says so
  /// The command that was given, without its base and without a day.
  std::string command = "bgsnap check --snapshot FILE --baseline FILE";
  const NamedSnapshot* base = nullptr;         ///< what "base" means in the baseline
  std::string base_words = {};                 ///< the words of the command that gave the base, a space before each; empty: none did
  std::string snapshot_name = "the snapshot";  ///< beside `others`
  std::span<const NamedSnapshot> others = {};  ///< those of other systems
  const CargoLock* cargo_lock = nullptr;
  const FlakeLock* flake_lock = nullptr;
  std::span<const Finding> found_before = {};  ///< on the way here: an evaluation that failed, say. Told with the rest
  /// The command with its base and its day, and some words more.
  [[nodiscard]] std::string command_with(std::string_view words) const { return command + base_words + std::string(words) + day_words(); }
  [[nodiscard]] std::string day_words() const { return today ? " --today " + iso_date(*today) : ""; }
};

/// The baseline that `--base` has when there is none: no root, no duplication, no vendoring beyond what the base has. Its `file` is empty.
[[nodiscard]] Baseline no_worse_than_base();
/// The same as the text of a file, with comments.
[[nodiscard]] std::string_view no_worse_than_base_text() noexcept;

/// Findings in the order of their codes and subjects, those that a waiver covers among them. `freshness` is absent without a graph; with one, the baseline is held against
/// what the graph gives, else against the committed snapshot. Lock files of `surroundings` are judged without a baseline, too. `from_whole_graph` is the command that makes the committed file anew from a
/// graph that lacks nothing. O(ceilings × (V + E)). Never throws for what a snapshot may hold.
[[nodiscard]] std::vector<Finding> check(const Snapshot& snapshot, const Baseline* baseline, const Freshness* freshness,
                                         std::string_view from_whole_graph = "bgsnap snapshot INPUT -o FILE", const Surroundings& surroundings = {});

/// What the flake.lock of `surroundings` shows by itself, before there is any graph: each input that it pins to several revisions, ascending
/// by input, findings of the code singleton. Of the baseline, which may be null, the waivers and severities of these count, and nothing else.
[[nodiscard]] std::vector<Finding> check_pins(const Baseline* baseline, const Surroundings& surroundings);

/// The bytes of a baseline, edited: nothing changes but what is named here; comments and layout stay. Throw Error where parse_baseline does.
/// Adds the waiver as one more element of "waivers"; one of the same code and subject is replaced where it stands.
[[nodiscard]] std::string with_waiver(std::string_view text, const std::string& file, const Waiver& waiver);
/// Takes the last waiver of that code and subject away; throws Error when there is none.
[[nodiscard]] std::string without_waiver(std::string_view text, const std::string& file, const std::string& code, const std::string& subject);

/// A ceiling that was lowered, or one that could not be looked at.
struct TightenedCeiling {
  std::string pointer;
  std::string before;
  std::string now;   ///< empty: it stays as it is
  std::string note;  ///< why it stays, where that is not that it is right already
};
struct Tightening {
  std::string text;                        ///< the baseline, edited
  std::vector<TightenedCeiling> ceilings;  ///< in the order of the families of rules
};
/// Lowers every ceiling to what the snapshot has, and raises none. Slack stays. Throws Error where parse_baseline does, and for a
/// snapshot whose counts cannot be trusted.
[[nodiscard]] Tightening tightened(std::string_view text, const std::string& file, const Snapshot& snapshot);

/// A baseline, with comments, that this snapshot passes and a larger one does not.
[[nodiscard]] std::string proposed_baseline(const Snapshot& snapshot);

}  // namespace bgsnap
