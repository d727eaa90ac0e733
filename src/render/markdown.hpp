#pragma once

#include <string>
#include <string_view>
#include <vector>

/// GitHub-flavoured Markdown. What comes from a graph goes through code() or prose(): a site that shows the page links addresses, `@names`,
/// `#1` and commit ids in any text that is not code, however it is escaped, and leaves code alone.
namespace bgsnap {

/// The text in a code span, shown(), cut after `most` bytes. Backticks and pipes, which no code span in a table can hold for sure, stand
/// beside it as character references. Nothing for an empty text.
[[nodiscard]] std::string code(std::string_view text, std::size_t most = 200);

/// A sentence with names in it: plain words and figures as they are, all else as code(), cut after `most` bytes.
[[nodiscard]] std::string prose(std::string_view sentence, std::size_t most = 1000);

/// Texts as code(), between commas.
[[nodiscard]] std::string code_list(const std::vector<std::string>& texts);

/// A block of code, a line for each text, shown(); in a fence that no line can close.
[[nodiscard]] std::string code_block(const std::vector<std::string>& lines, std::string_view language = "");

/// Folded away under a line of our own words.
[[nodiscard]] std::string folded(std::string_view summary, std::string_view body);

/// Rows under headings of our own words.
class MarkdownTable {
public:
  enum class Side { left, right };
  struct Column {
    std::string heading;
    Side side = Side::left;
  };
  explicit MarkdownTable(std::vector<Column> columns) : columns_(std::move(columns)) {}
  /// As many cells as there are columns, each of code(), prose() or figures.
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  [[nodiscard]] std::size_t rows() const noexcept { return rows_.size(); }
  /// Rows [begin, end) under the headings; nothing when there is none.
  [[nodiscard]] std::string text(std::size_t begin, std::size_t end) const;

private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace bgsnap
