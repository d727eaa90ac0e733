#include "render/table.hpp"

#include <algorithm>

namespace bgsnap {

namespace {

/// A wider cell hangs over instead of pushing every other line apart.
constexpr std::size_t widest_column = 60;

}  // namespace

std::vector<std::size_t> Table::widths() const {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    std::size_t width = display_width(columns_[c].heading);
    for (const auto& row : rows_) {
      const std::size_t cell = display_width(row[c]);
      if (cell <= widest_column) width = std::max(width, cell);
    }
    widths.push_back(width);
  }
  return widths;
}

std::string Table::line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths, bool heading, Style style) const {
  std::string out;
  std::string blanks = "  ";
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const std::size_t width = display_width(cells[c]);
    const std::string padding(widths[c] > width ? widths[c] - width : 0, ' ');
    const Ink ink = heading ? Ink::faint : columns_[c].ink;
    if (columns_[c].side == Side::right) blanks += padding;
    if (!cells[c].empty()) {
      out += blanks + painted(cells[c], ink, style);
      blanks.clear();
    }
    if (columns_[c].side == Side::left) blanks += padding;
    blanks += "  ";
  }
  return out + "\n";
}

std::string Table::text(Style style) const {
  if (rows_.empty()) return "";
  const std::vector<std::size_t> width = widths();
  std::vector<std::string> headings;
  for (const Column& column : columns_) headings.push_back(column.heading);
  std::string out = line(headings, width, true, style);
  for (const auto& row : rows_) out += line(row, width, false, style);
  return out;
}

}  // namespace bgsnap
