#pragma once

#include <bit>
#include <cstddef>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace bgsnap {

/// The first '"' or '\\' in [from, end), or `end`. Reads nothing outside.
[[nodiscard]] inline const char* find_quote_or_backslash(const char* from, const char* end) noexcept {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  for (; end - from >= 16; from += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    const int hits = _mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)));
    if (hits != 0) return from + __builtin_ctz(static_cast<unsigned>(hits));
  }
#endif
  while (from != end && *from != '"' && *from != '\\') ++from;
  return from;
}

/// The '"' that closes a string whose text begins at `from`, or `end` when nothing closes it. Texts with one escape have many, most of them
/// ends of lines: from the first on, only quotes are looked for, and how many backslashes stand before them.
[[nodiscard]] inline const char* find_closing_quote(const char* from, const char* end) noexcept {
  const char* const first = find_quote_or_backslash(from, end);
  if (first == end || *first == '"') return first;
  for (const char* at = first; at != end; ++at) {
    at = static_cast<const char*>(std::memchr(at, '"', static_cast<std::size_t>(end - at)));
    if (at == nullptr) return end;
    const char* before = at;
    while (before != first && before[-1] == '\\') --before;
    if ((at - before) % 2 == 0) return at;
  }
  return end;
}

/// What follows the last '/'; all of `text` when there is none.
[[nodiscard]] inline std::string_view after_last_slash(std::string_view text) noexcept {
  const char* end = text.data() + text.size();
#if defined(__SSE2__)
  constexpr std::size_t block = 16;
  const __m128i slash = _mm_set1_epi8('/');
  while (end != text.data() && text.size() >= block) {
    const char* const from = end - text.data() < static_cast<std::ptrdiff_t>(block) ? text.data() : end - block;  // the first one overlaps
    const int hits = _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)), slash));
    if (hits != 0) return text.substr(static_cast<std::size_t>(from - text.data()) + std::bit_width(static_cast<unsigned>(hits)));
    end = from;
  }
#endif
  while (end != text.data() && end[-1] != '/') --end;
  return text.substr(static_cast<std::size_t>(end - text.data()));
}

/// Writes what the JSON string text `raw` (between the quotes) means to `to`, which has room for raw.size() bytes elsewhere. Gives the end of what
/// was written, or nullptr when an escape is wrong: `wrong` is then its place in `raw`.
[[nodiscard]] char* unescape_json(std::string_view raw, char* to, std::size_t& wrong) noexcept;

/// Writes a code point as UTF-8; gives the end of what was written.
char* write_utf8(char32_t code_point, char* to) noexcept;

}  // namespace bgsnap
