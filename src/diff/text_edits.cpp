#include "diff/text_edits.hpp"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

namespace bgsnap {
namespace {

constexpr std::ptrdiff_t most_differences = 1000;

constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
/// Bytes of characters beyond ASCII stay together.
constexpr bool is_word(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

std::size_t piece_length(std::string_view text, Grain grain) noexcept {
  if (grain == Grain::lines) return std::min(text.find('\n'), text.size() - 1) + 1;
  const bool space = is_space(text.front());
  if (!space && grain == Grain::words && !is_word(text.front())) return 1;
  const auto goes_on = [&](char c) { return space ? is_space(c) : grain == Grain::words ? is_word(c) : !is_space(c); };
  std::size_t end = 1;
  while (end < text.size() && goes_on(text[end])) ++end;
  return end;
}

struct Pieces {
  std::vector<std::string_view> texts;
  std::vector<std::uint32_t> numbers;  ///< equal for equal texts, on both sides
};

using Numbers = std::unordered_map<std::string_view, std::uint32_t>;

Pieces pieces_of(std::string_view text, Grain grain, Numbers& numbers) {
  Pieces pieces;
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, piece_length(text, grain));
    pieces.texts.push_back(piece);
    pieces.numbers.push_back(numbers.emplace(piece, static_cast<std::uint32_t>(numbers.size())).first->second);
    text.remove_prefix(piece.size());
  }
  return pieces;
}

/// Myers' greedy algorithm between two lists of numbers: which pieces of each side have a partner.
class Matcher {
public:
  Matcher(std::vector<std::uint32_t> before, std::vector<std::uint32_t> now)
      : a_(std::move(before)), b_(std::move(now)), kept_before(a_.size(), false), kept_now(b_.size(), false) {
    const auto rows = static_cast<std::ptrdiff_t>(a_.size());
    const auto columns = static_cast<std::ptrdiff_t>(b_.size());
    std::ptrdiff_t start = 0;
    while (start < rows && start < columns && a_[at(start)] == b_[at(start)]) keep(start, start), ++start;
    std::ptrdiff_t end = 0;
    while (end < rows - start && end < columns - start && a_[at(rows - 1 - end)] == b_[at(columns - 1 - end)]) {
      keep(rows - 1 - end, columns - 1 - end);
      ++end;
    }
    match(start, rows - end, columns - end);
  }

private:
  static std::size_t at(std::ptrdiff_t place) noexcept { return static_cast<std::size_t>(place); }

  void keep(std::ptrdiff_t x, std::ptrdiff_t y) {
    kept_before[at(x)] = true;
    kept_now[at(y)] = true;
  }

  void match(std::ptrdiff_t start, std::ptrdiff_t a_end, std::ptrdiff_t b_end) {
    const std::ptrdiff_t rows = a_end - start;
    const std::ptrdiff_t columns = b_end - start;
    if (rows <= 0 || columns <= 0) return;
    const std::ptrdiff_t most = std::min(rows + columns, most_differences);
    std::vector<std::ptrdiff_t> furthest(at(2 * most + 3), 0);  // by diagonal, x - y
    std::vector<std::vector<std::ptrdiff_t>> trace;
    for (std::ptrdiff_t d = 0; d <= most; ++d) {
      trace.emplace_back(furthest.begin() + (most - d), furthest.begin() + (most + d + 3));  // diagonals -d-1 … d+1, as they stand
      for (std::ptrdiff_t k = -d; k <= d; k += 2) {
        const auto reach = [&](std::ptrdiff_t diagonal) -> std::ptrdiff_t& { return furthest[at(diagonal + most + 1)]; };
        std::ptrdiff_t x = k == -d || (k != d && reach(k - 1) < reach(k + 1)) ? reach(k + 1) : reach(k - 1) + 1;
        while (x < rows && x - k < columns && a_[at(start + x)] == b_[at(start + x - k)]) ++x;
        reach(k) = x;
        if (x >= rows && x - k >= columns) return walk_back(start, rows, columns, trace);
      }
    }
  }

  void walk_back(std::ptrdiff_t start, std::ptrdiff_t x, std::ptrdiff_t y, const std::vector<std::vector<std::ptrdiff_t>>& trace) {
    for (auto d = static_cast<std::ptrdiff_t>(trace.size()) - 1; d >= 0; --d) {
      const auto reach = [&](std::ptrdiff_t diagonal) { return trace[at(d)][at(diagonal + d + 1)]; };
      const std::ptrdiff_t k = x - y;
      const bool down = k == -d || (k != d && reach(k - 1) < reach(k + 1));
      const std::ptrdiff_t before_x = d == 0 ? 0 : down ? reach(k + 1) : reach(k - 1);
      const std::ptrdiff_t before_y = d == 0 ? 0 : before_x - (down ? k + 1 : k - 1);
      const std::ptrdiff_t snake_x = d == 0 ? 0 : down ? before_x : before_x + 1;
      while (x > snake_x) keep(start + --x, start + --y);
      x = before_x;
      y = before_y;
    }
  }

  std::vector<std::uint32_t> a_;
  std::vector<std::uint32_t> b_;

public:
  std::vector<bool> kept_before;
  std::vector<bool> kept_now;
};

/// The pieces of a run are neighbours in their text.
std::string_view joined(const Pieces& pieces, std::size_t first, std::size_t end) noexcept {
  if (first == end) return {};
  const char* begin = pieces.texts[first].data();
  return {begin, static_cast<std::size_t>(pieces.texts[end - 1].data() + pieces.texts[end - 1].size() - begin)};
}

}  // namespace

std::vector<TextEdit> text_edits(std::string_view before, std::string_view now, Grain grain) {
  Numbers numbers;
  const Pieces was = pieces_of(before, grain, numbers);
  const Pieces is = pieces_of(now, grain, numbers);
  const Matcher match(was.numbers, is.numbers);
  std::vector<TextEdit> edits;
  for (std::size_t x = 0, y = 0; x < was.texts.size() || y < is.texts.size();) {
    const std::size_t first_x = x;
    const std::size_t first_y = y;
    while (x < was.texts.size() && !match.kept_before[x]) ++x;
    while (y < is.texts.size() && !match.kept_now[y]) ++y;
    if (x != first_x || y != first_y) edits.push_back({joined(was, first_x, x), joined(is, first_y, y)});
    while (x < was.texts.size() && y < is.texts.size() && match.kept_before[x] && match.kept_now[y]) ++x, ++y;
  }
  return edits;
}

std::set<std::string_view> words_of(std::string_view text) {
  std::set<std::string_view> words;
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, piece_length(text, Grain::words));
    if (is_word(piece.front())) words.insert(piece);
    text.remove_prefix(piece.size());
  }
  return words;
}

}  // namespace bgsnap
