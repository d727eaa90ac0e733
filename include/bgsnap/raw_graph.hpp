#pragma once

#include "bgsnap/error.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Room `formats`: says what the input says, in one shape, whichever Nix dialect wrote it, and judges nothing.
/// The facts about the dialects: docs of the formats in src/formats/README.md.
namespace bgsnap {

/// A store path without its store directory: "HASH-NAME". Joins between records are made on this.
struct StorePath {
  std::string_view base;  ///< "HASH-NAME", for a derivation with ".drv"

  /// Accepts "/any/store/dir/HASH-NAME" and "HASH-NAME"; takes what follows the last '/'. Never fails: see valid().
  static StorePath from(std::string_view path) noexcept;
  /// 32 characters of Nix's base 32, '-', and a name (Nix manual, "Store Path").
  [[nodiscard]] bool valid() const noexcept;
  [[nodiscard]] std::string_view hash() const noexcept;             ///< empty unless valid()
  [[nodiscard]] std::string_view name() const noexcept;             ///< what follows the hash; all of `base` unless valid()
  [[nodiscard]] std::string_view derivation_name() const noexcept;  ///< name() without ".drv"
  friend auto operator<=>(const StorePath&, const StorePath&) = default;
};

/// How an output gets its path (Nix manual, "Derivation outputs"); the keys present decide, see formats.
enum class OutputKind : std::uint8_t { input_addressed, fixed, floating, deferred, impure };

struct RawOutput {
  std::string_view name;
  OutputKind kind = OutputKind::input_addressed;
  StorePath path;              ///< empty base: not known before the build, or not printed (fixed outputs of Nix 2.32 and later) and not in env
  std::string_view method;     ///< "flat", "nar", "text" or "git"; empty unless fixed, floating or impure
  std::string_view algorithm;  ///< "sha256" …; empty unless fixed, floating or impure
  std::string_view hash;       ///< lower-case base 16; empty unless fixed
};

/// Outputs that an input derivation's *output*, itself a derivation, is asked for (dynamic derivations, Nix 2.18 and later).
struct RawDynamic {
  std::string_view output;
  std::span<const std::string_view> outputs;
  std::span<const RawDynamic> deeper;
};

struct RawInput {
  StorePath derivation;
  std::span<const std::string_view> outputs;  ///< ascending; may be empty when only dynamic outputs are used
  std::span<const RawDynamic> dynamic;
};

struct RawVariable {
  std::string_view name;
  std::string_view value;
};

/// One derivation as its record says. Views live as long as the RawGraph.
struct RawDerivation {
  StorePath path;
  std::string_view store_dir;  ///< "/nix/store" …; from the path if printed in full, else from a path in env; empty: unknown
  std::string_view name;       ///< the path's name without ".drv" (that is what Nix does); the printed `name` agrees or is an issue
  std::string_view system;
  std::string_view builder;
  std::span<const std::string_view> args;
  std::span<const RawVariable> env;        ///< ascending by name, without `__json` when that could be read as structured attributes
  std::span<const RawOutput> outputs;      ///< ascending by name
  std::span<const RawInput> inputs;        ///< ascending by derivation
  std::span<const StorePath> sources;      ///< ascending; may hold ".drv" paths
  std::string_view structured;             ///< structured attributes as canonical JSON (sorted keys, no spaces); empty: none
  std::span<const RawVariable> attributes; ///< top level of `structured`: strings as they are, other values as canonical JSON; ascending
  bool empty_record = false;               ///< the record was `{}` (output of Nix 2.0-2.11 that was cut short): nothing else is known
  std::uint32_t document = 0;              ///< index into RawGraph::documents
  std::uint64_t offset = 0;                ///< byte offset of the record in its file; in a shard, of all records together

  /// From structured attributes, then env. Absent: not set, which is not the same as empty.
  [[nodiscard]] std::optional<std::string_view> attribute(std::string_view wanted) const noexcept;
};

/// Something in the input that deserves a line, but did not stop us.
struct RawIssue {
  enum class Kind : std::uint8_t {
    duplicate_key,       ///< a JSON key twice in one object, an env name twice: the last one counts, as in Nix
    not_utf8,            ///< bytes that are not UTF-8 stand in the record; they are kept
    unreadable_json,     ///< env.__json is not JSON: kept as a plain variable
    name_disagrees,      ///< the printed name is not the path's
    unknown_field,       ///< a key that no known dialect has
    not_evaluated,       ///< a root that could not be evaluated, when the graph was packed: its derivations are not there
  };
  Kind kind;
  StorePath derivation;
  std::string detail;
  Place place;
};

inline constexpr std::size_t raw_issue_kinds = 6;

/// One JSON document, one .drv file, or one shard and each of its roots, in the order it was read.
struct RawDocument {
  std::string file;
  std::string root;  ///< the attribute that the file's name gives ("checks.app"), empty unless it came from a directory argument or a shard
  std::vector<std::uint32_t> derivations = {};  ///< indices into RawGraph::derivations
  bool shard = false;
  bool given = false;  ///< `root` is all of `derivations`, because somebody said so; otherwise those of them that they do not need themselves
};

class TextArena;

/// All derivations of all inputs, in the order read; the same path may stand there several times. Owns all text.
struct RawGraph {
  std::vector<RawDerivation> derivations;
  std::vector<RawDocument> documents;
  std::vector<RawIssue> issues;
  std::uint64_t bytes = 0;                             ///< read, over all inputs
  std::vector<std::shared_ptr<const void>> storage = {};  ///< keeps the views alive
};

/// `--root NAME=DRV`: DRV is a path, a base name, or (for .drv inputs) a file; compared by base name.
struct RootRequest {
  std::string name;
  std::string derivation;
};

struct ReadOptions {
  /// With a store directory as input, only the closure of these is read; all of its *.drv without them.
  std::vector<RootRequest> roots = {};
  /// Leaves what a record does not say unsaid. Without it, a record that nowhere says its store directory has that of all others.
  bool as_printed = false;
};

/// Reads every input: a JSON file of any dialect (several documents may follow each other), a directory of JSON files (each file's
/// name gives its root's attribute: CATEGORY__ATTR.json is CATEGORY.ATTR), a .drv file, a store directory (its *.drv, not descending), a shard
/// (bgsnap/shard.hpp), "-" for standard input. What a file is, is decided by its content. O(bytes). Throws Error with file, byte and pointer.
[[nodiscard]] RawGraph read_inputs(std::span<const std::string> inputs, const ReadOptions& options = {});

/// As read_inputs, from memory; `file` is what errors name. For tests and for callers with their own bytes.
[[nodiscard]] RawGraph read_bytes(std::string bytes, std::string file = "-", const ReadOptions& options = {});

}  // namespace bgsnap
