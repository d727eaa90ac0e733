#include "base/utf8.hpp"
#include "bgsnap/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace bgsnap {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
bool in_ranges(const std::array<Range, N>& ranges, char32_t value) noexcept {
  const auto* after = std::upper_bound(ranges.begin(), ranges.end(), value, [](char32_t v, const Range& r) { return v < r.first; });
  return after != ranges.begin() && value <= std::prev(after)->last;
}

/// Marks that stand on the character before them.
constexpr std::array<Range, 14> combining = {{{0x300, 0x36f},
                                              {0x483, 0x489},
                                              {0x591, 0x5bd},
                                              {0x610, 0x61a},
                                              {0x64b, 0x65f},
                                              {0x900, 0x902},
                                              {0xe31, 0xe31},
                                              {0xe34, 0xe3a},
                                              {0x1ab0, 0x1aff},
                                              {0x1dc0, 0x1dff},
                                              {0x20d0, 0x20ff},
                                              {0xfe00, 0xfe0f},
                                              {0xfe20, 0xfe2f},
                                              {0xe0100, 0xe01ef}}};

/// Two columns wide (East Asian Width W and F, and emoji), in rough strokes.
constexpr std::array<Range, 12> wide = {{{0x1100, 0x115f},
                                         {0x2e80, 0x303e},
                                         {0x3041, 0x33ff},
                                         {0x3400, 0x4dbf},
                                         {0x4e00, 0x9fff},
                                         {0xa000, 0xa4cf},
                                         {0xac00, 0xd7a3},
                                         {0xf900, 0xfaff},
                                         {0xfe30, 0xfe6f},
                                         {0xff00, 0xff60},
                                         {0x1f300, 0x1faff},
                                         {0x20000, 0x3fffd}}};

}  // namespace

std::string shown(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    if (!point.valid || point.value < 0x80) {
      const bool plain = point.valid && !steers(point.value);
      if (plain)
        out += text[at];
      else
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned>(point.value));
    } else if (steers(point.value)) {
      fmt::format_to(std::back_inserter(out), "\\u{{{:x}}}", static_cast<unsigned>(point.value));
    } else {
      out += text.substr(at, point.bytes);
    }
    at += point.bytes;
  }
  return out;
}

std::size_t display_width(std::string_view text) noexcept {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    if (!in_ranges(combining, point.value)) columns += in_ranges(wide, point.value) ? 2 : 1;
    at += point.bytes;
  }
  return columns;
}

}  // namespace bgsnap
