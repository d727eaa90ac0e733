#pragma once

#include "render/paint.hpp"

#include <string>
#include <vector>

namespace bgsnap {

/// Columns for people, set by display width. A cell is never cut: one that is wider than its column may be moves its own line only.
class Table {
public:
  enum class Side { left, right };
  struct Column {
    std::string heading;
    Side side = Side::left;
    Ink ink = Ink::plain;
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  /// As many cells as there are columns, already shown().
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }
  /// Headings and rows, each on an indented line without trailing blanks; nothing when there is no row.
  [[nodiscard]] std::string text(Style style) const;

private:
  [[nodiscard]] std::vector<std::size_t> widths() const;
  [[nodiscard]] std::string line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths, bool heading, Style style) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace bgsnap
