#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bgsnap {

/// Cuts a stream of JSON documents into the members of their top level and, below a member "derivations", of that: one derivation a cut.
/// Values are not looked into, only their end is found. Touches every byte once, keeps nothing, has no limit on size. The stream comes in
/// windows: what the end of a window cuts through begins the next one.
class Cutter {
public:
  enum class Cut {
    document,     ///< a document begins
    member,       ///< key() and value() hold one member
    derivations,  ///< the object under "derivations" begins; members follow
    derivations_end,
    document_end,
    unfinished,  ///< as member, but the text ends inside value()
    starved,     ///< the window ends in the middle of something: see rest()
    end,         ///< nothing more
  };

  /// The next window. It begins with the rest() of the one before; `last` says that nothing follows it.
  void look_at(std::string_view window, bool last) noexcept;

  /// Throws JsonFault, its byte counted from the beginning of the stream, its pointer from the document.
  Cut next();

  /// What of the window is not cut yet.
  [[nodiscard]] std::string_view rest() const noexcept { return {at_, static_cast<std::size_t>(end_ - at_)}; }

  [[nodiscard]] std::string_view key() const noexcept { return key_; }      ///< as it stands, between its quotes
  [[nodiscard]] std::string_view value() const noexcept { return value_; }  ///< without white space around it
  [[nodiscard]] bool in_derivations() const noexcept { return level_ == 2; }
  /// Of a part of the window, in the stream.
  [[nodiscard]] std::uint64_t offset(std::string_view part) const noexcept { return base_ + static_cast<std::uint64_t>(part.data() - begin_); }

private:
  struct Starved {};
  Cut cut();
  void skip_space() noexcept;
  Cut begin_document();
  Cut close();
  void read_key();
  [[nodiscard]] bool read_value() noexcept;
  [[noreturn]] void fail(std::string_view expected) const;

  const char* begin_ = nullptr;
  const char* at_ = nullptr;
  const char* end_ = nullptr;
  std::uint64_t base_ = 0;  ///< where the window begins in the stream
  bool last_ = false;
  int level_ = 0;  ///< 0 between documents, 1 in a document, 2 in its derivations
  bool first_ = true;
  std::string_view key_;
  std::string_view value_;
};

}  // namespace bgsnap
