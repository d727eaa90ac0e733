#pragma once

#include "base/text_hash.hpp"
#include "bgsnap/raw_graph.hpp"
#include "formats/asked_attributes.hpp"
#include "formats/text_arena.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// What of a record's text stays when its bytes go. A graph that is read whole keeps the bytes, and views into them are left as they
/// are; one that is read for certain attributes gets copies of what it keeps, and one copy of what repeats. One for each thread.
class KeptText {
public:
  /// `asked` ascending, and lives as long as the graph; null: all text stays.
  explicit KeptText(const std::vector<std::string>* asked) : arena_(std::make_shared<TextArena>()) {
    if (asked != nullptr) asked_.emplace(*asked);
  }

  /// Null: all text stays.
  [[nodiscard]] const AskedAttributes* asked() const noexcept { return asked_ ? &*asked_ : nullptr; }
  /// Lives as long as the graph.
  [[nodiscard]] const std::shared_ptr<TextArena>& arena() const noexcept { return arena_; }

  [[nodiscard]] std::string_view text(std::string_view text) { return asked_ ? arena_->copy(text) : text; }
  /// A whole record whose lists are on loan. `alone`: no other one can have its path.
  [[nodiscard]] RawDerivation record(const RawDerivation& whole, bool alone = false) { return asked_ ? answers(whole, alone) : all_of(whole); }
  /// Of a whole record what was asked; needs `asked`.
  [[nodiscard]] RawDerivation answers(const RawDerivation& whole, bool alone = false);

private:
  [[nodiscard]] RawDerivation all_of(const RawDerivation& whole);
  [[nodiscard]] std::span<const RawVariable> answers_of(const RawDerivation& whole);
  [[nodiscard]] std::span<const RawOutput> outputs(std::span<const RawOutput> outputs);
  [[nodiscard]] std::span<const RawInput> inputs(std::span<const RawInput> inputs);
  [[nodiscard]] std::span<const StorePath> sources(std::span<const StorePath> sources);
  /// One copy of what many records say.
  [[nodiscard]] std::string_view interned(std::string_view text) { return text.empty() ? text : interned(text, hash_text(text)); }
  [[nodiscard]] std::string_view interned(std::string_view text, std::uint64_t hash);
  /// Of what most records say as the one before did.
  [[nodiscard]] std::string_view as_before(std::string_view& before, std::string_view text) {
    return before == text ? before : before = interned(text);
  }
  [[nodiscard]] std::span<const std::string_view> names(std::span<const std::string_view> names);
  [[nodiscard]] std::span<const RawDynamic> dynamic(std::span<const RawDynamic> dynamic);
  [[nodiscard]] std::size_t place_of(std::uint64_t hash) const noexcept { return static_cast<std::uint32_t>(hash) & (table_.size() - 1); }
  void enlarge();

  /// Of the table of texts; no text is a free place.
  struct Entry {
    const char* text = nullptr;
    std::uint32_t size = 0;
    std::uint32_t hash = 0;  ///< the lower half
  };

  std::shared_ptr<TextArena> arena_;
  std::optional<AskedAttributes> asked_ = {};
  std::vector<Entry> table_ = {};  ///< open addressing
  std::size_t used_ = 0;
  std::vector<std::uint64_t> hashes_ = {};  ///< of a record's inputs
  std::vector<RawVariable> answers_ = {};
  std::string_view last_store_dir_ = {};
  std::string_view last_system_ = {};
  std::string_view last_builder_ = {};
  std::vector<std::span<const std::string_view>> last_names_ = {};  ///< lists of output names are few
  std::size_t next_names_ = 0;
};

}  // namespace bgsnap
