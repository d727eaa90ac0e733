#include "bgsnap/shard.hpp"

#include "formats/record_order.hpp"
#include "formats/shard_writer.hpp"
#include "graph/same_record.hpp"

#include <algorithm>
#include <span>
#include <tuple>

namespace bgsnap {

namespace {

using Records = std::vector<const RawDerivation*>;

/// Drops what another record of the path says too.
void add_what_is_needed(std::span<const RawDerivation* const> same_path, Records& to) {
  for (std::size_t i = 0; i < same_path.size(); ++i) {
    const auto is_said = [&](std::size_t other) {
      return other != i && says_all_of(*same_path[other], *same_path[i]) && (i < other || !says_all_of(*same_path[i], *same_path[other]));
    };
    bool said = false;
    for (std::size_t other = 0; other < same_path.size() && !said; ++other) said = is_said(other);
    if (!said) to.push_back(same_path[i]);
  }
}

Records needed_records(const RawGraph& raw) {
  Records all;
  for (const RawDerivation& record : raw.derivations) all.push_back(&record);
  std::sort(all.begin(), all.end(), [](const RawDerivation* a, const RawDerivation* b) { return order_of(*a, *b) < 0; });
  all.erase(std::unique(all.begin(), all.end(), [](const RawDerivation* a, const RawDerivation* b) { return order_of(*a, *b) == 0; }), all.end());
  Records needed;
  for (std::size_t begin = 0; begin < all.size();) {
    std::size_t end = begin + 1;
    while (end < all.size() && all[end]->path == all[begin]->path) ++end;
    add_what_is_needed(std::span(all).subspan(begin, end - begin), needed);
    begin = end;
  }
  return needed;
}

/// Names ascend, and below them derivations, as their paths do.
std::vector<ShardContent::Root> roots_of(const BuildGraph& graph, const Records& records) {
  std::vector<ShardContent::Root> roots;
  for (const NamedRoot& root : graph.named_roots()) {
    const StorePath path = graph[root.derivation].path;
    const auto at =
        std::lower_bound(records.begin(), records.end(), path, [](const RawDerivation* record, StorePath wanted) { return record->path < wanted; });
    if (!roots.empty() && roots.back().name == root.name && records[roots.back().record]->path == path)
      roots.back().given = true;  // the one that is not given stands first
    else
      roots.push_back({root.name, static_cast<std::uint32_t>(at - records.begin()), root.given});
  }
  return roots;
}

/// Where the bytes stood is nothing that another print of the graph would say.
std::string_view detail_of(const RawIssue& issue) {
  return issue.kind == RawIssue::Kind::not_utf8 ? "bytes that are not UTF-8 stand in the record; kept as they are" : std::string_view(issue.detail);
}

std::vector<ShardContent::Issue> issues_of(const RawGraph& raw) {
  std::vector<ShardContent::Issue> issues;
  for (const RawIssue& issue : raw.issues) issues.push_back({issue.kind, issue.derivation.base, detail_of(issue)});
  const auto key = [](const ShardContent::Issue& issue) { return std::tie(issue.kind, issue.derivation, issue.detail); };
  std::sort(issues.begin(), issues.end(), [key](const auto& a, const auto& b) { return key(a) < key(b); });
  issues.erase(std::unique(issues.begin(), issues.end(), [key](const auto& a, const auto& b) { return key(a) == key(b); }), issues.end());
  return issues;
}

}  // namespace

std::string shard_of(const BuildGraph& graph) {
  ShardContent content;
  content.records = needed_records(graph.raw());
  content.roots = roots_of(graph, content.records);
  content.issues = issues_of(graph.raw());
  return write_shard(content);
}

}  // namespace bgsnap
