#include "graph/needed_by_roots.hpp"

#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace bgsnap {

namespace {

using Paths = std::unordered_set<std::string_view>;

Paths needed_paths(const RawGraph& raw, std::span<const RootRequest> roots) {
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> records;
  for (std::size_t i = 0; i < raw.derivations.size(); ++i) records[raw.derivations[i].path.base].push_back(static_cast<std::uint32_t>(i));
  Paths needed;
  std::vector<std::string_view> open;
  const auto visit = [&](std::string_view path) {
    if (records.contains(path) && needed.insert(path).second) open.push_back(path);
  };
  for (const RootRequest& root : roots) visit(StorePath::from(root.derivation).base);
  while (!open.empty()) {
    const std::string_view path = open.back();
    open.pop_back();
    for (const std::uint32_t index : records.find(path)->second) {
      for (const RawInput& input : raw.derivations[index].inputs) visit(input.derivation.base);
      for (const StorePath source : raw.derivations[index].sources) visit(source.base);
    }
  }
  return needed;
}

}  // namespace

void keep_needed_by_roots(RawGraph& raw, std::span<const RootRequest> roots) {
  const Paths needed = needed_paths(raw, roots);
  if (needed.empty()) return;
  for (RawDocument& document : raw.documents) document.derivations.clear();
  std::vector<RawDerivation> kept;
  for (const RawDerivation& record : raw.derivations) {
    if (!needed.contains(record.path.base)) continue;
    raw.documents[record.document].derivations.push_back(static_cast<std::uint32_t>(kept.size()));
    kept.push_back(record);
  }
  raw.derivations = std::move(kept);
  std::erase_if(raw.issues, [&needed](const RawIssue& issue) { return !issue.derivation.base.empty() && !needed.contains(issue.derivation.base); });
}

}  // namespace bgsnap
