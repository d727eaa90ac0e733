#pragma once

#include "bgsnap/error.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
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

/// The part of a recipe that a graph read for certain attributes alone does not hold (ReadOptions::attributes). Looking at it then
/// throws std::logic_error: what was not kept never passes for what is not there.
template <class View>
class RecipePart {
public:
  constexpr RecipePart() = default;
  constexpr RecipePart(View view) noexcept : view_(view) {}
  [[nodiscard]] static constexpr RecipePart not_kept() noexcept {
    RecipePart part;
    part.kept_ = false;
    return part;
  }
  [[nodiscard]] constexpr const View& get() const {
    if (!kept_) throw std::logic_error("a recipe's text is asked for, and the graph was read without it");
    return view_;
  }
  constexpr operator const View&() const { return get(); }
  [[nodiscard]] constexpr auto begin() const { return get().begin(); }
  [[nodiscard]] constexpr auto end() const { return get().end(); }
  [[nodiscard]] constexpr bool empty() const { return get().empty(); }
  [[nodiscard]] constexpr std::size_t size() const { return get().size(); }
  [[nodiscard]] constexpr decltype(auto) operator[](std::size_t at) const { return get()[at]; }
  friend constexpr bool operator==(const RecipePart& part, const View& view) requires requires { view == view; }
  { return part.get() == view; }

private:
  View view_ = {};
  bool kept_ = true;
};

/// One derivation as its record says. Views live as long as the RawGraph.
struct RawDerivation {
  StorePath path;
  std::string_view store_dir;  ///< "/nix/store" …; from the path if printed in full, else from a path in env; empty: unknown
  std::string_view name;       ///< the path's name without ".drv" (that is what Nix does); the printed `name` agrees or is an issue
  std::string_view system;
  std::string_view builder;
  RecipePart<std::span<const std::string_view>> args;
  RecipePart<std::span<const RawVariable>> env;         ///< ascending by name, without `__json` when that could be read as structured attributes
  std::span<const RawOutput> outputs;                   ///< ascending by name
  std::span<const RawInput> inputs;                     ///< ascending by derivation
  std::span<const StorePath> sources;                   ///< ascending; may hold ".drv" paths
  RecipePart<std::string_view> structured;              ///< structured attributes as canonical JSON (sorted keys, no spaces); empty: none
  RecipePart<std::span<const RawVariable>> attributes;  ///< top level of `structured`: strings as they are, other values as canonical JSON; ascending
  bool empty_record = false;                            ///< the record was `{}` (output of Nix 2.0-2.11 that was cut short): nothing else is known
  std::uint32_t document = 0;                           ///< index into RawGraph::documents
  std::uint64_t offset = 0;                             ///< byte offset of the record in its file; in a shard, of all records together

  /// Of the graph's ReadOptions::attributes, ascending; null: the recipe was kept whole.
  const std::vector<std::string>* asked = nullptr;
  std::span<const RawVariable> answers;  ///< what is set of `asked`, ascending by name
  std::uint64_t text_hash = 0;           ///< with `asked`: of args, env and structured, to tell records of one path apart; 0 where none can be

  /// From structured attributes, then env. Absent: not set, which is not the same as empty. Throws std::logic_error when the graph was
  /// read for other attributes.
  [[nodiscard]] std::optional<std::string_view> attribute(std::string_view wanted) const;
};

/// Something in the input that deserves a line, but did not stop us.
struct RawIssue {
  enum class Kind : std::uint8_t {
    duplicate_key,    ///< a JSON key twice in one object, an env name twice: the last one counts, as in Nix
    not_utf8,         ///< bytes that are not UTF-8 stand in the record; they are kept
    unreadable_json,  ///< env.__json is not JSON: kept as a plain variable
    name_disagrees,   ///< the printed name is not the path's
    unknown_field,    ///< a key that no known dialect has
    not_evaluated,    ///< a root that could not be evaluated, when the graph was packed: its derivations are not there
  };
  Kind kind;
  StorePath derivation;
  std::string detail;
  Place place;
};

inline constexpr std::size_t raw_issue_kinds = 6;

/// One JSON document, one .drv file, all that was read of one store directory, or one shard and each of its roots, in the order it was read.
struct RawDocument {
  std::string file;  ///< of a store directory its path, up to where the names of its files follow
  std::string root;  ///< the attribute that the file's name gives ("checks.app"), empty unless it came from a directory argument or a shard
  std::vector<std::uint32_t> derivations = {};  ///< indices into RawGraph::derivations
  bool shard = false;
  bool directory = false;
  bool given = false;  ///< `root` is all of `derivations`, because somebody said so; otherwise those of them that they do not need themselves
};

class TextArena;

/// All derivations of all inputs, in the order read; the same path may stand there several times. Owns all text.
struct RawGraph {
  std::vector<RawDerivation> derivations;
  std::vector<RawDocument> documents;
  std::vector<RawIssue> issues;
  std::uint64_t bytes = 0;                                ///< read, over all inputs
  std::vector<std::shared_ptr<const void>> storage = {};  ///< keeps the views alive

  /// Where one of its records stands.
  [[nodiscard]] Place place_of(const RawDerivation& record) const;
};

/// `--root NAME=DRV`: DRV is a path, a base name, or (for .drv inputs) a file; compared by base name.
struct RootRequest {
  std::string name;
  std::string derivation;
};

struct ReadOptions {
  /// With a store directory as input, only the closure of these is read; all of its *.drv without them.
  std::vector<RootRequest> roots = {};
  /// Absent: recipes are kept whole. Else of their text only these attributes are, and everything else is read, held to the same rules
  /// and forgotten: a tenth of the memory. Outputs, inputs, sources, system and builder are kept either way.
  std::optional<std::vector<std::string>> attributes = {};
  /// Leaves what a record does not say unsaid. Without it, a record that nowhere says its store directory has that of all others.
  bool as_printed = false;
};

/// Reads every input: a JSON file of any dialect (several documents may follow each other), a directory of JSON files (each file's
/// name gives its root's attribute: CATEGORY__ATTR.json is CATEGORY.ATTR), a .drv file, a store directory (its *.drv, not descending), shards
/// (bgsnap/shard.hpp), "-" for standard input. What a file is, is decided by its content. O(bytes). JSON is read in windows as it comes, and
/// all of it on as many threads as there are cores (eight at most); neither shows in the graph. Throws Error with file, byte and pointer:
/// the first in input order.
[[nodiscard]] RawGraph read_inputs(std::span<const std::string> inputs, const ReadOptions& options = {});

/// As read_inputs, from memory; `file` is what errors name. For tests and for callers with their own bytes.
[[nodiscard]] RawGraph read_bytes(std::string bytes, std::string file = "-", const ReadOptions& options = {});

}  // namespace bgsnap
