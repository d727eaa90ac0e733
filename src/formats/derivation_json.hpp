#pragma once

#include "formats/derivation_draft.hpp"
#include "formats/text_arena.hpp"

#include <memory>
#include <string_view>

namespace bgsnap {

/// Reads the record of one derivation, in any dialect of `nix derivation show`. Fast, and mute about what is wrong: see explain_refusal.
class DerivationJsonReader {
public:
  explicit DerivationJsonReader(TextArena& arena);
  ~DerivationJsonReader();

  enum class Result { read, refused, not_utf8 };

  /// Fills `draft` from `record`, a JSON object with at least `padding` readable bytes behind it. Views point into `record` or the arena.
  /// `marked`: the record went through with_marks(); what is read has its bytes again.
  [[nodiscard]] Result read(std::string_view record, DerivationDraft& draft, bool marked = false);

  static const std::size_t padding;

private:
  class Walk;
  struct Parser;
  TextArena& arena_;
  std::unique_ptr<Parser> parser_;
};

[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// Finds what is wrong with the value that `text` begins with, taken as a derivation, and throws it as a JsonFault. Slow and exact.
[[noreturn]] void explain_refusal(std::string_view text);

}  // namespace bgsnap
