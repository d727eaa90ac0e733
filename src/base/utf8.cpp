#include "base/utf8.hpp"

#include <algorithm>
#include <array>

namespace bgsnap {

namespace {

struct Lead {
  std::size_t bytes;
  char32_t bits;
  char32_t smallest;  ///< a smaller value has a shorter form
};

Lead lead_of(unsigned char byte) noexcept {
  if (byte < 0x80) return {1, byte, 0};
  if ((byte & 0xe0) == 0xc0) return {2, byte & 0x1fU, 0x80};
  if ((byte & 0xf0) == 0xe0) return {3, byte & 0x0fU, 0x800};
  if ((byte & 0xf8) == 0xf0) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

struct Range {
  char32_t first;
  char32_t last;
};

constexpr std::array<Range, 12> steering = {{{0x00, 0x1f},
                                             {0x7f, 0x9f},
                                             {0xad, 0xad},
                                             {0x61c, 0x61c},
                                             {0x180e, 0x180e},
                                             {0x200b, 0x200f},
                                             {0x2028, 0x202e},
                                             {0x2060, 0x206f},
                                             {0xfeff, 0xfeff},
                                             {0xfff9, 0xfffb},
                                             {0xe0001, 0xe0001},
                                             {0xe0020, 0xe007f}}};

}  // namespace

bool steers(char32_t value) noexcept {
  return std::any_of(steering.begin(), steering.end(), [value](const Range& range) { return range.first <= value && value <= range.last; });
}

CodePoint code_point_at(std::string_view text, std::size_t at) noexcept {
  const auto first = static_cast<unsigned char>(text[at]);
  const CodePoint bad{first, 1, false};
  const Lead lead = lead_of(first);
  if (lead.bytes == 0 || lead.bytes > text.size() - at) return bad;
  char32_t value = lead.bits;
  for (std::size_t i = 1; i < lead.bytes; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xc0) != 0x80) return bad;
    value = (value << 6) | (byte & 0x3fU);
  }
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  if (value < lead.smallest || surrogate || value > 0x10ffff) return bad;
  return {value, lead.bytes, true};
}

std::size_t utf8_length(std::string_view text) noexcept {
  if (text.empty()) return 0;
  const CodePoint first = code_point_at(text, 0);
  return first.valid ? first.bytes : 0;
}

}  // namespace bgsnap
