#pragma once

#include <cstddef>
#include <string_view>

namespace bgsnap {

/// Cuts a stream of JSON documents into the members of their top level and, below a member "derivations", of that: one derivation a cut.
/// Values are not looked into, only their end is found. Touches every byte once, keeps nothing, has no limit on size.
class Cutter {
public:
  enum class Cut {
    document,     ///< a document begins
    member,       ///< key() and value() hold one member
    derivations,  ///< the object under "derivations" begins; members follow
    derivations_end,
    document_end,
    unfinished,  ///< as member, but the text ends inside value()
    end,         ///< nothing more
  };

  explicit Cutter(std::string_view text) : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()) {}

  /// Throws JsonFault, its byte counted from the beginning of the text, its pointer from the document.
  Cut next();

  [[nodiscard]] std::string_view key() const noexcept { return key_; }      ///< as it stands, between its quotes
  [[nodiscard]] std::string_view value() const noexcept { return value_; }  ///< without white space around it
  [[nodiscard]] bool in_derivations() const noexcept { return level_ == 2; }
  [[nodiscard]] std::size_t offset(std::string_view part) const noexcept { return static_cast<std::size_t>(part.data() - begin_); }

private:
  void skip_space() noexcept;
  Cut begin_document();
  Cut close();
  void read_key();
  [[nodiscard]] bool read_value() noexcept;
  [[noreturn]] void fail(std::string_view expected) const;

  const char* begin_;
  const char* at_;
  const char* end_;
  int level_ = 0;  ///< 0 between documents, 1 in a document, 2 in its derivations
  bool first_ = true;
  std::string_view key_;
  std::string_view value_;
};

}  // namespace bgsnap
