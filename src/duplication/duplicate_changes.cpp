#include "bgsnap/duplication.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace bgsnap {

namespace {

/// A logical key without its version; the package's name first.
using Package = std::tuple<std::string, std::string, std::string, std::string, std::string>;

Package package_of(const DuplicateGroup& group) { return {group.name, group.class_name, group.profile, group.scope, group.system}; }

/// How much more there is now; below 0 when it is less.
std::int64_t growth(const DuplicateChange& change) noexcept {
  return static_cast<std::int64_t>(change.excess.now) - static_cast<std::int64_t>(change.excess.before);
}

}  // namespace

std::vector<DuplicateChange> duplicate_changes(const DuplicationReport& before, const DuplicationReport& now) {
  std::map<Package, DuplicateChange> packages;
  const auto add = [&](const DuplicationReport& report, std::uint64_t Changed<std::uint64_t>::*side) {
    for (const DuplicateGroup& group : report.groups) {
      const auto [found, is_first] = packages.try_emplace(package_of(group));
      DuplicateChange& change = found->second;
      if (is_first) std::tie(change.name, change.class_name, change.profile, change.scope, change.system) = found->first;
      change.excess.*side += group.variants - 1;
      if (side == &Changed<std::uint64_t>::now || change.differ_by.empty()) change.differ_by = group.differ_by;
    }
  };
  add(before, &Changed<std::uint64_t>::before);
  add(now, &Changed<std::uint64_t>::now);
  std::vector<DuplicateChange> changes;
  for (auto& [package, change] : packages)
    if (change.excess.before != change.excess.now) changes.push_back(std::move(change));
  std::stable_sort(changes.begin(), changes.end(), [](const DuplicateChange& a, const DuplicateChange& b) { return growth(a) > growth(b); });
  return changes;
}

}  // namespace bgsnap
