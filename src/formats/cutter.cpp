#include "formats/cutter.hpp"

#include "formats/strict_json.hpp"
#include "formats/string_scan.hpp"

#include <fmt/format.h>

namespace bgsnap {

namespace {

constexpr std::ptrdiff_t enough_to_judge = 16;  ///< bytes that are looked at to say what stands where something else should

constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// The end of the object or array that begins at `at`, or nullptr when the text ends before. Brackets are counted, not matched.
const char* end_of_nest(const char* at, const char* end) noexcept {
  std::size_t depth = 0;
  for (; at != end; ++at) {
    const char c = *at;
    if (c == '"') {
      at = find_closing_quote(at + 1, end);
      if (at == end) return nullptr;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return at + 1;
    }
  }
  return nullptr;
}

}  // namespace

void Cutter::skip_space() noexcept {
  while (at_ != end_ && is_space(*at_)) ++at_;
}

void Cutter::look_at(std::string_view window, bool last) noexcept {
  base_ += static_cast<std::uint64_t>(at_ - begin_);
  begin_ = at_ = window.data();
  end_ = begin_ + window.size();
  last_ = last;
}

void Cutter::fail(std::string_view expected) const {
  if (!last_ && end_ - at_ < enough_to_judge) throw Starved{};
  const std::string pointer = level_ == 2 ? "/derivations" : "";
  const std::uint64_t offset = base_ + static_cast<std::uint64_t>(at_ - begin_);
  if (at_ == end_) throw JsonFault(fmt::format("the text ends where {} should be", expected), offset, pointer);
  const auto byte = static_cast<unsigned char>(*at_);
  const std::string seen = byte > 0x20 && byte < 0x7F ? fmt::format("'{}'", *at_) : fmt::format("byte 0x{:02x}", byte);
  throw JsonFault(fmt::format("expected {}, but there is {}", expected, seen), offset, pointer);
}

Cutter::Cut Cutter::begin_document() {
  if (at_ == end_) return Cut::end;
  if (*at_ != '{') fail("a JSON object of derivations");
  ++at_;
  level_ = 1;
  first_ = true;
  return Cut::document;
}

Cutter::Cut Cutter::close() {
  ++at_;
  first_ = false;
  return --level_ == 1 ? Cut::derivations_end : Cut::document_end;
}

Cutter::Cut Cutter::next() {
  const char* const from = at_;
  const int level = level_;
  const bool first = first_;
  try {
    const Cut next = cut();
    const bool doubtful = next == Cut::unfinished || next == Cut::end;
    if (last_ || !doubtful) return next;
  } catch (const Starved&) {
  }
  at_ = from;
  level_ = level;
  first_ = first;
  return Cut::starved;
}

Cutter::Cut Cutter::cut() {
  skip_space();
  if (level_ == 0) return begin_document();
  if (at_ != end_ && *at_ == '}') return close();
  if (!first_) {
    if (at_ == end_ || *at_ != ',') fail("',' or '}'");
    ++at_;
    skip_space();
  }
  read_key();
  first_ = false;
  if (level_ == 1 && key_ == "derivations" && at_ != end_ && *at_ == '{') {
    ++at_;
    level_ = 2;
    first_ = true;
    return Cut::derivations;
  }
  return read_value() ? Cut::member : Cut::unfinished;
}

void Cutter::read_key() {
  if (at_ == end_ || *at_ != '"') fail(first_ ? "a key in double quotes or '}'" : "a key in double quotes");
  const char* const from = ++at_;
  at_ = find_closing_quote(from, end_);
  if (at_ == end_) fail("the end of a key");
  key_ = {from, static_cast<std::size_t>(at_ - from)};
  ++at_;
  skip_space();
  if (at_ == end_ || *at_ != ':') fail("':' after the key");
  ++at_;
  skip_space();
}

bool Cutter::read_value() noexcept {
  const char* const from = at_;
  const char* stop = from;
  if (from == end_) {
    stop = nullptr;
  } else if (*from == '{' || *from == '[') {
    stop = end_of_nest(from, end_);
  } else if (*from == '"') {
    stop = find_closing_quote(from + 1, end_);
    stop = stop == end_ ? nullptr : stop + 1;
  } else {
    while (stop != end_ && !is_space(*stop) && *stop != ',' && *stop != '}') ++stop;
    if (stop == end_) stop = nullptr;
  }
  at_ = stop == nullptr ? end_ : stop;
  value_ = {from, static_cast<std::size_t>(at_ - from)};
  return stop != nullptr;
}

}  // namespace bgsnap
