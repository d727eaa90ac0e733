#pragma once

#include "graph/start_reach.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace bgsnap {

/// Edges for a walk from roots to what they need, as StartReach takes them. Nodes' lists are added in the order of the nodes.
class Downward {
public:
  /// `inputs_first` holds every node once.
  template <class Ids>
  explicit Downward(const Ids& inputs_first) : rank_(inputs_first.size()) {
    for (auto id : inputs_first) {
      rank_[id.value] = static_cast<std::uint32_t>(order_.size());
      order_.push_back(id.value);
    }
    std::reverse(order_.begin(), order_.end());
  }

  template <class Ids>
  void add(const Ids& targets) {
    for (auto target : targets) targets_.push_back(target.value);
  }
  void close_list() {
    const std::uint32_t own = rank_[starts_.size() - 1];
    for (std::size_t edge = starts_.back(); edge < targets_.size(); ++edge) circles_ |= rank_[targets_[edge]] >= own;
    starts_.push_back(static_cast<std::uint32_t>(targets_.size()));
  }
  /// Only circles have edges against the order. They are rare and malformed: then no order is relied upon at all.
  [[nodiscard]] StartReachInput input() const { return {starts_, targets_, order_, circles_ ? order_.size() : 0}; }

private:
  std::vector<std::uint32_t> rank_;
  std::vector<std::uint32_t> starts_{0};
  std::vector<std::uint32_t> targets_;
  std::vector<std::uint32_t> order_;
  bool circles_ = false;
};

}  // namespace bgsnap
