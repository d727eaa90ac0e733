#include "render/markdown.hpp"

#include "base/utf8.hpp"
#include "bgsnap/render.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {

namespace {

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_hex(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Whole characters, and a sign that there were more.
std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t at = 0;
  while (at + code_point_at(text, at).bytes <= most) at += code_point_at(text, at).bytes;
  text.resize(at);
  return text + "…";
}

/// As code(), of what is shown() and cut.
std::string spanned(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("`|"), text.size());
    if (end != 0) out += fmt::format("`{}`", text.substr(0, end));
    if (end != text.size()) out += text[end] == '`' ? "&#96;" : "&#124;";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

/// A word that means nothing to Markdown, nor to a site that looks for references: letters, or a figure, between a sentence's own signs.
/// Seven digits of a hash would be a commit.
bool is_plain(std::string_view word) {
  if (word == "+" || word == "=") return true;
  if (word.starts_with('(')) word.remove_prefix(1);
  while (!word.empty() && std::string_view(",.;:)%").find(word.back()) != std::string_view::npos) word.remove_suffix(1);
  if (std::all_of(word.begin(), word.end(), is_letter)) return word.size() < 7 || !std::all_of(word.begin(), word.end(), is_hex);
  const bool figure = is_digit(word.front()) && is_digit(word.back());
  const bool commit = word.size() >= 7 && word.find_first_of(",.") == std::string_view::npos;
  return figure && !commit && std::all_of(word.begin(), word.end(), [](char c) { return is_digit(c) || c == ',' || c == '.'; });
}

}  // namespace

std::string code(std::string_view text, std::size_t most) { return spanned(cut(shown(text), most)); }

std::string prose(std::string_view sentence, std::size_t most) {
  const std::string text = cut(shown(sentence), most);
  std::string out;
  std::string names;  // words that stand in one code span
  const auto close = [&] {
    if (!names.empty()) out += (out.empty() ? "" : " ") + spanned(names);
    names.clear();
  };
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    begin = end + 1;
    if (word.empty()) continue;
    if (is_plain(word)) {
      close();
      out += (out.empty() ? "" : " ") + word;
    } else {
      names += (names.empty() ? "" : " ") + word;
    }
  }
  close();
  return out;
}

std::string code_list(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + code(text);
  return out;
}

std::string code_block(const std::vector<std::string>& lines, std::string_view language) {
  std::string body;
  std::size_t longest = 2;
  for (const std::string& line : lines) {
    const std::string text = shown(line);
    std::size_t run = 0;
    for (const char c : text) longest = std::max(longest, run = c == '`' ? run + 1 : 0);
    body += text + "\n";
  }
  const std::string fence(longest + 1, '`');
  return fmt::format("{}{}\n{}{}\n", fence, language, body, fence);
}

std::string folded(std::string_view summary, std::string_view body) {
  return fmt::format("<details>\n<summary>{}</summary>\n\n{}\n</details>\n", summary, body);
}

std::string MarkdownTable::text(std::size_t begin, std::size_t end) const {
  end = std::min(end, rows_.size());
  if (begin >= end) return "";
  std::string out;
  for (const Column& column : columns_) out += "| " + column.heading + " ";
  out += "|\n";
  for (const Column& column : columns_) out += column.side == Side::right ? "| --: " : "| --- ";
  out += "|\n";
  for (std::size_t i = begin; i < end; ++i) {
    for (const std::string& cell : rows_[i]) out += "| " + cell + " ";
    out += "|\n";
  }
  return out;
}

}  // namespace bgsnap
