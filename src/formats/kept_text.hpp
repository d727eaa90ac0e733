#pragma once

#include "bgsnap/raw_graph.hpp"
#include "formats/text_arena.hpp"

#include <memory>
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
  explicit KeptText(const std::vector<std::string>* asked) : arena_(std::make_shared<TextArena>()), asked_(asked) {}

  [[nodiscard]] const std::vector<std::string>* asked() const noexcept { return asked_; }
  /// Lives as long as the graph.
  [[nodiscard]] const std::shared_ptr<TextArena>& arena() const noexcept { return arena_; }

  [[nodiscard]] std::string_view text(std::string_view text) { return asked_ == nullptr ? text : arena_->copy(text); }
  /// A whole record whose lists are on loan.
  [[nodiscard]] RawDerivation record(const RawDerivation& whole) { return asked_ == nullptr ? all_of(whole) : answers(whole); }
  /// Of a whole record what was asked; needs `asked`.
  [[nodiscard]] RawDerivation answers(const RawDerivation& whole);

private:
  [[nodiscard]] RawDerivation all_of(const RawDerivation& whole);
  [[nodiscard]] std::span<const RawVariable> answers_of(const RawDerivation& whole);
  [[nodiscard]] std::span<const RawOutput> outputs(std::span<const RawOutput> outputs);
  [[nodiscard]] std::span<const RawInput> inputs(std::span<const RawInput> inputs);
  [[nodiscard]] std::span<const StorePath> sources(std::span<const StorePath> sources);
  /// For what many records say.
  [[nodiscard]] std::string_view repeated(std::string_view text) { return text.empty() ? text : interned(text); }
  [[nodiscard]] std::string_view interned(std::string_view text);
  [[nodiscard]] std::span<const std::string_view> names(std::span<const std::string_view> names);
  [[nodiscard]] std::span<const RawDynamic> dynamic(std::span<const RawDynamic> dynamic);
  void enlarge();

  std::shared_ptr<TextArena> arena_;
  const std::vector<std::string>* asked_;
  std::vector<std::string_view> table_ = {};  ///< open addressing; an empty text is a free place
  std::size_t used_ = 0;
  std::vector<std::span<const std::string_view>> last_names_ = {};  ///< lists of output names are few
  std::size_t next_names_ = 0;
};

}  // namespace bgsnap
