#pragma once

#include "formats/derivation_draft.hpp"
#include "formats/text_arena.hpp"

#include <span>
#include <stdexcept>
#include <string>

namespace bgsnap {

/// What makes a text no .drv file.
struct AtermFault : std::runtime_error {
  AtermFault(const std::string& sentence, std::size_t at, std::string where) : std::runtime_error(sentence), byte(at), field(std::move(where)) {}
  std::size_t byte;
  std::string field;  ///< "inputDrvs[3]"
};

/// Does `text` begin as a .drv file does?
[[nodiscard]] bool looks_like_aterm(std::string_view text) noexcept;

/// Fills `draft`, as far as it says, from the text of a .drv file. Strings are unescaped where they stand, so `text` changes and must outlive the draft.
/// What follows the closing parenthesis is ignored, as Nix does. Throws AtermFault.
void read_aterm(std::span<char> text, DerivationDraft& draft, TextArena& arena);

}  // namespace bgsnap
