#include "cone/cone_blocks.hpp"

#include "question/reach.hpp"

#include <algorithm>

namespace bgsnap {

ConeBlocks::ConeBlocks(const RebuildGraph& graph) : position_(graph.nodes.size()), graph_(graph), rows_(graph.nodes.size()) {
  TopologicalOrder order = inputs_first(graph);
  cyclic_ = order.cyclic;
  order_ = std::move(order.nodes);
  for (std::size_t at = 0; at < order_.size(); ++at) position_[order_[at]] = static_cast<Position>(at);
  starts_.push_back(0);
  for (const NodeId id : order_) {
    weights_.push_back(graph.nodes[id].derivations);
    single_ = single_ && weights_.back() == 1;
    for (const NodeId up : graph.referrers[id])
      if (!graph.is_fixed(up)) referrers_.push_back(position_[up]);
    starts_.push_back(static_cast<std::uint32_t>(referrers_.size()));
  }
  if (graph.drv_sources.edges() != 0) through_sources_.resize(rows_.size());
}

/// A row is its own bit, the rows of the referrers that rebuild with it, and what .drv files as sources add. True when that is new.
bool ConeBlocks::join_row(Position at) {
  BitRow row;
  if (at >= first_ && at < first_ + BitRow::columns) row.set(at - first_);
  for (std::uint32_t edge = starts_[at]; edge < starts_[at + 1]; ++edge) row.join(rows_[referrers_[edge]]);
  bool changed = false;
  if (!through_sources_.empty()) {
    const BitRow before = through_sources_[at];
    join_sources(at);
    row.join(through_sources_[at]);
    changed = through_sources_[at] != before;
  }
  if (cyclic_) changed = changed || row != rows_[at];
  rows_[at] = row;
  return changed;
}

/// Whatever needs this node, even a fixed output, has another .drv text when this one has; users of such a text rebuild.
void ConeBlocks::join_sources(Position at) {
  BitRow& row = through_sources_[at];
  const NodeId id = order_[at];
  for (const NodeId user : graph_.drv_source_referrers[id]) {
    if (!graph_.is_fixed(user)) row.join(rows_[position_[user]]);
    row.join(through_sources_[position_[user]]);
  }
  for (const NodeId up : graph_.referrers[id]) row.join(through_sources_[position_[up]]);
}

bool ConeBlocks::next() {
  first_ = top_ == 0 ? 0 : first_ + BitRow::columns;
  if (first_ >= order_.size()) return false;
  // Rows past a block's end stay empty from the beginning; those of a cycle know no such end.
  top_ = cyclic_ ? order_.size() : std::min(first_ + BitRow::columns, order_.size());
  if (cyclic_) std::fill(rows_.begin(), rows_.end(), BitRow{});
  std::fill(through_sources_.begin(), through_sources_.end(), BitRow{});
  bool changed = true;
  while (changed) {
    changed = false;
    for (std::size_t at = top_; at-- > 0;) changed |= join_row(static_cast<Position>(at));
    if (!cyclic_) break;
  }
  return true;
}

std::uint64_t ConeBlocks::derivations(const BitRow& row) const noexcept {
  if (single_) return row.count();
  std::uint64_t sum = 0;
  row.for_each([&](std::size_t column) { sum += weights_[first_ + column]; });
  return sum;
}

}  // namespace bgsnap
