#include "render/sections.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {

namespace {

using Side = Table::Side;

struct NamedShare {
  std::string name;
  Share share;
};

constexpr std::size_t rows_unless_all = 20;

std::string share_table(const std::string& what, const std::string& many, const std::string& verb, std::vector<NamedShare> rows, bool all,
                        Style style) {
  std::stable_sort(rows.begin(), rows.end(), [](const NamedShare& a, const NamedShare& b) { return a.share.count > b.share.count; });
  Table table({{what}, {verb, Side::right, Ink::strong}, {"", Side::left, Ink::faint}, {"derivations", Side::right}, {"share", Side::right}});
  const std::size_t listed = all ? rows.size() : std::min(rows.size(), rows_unless_all);
  for (const NamedShare& row : std::span(rows).first(listed)) {
    table.row({shown(row.name), with_thousands(row.share.count), "of", with_thousands(row.share.total), percent_of(row.share)});
  }
  return table.text(style) + further(rows.size() - listed, what, many, "--list", style);
}

std::string sign(Bound bound) {
  constexpr std::string_view signs[] = {"", "at most ", "at least ", "about "};
  return std::string(signs[static_cast<std::size_t>(bound)]);
}

}  // namespace

std::string share_words(Share share, Bound bound) {
  return sign(bound) + fmt::format("{} of {}", with_thousands(share.count), counted(share.total, "derivation", "derivations"));
}

std::string needed_words(Share share, Bound bound) {
  return sign(bound) + fmt::format("{} of {} {} needed for the roots ({})\n", with_thousands(share.count), with_thousands(share.total),
                                   share.count == 1 ? "is" : "are", percent_of(share));
}

std::string_view name_of(Bound bound) noexcept {
  switch (bound) {
    case Bound::exact: return "";
    case Bound::upper: return "upper";
    case Bound::lower: return "lower";
    case Bound::neither: return "neither";
  }
  return "";
}

Bound with(Bound bound, Standing standing) noexcept { return standing.incomplete ? both(bound, Bound::lower) : bound; }

std::string reasons_section(std::string_view heading, const std::vector<std::string>& reasons, Style style) {
  if (reasons.empty()) return "";
  std::string out = painted(heading, Ink::yellow, style) + "\n";
  for (const std::string& reason : reasons) out += "  " + shown(reason) + "\n";
  return out;
}

std::string bound_section(Bound bound, const std::vector<std::string>& reasons, Style style) {
  constexpr std::string_view headings[] = {"To be known:", "An upper bound:", "A lower bound:", "Neither an upper nor a lower bound:"};
  return reasons_section(headings[static_cast<std::size_t>(bound)], reasons, style);
}

std::string standing_section(Standing standing, Style style) {
  if (!standing.incomplete) return "";
  return painted("Incomplete: the graph lacks what the lines on standard error name; these are the figures of the rest.", Ink::yellow, style) + "\n";
}

std::string roots_section(std::span<const RootShare> roots, bool all, Style style) {
  std::vector<NamedShare> rows;
  for (const RootShare& root : roots) {
    if (root.needed.count != 0) rows.push_back({root.name, root.needed});
  }
  const std::size_t none = roots.size() - rows.size();
  std::string out = share_table("root", "roots", "needed", std::move(rows), all, style);
  if (none != 0)
    out +=
        painted(fmt::format("  {} of {} nothing", with_thousands(none), counted(roots.size(), "root needs", "roots need")), Ink::faint, style) + "\n";
  return out;
}

std::string classes_section(const std::map<std::string, Share>& classes, bool all, Style style) {
  std::vector<NamedShare> rows;
  for (const auto& [name, share] : classes) {
    if (share.count != 0) rows.push_back({name.empty() ? "(no class)" : name, share});
  }
  return share_table("class", "classes", "rebuilt", std::move(rows), all, style);
}

std::string further(std::uint64_t count, std::string_view one, std::string_view many, std::string_view how, Style style) {
  if (count == 0) return "";
  return painted(fmt::format("  … and {} further {} ({})", with_thousands(count), count == 1 ? one : many, how), Ink::faint, style) + "\n";
}

std::string list_section(std::string_view heading, const std::vector<std::string>& lines, Style style) {
  if (lines.empty()) return "";
  std::string out = painted(heading, Ink::faint, style) + "\n";
  for (const std::string& line : lines) out += "  " + line + "\n";
  return out;
}

std::string chain_line(std::size_t place, std::string_view text, Style style) {
  constexpr std::size_t deepest_indent = 40;  // no screen is wider, and the text must not grow with the square of the depth
  return std::string(2 + 2 * std::min(place, deepest_indent), ' ') + (place == 0 ? "" : painted("└ ", Ink::faint, style)) + std::string(text);
}

std::string page(const std::vector<std::string>& sections) {
  std::string out;
  for (const std::string& section : sections) {
    if (section.empty()) continue;
    if (!out.empty()) out += "\n";
    out += section;
  }
  return out;
}

std::string some_of(const std::vector<std::string>& texts, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < std::min(texts.size(), most); ++i) out += (i == 0 ? "" : ", ") + shown(texts[i]);
  if (texts.size() > most) out += fmt::format(" and {} more", with_thousands(texts.size() - most));
  return out;
}

}  // namespace bgsnap
