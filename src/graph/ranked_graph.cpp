#include "graph/ranked_graph.hpp"

#include <algorithm>
#include <limits>

namespace bgsnap {

namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

}  // namespace

RankedGraph::RankedGraph(const ReductionInput& graph) {
  const auto size = static_cast<std::uint32_t>(graph.order.size());
  std::vector<std::uint32_t> place(size);
  for (std::uint32_t at = 0; at < size; ++at) place[graph.order[at]] = at;
  std::vector<std::uint32_t> rank(size, none);
  nodes_.reserve(size);
  for (std::uint32_t at = size; at-- > 0;)
    if (rank[graph.order[at]] == none) walk(graph, place, graph.order[at], rank);
  users_.resize(size);
  for (const std::uint32_t node : nodes_) {
    for (std::uint32_t edge = graph.starts[node]; edge < graph.starts[node + 1] && graph.opaque[node] == 0; ++edge) {
      const std::uint32_t target = graph.targets[edge];
      if (place[target] >= place[node]) continue;
      targets_.push_back(rank[target]);
      edges_.push_back(edge);
      ++users_[rank[target]];
    }
    starts_.push_back(static_cast<std::uint32_t>(targets_.size()));
  }
  furthest_.resize(size);
  for (std::uint32_t at = size; at-- > 0;) {
    furthest_[at] = std::max(furthest_[at], at);
    for (const std::uint32_t target : targets(at)) furthest_[target] = std::max(furthest_[target], furthest_[at]);
  }
}

/// Ranks what `start` needs and has none yet, depth first, then itself.
void RankedGraph::walk(const ReductionInput& graph, const std::vector<std::uint32_t>& place, std::uint32_t start, std::vector<std::uint32_t>& rank) {
  struct Step {
    std::uint32_t node;
    std::uint32_t edge;
  };
  constexpr std::uint32_t entered = none - 1;
  std::vector<Step> steps{{start, graph.starts[start]}};
  rank[start] = entered;
  while (!steps.empty()) {
    Step& step = steps.back();
    const std::uint32_t end = graph.opaque[step.node] != 0 ? step.edge : graph.starts[step.node + 1];
    while (step.edge < end && (rank[graph.targets[step.edge]] != none || place[graph.targets[step.edge]] >= place[step.node])) ++step.edge;
    if (step.edge < end) {
      const std::uint32_t target = graph.targets[step.edge++];
      rank[target] = entered;
      steps.push_back({target, graph.starts[target]});
      continue;
    }
    rank[step.node] = size();
    nodes_.push_back(step.node);
    steps.pop_back();
  }
}

}  // namespace bgsnap
