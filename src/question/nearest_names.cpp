#include "question/nearest_names.hpp"

#include "config/nearest_name.hpp"

#include <algorithm>
#include <set>

namespace bgsnap {

std::vector<std::string> nearest_names(std::string_view wanted, const std::vector<std::string_view>& names) {
  constexpr std::size_t most = 3;
  constexpr std::size_t shortest_word = 3;
  const std::set<std::string_view> distinct(names.begin(), names.end());
  std::vector<std::string> known(distinct.begin(), distinct.end());
  std::vector<std::string> nearest;
  while (nearest.size() < most) {
    std::string name = nearest_name(wanted, known);
    if (name.empty()) break;
    known.erase(std::find(known.begin(), known.end(), name));
    nearest.push_back(std::move(name));
  }
  for (const std::string& name : known)
    if (nearest.size() < most && wanted.size() >= shortest_word && name.find(wanted) != std::string::npos) nearest.push_back(name);
  return nearest;
}

std::string did_you_mean(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) text.append(i == 0 ? "did you mean " : i + 1 == names.size() ? " or " : ", ").append(names[i]);
  return text.empty() ? text : text + "?";
}

}  // namespace bgsnap
