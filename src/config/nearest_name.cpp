#include "config/nearest_name.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace bgsnap {
namespace {

/// Optimal string alignment: three rows of the edit table are enough.
std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view wrong, std::span<const std::string> known) {
  constexpr std::size_t longest = 64;  // keys are short; a pasted document is no typing mistake
  if (wrong.size() > longest) return {};
  const std::string* nearest = nullptr;
  std::size_t fewest = std::max<std::size_t>(1, wrong.size() / 3) + 1;
  for (const std::string& name : known) {
    if (name.size() > longest) continue;
    const std::size_t edits = edits_between(wrong, name);
    if (edits < fewest) {
      fewest = edits;
      nearest = &name;
    }
  }
  return nearest ? *nearest : std::string{};
}

std::string did_you_mean(std::string_view wrong, std::span<const std::string> known) {
  if (const std::string nearest = nearest_name(wrong, known); !nearest.empty()) return "did you mean \"" + nearest + "\"?";
  if (known.empty()) return {};
  constexpr std::size_t most = 12;
  std::string text = "known are ";
  std::vector<std::string_view> told;
  for (const std::string& name : known) {
    if (std::find(told.begin(), told.end(), name) != told.end()) continue;
    if (told.size() == most) return text + " …";
    text.append(told.empty() ? "" : ", ").append(name);
    told.emplace_back(name);
  }
  return text;
}

}  // namespace bgsnap
