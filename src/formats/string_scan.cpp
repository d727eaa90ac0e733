#include "formats/string_scan.hpp"

#include <optional>
#include <utility>

namespace bgsnap {

namespace {

std::optional<char32_t> hex4(std::string_view text) noexcept {
  if (text.size() < 4) return std::nullopt;
  char32_t value = 0;
  for (const char c : text.substr(0, 4)) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<char32_t>(digit);
  }
  return value;
}

/// `text` begins after "\u". Gives the code point and how many bytes of `text` say it.
std::optional<std::pair<char32_t, std::size_t>> unicode_escape(std::string_view text) noexcept {
  const auto first = hex4(text);
  if (!first || (*first >= 0xDC00 && *first <= 0xDFFF)) return std::nullopt;
  if (*first < 0xD800 || *first > 0xDBFF) return std::pair{*first, std::size_t{4}};
  if (text.size() < 10 || text[4] != '\\' || text[5] != 'u') return std::nullopt;
  const auto second = hex4(text.substr(6));
  if (!second || *second < 0xDC00 || *second > 0xDFFF) return std::nullopt;
  return std::pair{0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00), std::size_t{10}};
}

char short_escape(char c) noexcept {
  switch (c) {
    case '"': return '"';
    case '\\': return '\\';
    case '/': return '/';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return '\0';
  }
}

/// Copies from [from, end) up to the first '"' or '\\', which it gives, or `end`. Behind what it copies it may leave more of the same
/// bytes, as many as there are.
const char* copy_to_quote_or_backslash(const char* from, const char* end, char* to) noexcept {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  for (; end - from >= 16; from += 16, to += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), bytes);
    const int hits = _mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)));
    if (hits != 0) return from + __builtin_ctz(static_cast<unsigned>(hits));
  }
#endif
  while (from != end && *from != '"' && *from != '\\') *to++ = *from++;
  return from;
}

}  // namespace

char* write_utf8(char32_t code_point, char* to) noexcept {
  const auto put = [&to](char32_t byte) { *to++ = static_cast<char>(byte); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
    put(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12);
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  } else {
    put(0xF0 | code_point >> 18);
    put(0x80 | (code_point >> 12 & 0x3F));
    put(0x80 | (code_point >> 6 & 0x3F));
    put(0x80 | (code_point & 0x3F));
  }
  return to;
}

char* unescape_json(std::string_view raw, char* to, std::size_t& wrong) noexcept {
  const char* const end = raw.data() + raw.size();
  for (const char* from = raw.data(); from != end;) {
    // An escape is never shorter than what it means, so there is room for all that may be copied.
    const char* const stop = copy_to_quote_or_backslash(from, end, to);
    to += stop - from;
    if (stop == end) break;
    wrong = static_cast<std::size_t>(stop - raw.data());
    if (*stop != '\\' || end - stop < 2) return nullptr;
    if (const char plain = short_escape(stop[1])) {
      *to++ = plain;
      from = stop + 2;
      continue;
    }
    if (stop[1] != 'u') return nullptr;
    const auto escape = unicode_escape(raw.substr(wrong + 2));
    if (!escape) return nullptr;
    to = write_utf8(escape->first, to);
    from = stop + 2 + escape->second;
  }
  return to;
}

}  // namespace bgsnap
