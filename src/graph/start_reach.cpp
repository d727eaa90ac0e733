#include "graph/start_reach.hpp"

#include "base/wide.hpp"

#include <bit>

namespace bgsnap {

namespace {

constexpr std::uint32_t itself = StartReach::nobody - 1;  // until it is numbered

}  // namespace

StartReach::StartReach(const StartReachInput& graph, const StartLists& lists) : lists_(lists.size()), carrier_(graph.order.size(), nobody) {
  const auto each_start = [&](auto&& visit) {
    for (std::size_t list = 0; list < lists.size(); ++list)
      for (const std::uint32_t node : lists[Id<StartListTag>(list)]) visit(list, node);
  };
  each_start([&](std::size_t, std::uint32_t node) { carrier_[node] = itself; });
  find_carriers(graph);
  join_edges(graph);
  each_start([&](std::size_t list, std::uint32_t node) { begin_.push_back({list, carrier_[node]}); });
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

/// Edges lead to higher numbers, so whoever hands on to a carrier has had its turn before.
BGSNAP_WIDE void StartReach::spread(std::size_t first, Block& block) const {
  start(first, block);
  while (spread_in_circles(block)) {
  }
  for (std::uint32_t word = 0; word < block.open.size(); ++word)
    while (block.open[word] != 0) {
      const std::uint32_t from = word * 64 + static_cast<std::uint32_t>(std::countr_zero(block.open[word]));
      block.open[word] &= block.open[word] - 1;
      block.reached.push_back(from);
      if (from < loose_) continue;
      for (std::uint32_t edge = starts_[from]; edge < starts_[from + 1]; ++edge) {
        block.rows[targets_[edge]].join(block.rows[from]);
        block.mark(targets_[edge]);
      }
    }
}

/// Forgets the block before.
void StartReach::start(std::size_t first, Block& block) const {
  for (const std::uint32_t carrier : block.reached) block.rows[carrier] = {};
  block.reached.clear();
  const auto before = [](const Start& start, std::size_t list) { return start.list < list; };
  for (auto at = std::lower_bound(begin_.begin(), begin_.end(), first, before); at != begin_.end() && at->list < first + BitRow::columns; ++at) {
    block.rows[at->carrier].set(at->list - first);
    block.mark(at->carrier);
  }
}

/// True when there was something to hand on that another did not have.
bool StartReach::spread_in_circles(Block& block) const {
  bool fresh = false;
  for (std::uint32_t from = 0; from < loose_; ++from)
    for (std::uint32_t edge = starts_[from]; block.rows[from].any() && edge < starts_[from + 1]; ++edge)
      if (block.rows[targets_[edge]].add(block.rows[from])) {
        block.mark(targets_[edge]);
        fresh = true;
      }
  return fresh;
}

}  // namespace bgsnap
