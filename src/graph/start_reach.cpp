#include "graph/start_reach.hpp"

#include "base/wide.hpp"

namespace bgsnap {

namespace {

constexpr std::uint32_t itself = StartReach::nobody - 1;  // until it is numbered

}  // namespace

StartReach::StartReach(const StartReachInput& graph, std::span<const std::vector<std::uint32_t>> lists)
    : lists_(lists.size()), carrier_(graph.order.size(), nobody) {
  for (const auto& list : lists)
    for (const std::uint32_t node : list) carrier_[node] = itself;
  find_carriers(graph);
  join_edges(graph);
  for (std::size_t list = 0; list < lists.size(); ++list)
    for (const std::uint32_t node : lists[list]) begin_.push_back({list, carrier_[node]});
}

/// Sources come first: when a node's turn comes, all that lead to it have said who carries them. Those in circles carry themselves.
void StartReach::find_carriers(const StartReachInput& graph) {
  std::uint32_t count = 0;
  std::vector<std::uint8_t> settled(graph.order.size(), 0);
  for (const std::uint32_t node : graph.order.first(graph.loose)) {
    carrier_[node] = count++;
    settled[node] = 1;
  }
  loose_ = count;
  for (const std::uint32_t node : graph.order) {
    if (carrier_[node] == itself) carrier_[node] = count++;
    const std::uint32_t mine = carrier_[node];
    if (mine == nobody) continue;
    for (const std::uint32_t target : graph.targets.subspan(graph.starts[node], graph.starts[node + 1] - graph.starts[node]))
      if (std::uint32_t& other = carrier_[target]; !settled[target]) other = other == nobody || other == mine ? mine : itself;
  }
  starts_.assign(count + std::size_t{1}, 0);
}

/// Each pair of carriers once, by the carrier that it leads from.
void StartReach::join_edges(const StartReachInput& graph) {
  const auto each_edge = [&](auto&& visit) {
    for (const std::uint32_t node : graph.order)
      for (std::uint32_t edge = graph.starts[node]; edge < graph.starts[node + 1]; ++edge)
        if (carrier_[node] != nobody && carrier_[node] != carrier_[graph.targets[edge]]) visit(carrier_[node], carrier_[graph.targets[edge]]);
  };
  each_edge([&](std::uint32_t from, std::uint32_t) { ++starts_[from + 1]; });
  for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
  targets_.resize(starts_.back());
  std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
  each_edge([&](std::uint32_t from, std::uint32_t to) { targets_[next[from]++] = to; });

  std::vector<std::uint32_t> seen_from(carriers(), nobody);
  std::uint32_t kept = 0;
  for (std::uint32_t from = 0; from < carriers(); ++from) {
    const std::uint32_t begin = starts_[from];
    starts_[from] = kept;
    for (std::uint32_t edge = begin; edge < next[from]; ++edge)
      if (std::uint32_t& seen = seen_from[targets_[edge]]; seen != from) {
        seen = from;
        targets_[kept++] = targets_[edge];
      }
  }
  starts_.back() = kept;
  targets_.resize(kept);
}

BGSNAP_WIDE void StartReach::spread(std::size_t first, std::vector<BitRow>& rows) const {
  std::fill(rows.begin(), rows.end(), BitRow{});
  const auto before = [](const Start& start, std::size_t list) { return start.list < list; };
  for (auto at = std::lower_bound(begin_.begin(), begin_.end(), first, before); at != begin_.end() && at->list < first + BitRow::columns; ++at)
    rows[at->carrier].set(at->list - first);
  while (spread_in_circles(rows)) {
  }
  for (std::size_t from = loose_; from < rows.size(); ++from)
    if (rows[from].any())
      for (std::uint32_t edge = starts_[from]; edge < starts_[from + 1]; ++edge) rows[targets_[edge]].join(rows[from]);
}

/// True when there was something to hand on that another did not have.
bool StartReach::spread_in_circles(std::vector<BitRow>& rows) const {
  bool fresh = false;
  for (std::size_t from = 0; from < loose_; ++from)
    for (std::uint32_t edge = starts_[from]; edge < starts_[from + 1]; ++edge) fresh |= rows[targets_[edge]].add(rows[from]);
  return fresh;
}

}  // namespace bgsnap
