#include "question/nearest_names.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace bgsnap {
namespace {

constexpr std::size_t most = 3;

std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::vector<std::string_view> nearest_names(std::string_view wanted, std::vector<std::string_view> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  const std::size_t limit = std::max<std::size_t>(1, wanted.size() / 3);
  std::vector<std::pair<std::size_t, std::string_view>> found;
  for (const std::string_view name : names) {
    const std::size_t apart = name.size() > wanted.size() ? name.size() - wanted.size() : wanted.size() - name.size();
    std::size_t distance = apart > limit ? limit + 1 : edits(wanted, name);
    // What holds the wanted word is near, however long, but after what was only mistyped.
    if (distance > limit && wanted.size() > 2 && name.find(wanted) != std::string_view::npos) distance = limit;
    if (distance <= limit) found.emplace_back(distance, name);
  }
  std::sort(found.begin(), found.end());
  if (found.size() > most) found.resize(most);
  std::vector<std::string_view> nearest;
  for (const auto& [distance, name] : found) nearest.push_back(name);
  return nearest;
}

std::string did_you_mean(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text.append(i == 0 ? "did you mean " : i + 1 == names.size() ? " or " : ", ").append(names[i]);
  return text.empty() ? text : text + "?";
}

}  // namespace bgsnap
