#include "cone/cone_blocks.hpp"

#include "base/wide.hpp"
#include "question/reach.hpp"

#include <algorithm>

namespace bgsnap {

ConeOrder::ConeOrder(const RebuildGraph& graph) : graph_(graph), places_(graph.nodes.size()) {
  TopologicalOrder order = inputs_first(graph);
  cyclic_ = order.cyclic;
  nodes_ = std::move(order.nodes);
  for (std::size_t at = 0; at < nodes_.size(); ++at) places_[nodes_[at]] = static_cast<ConePlace>(at);
  weights_.reserve(nodes_.size());
  starts_.reserve(nodes_.size() + 1);
  referrers_.reserve(graph.referrers.edges());
  starts_.push_back(0);
  for (const NodeId id : nodes_) {
    weights_.push_back(graph.nodes[id].derivations);
    single_ = single_ && weights_.back() == 1;
    for (const NodeId up : graph.referrers[id])
      if (!graph.is_fixed(up)) referrers_.push_back(places_[up]);
    starts_.push_back(static_cast<std::uint32_t>(referrers_.size()));
  }
}

BGSNAP_WIDE std::uint64_t ConeOrder::derivations(const BitRow& row, std::size_t first) const noexcept {
  if (single_) return row.count();
  std::uint64_t sum = 0;
  row.for_each([&](std::size_t column) { sum += weights_[first + column]; });
  return sum;
}

ConeBlocks::ConeBlocks(const ConeOrder& order) : order_(order), rows_(order.size()), filled_(order.size()) {
  if (order.graph().drv_sources.edges() != 0) through_sources_.resize(rows_.size());
}

/// A row is its own bit, the rows of the referrers that rebuild with it, and what .drv files as sources add. True when that is new.
BGSNAP_WIDE bool ConeBlocks::join_row(std::size_t at) {
  BitRow row;
  bool any = false;
  if (at >= first_ && at < first_ + BitRow::columns) {
    row.set(at - first_);
    any = true;
  }
  for (const ConePlace up : order_.referrers(at))
    if (filled_[up] != 0) {
      row.join(rows_[up]);
      any = true;
    }
  bool changed = false;
  if (!through_sources_.empty()) {
    const BitRow before = through_sources_[at];
    join_sources(at);
    row.join(through_sources_[at]);
    changed = through_sources_[at] != before;
    any = row.any();
  }
  if (order_.cyclic()) changed = changed || row != rows_[at];
  filled_[at] = any ? 1 : 0;
  if (any) rows_[at] = row;
  return changed;
}

/// Whatever needs this node, even a fixed output, has another .drv text when this one has; users of such a text rebuild.
void ConeBlocks::join_sources(std::size_t at) {
  BitRow& row = through_sources_[at];
  const NodeId id = order_.node(at);
  const RebuildGraph& graph = order_.graph();
  for (const NodeId user : graph.drv_source_referrers[id]) {
    const ConePlace place = order_.place(user);
    if (!graph.is_fixed(user) && filled_[place] != 0) row.join(rows_[place]);
    row.join(through_sources_[place]);
  }
  for (const NodeId up : graph.referrers[id]) row.join(through_sources_[order_.place(up)]);
}

void ConeBlocks::go_to(std::size_t block) {
  first_ = block * BitRow::columns;
  // Rows past a block's end stay empty from the beginning; those of a cycle know no such end.
  end_ = order_.cyclic() ? order_.size() : std::min(first_ + BitRow::columns, order_.size());
  if (order_.cyclic()) {
    std::fill(rows_.begin(), rows_.end(), BitRow{});
    std::fill(filled_.begin(), filled_.end(), std::uint8_t{0});
  }
  std::fill(through_sources_.begin(), through_sources_.end(), BitRow{});
  bool changed = true;
  while (changed) {
    changed = false;
    for (std::size_t at = end_; at-- > 0;) changed |= join_row(at);
    if (!order_.cyclic()) break;
  }
}

}  // namespace bgsnap
