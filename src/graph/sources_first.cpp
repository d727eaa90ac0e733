#include "graph/sources_first.hpp"

namespace bgsnap {

/// A node waits until all that lead to it have had their turn.
std::vector<std::uint32_t> sources_first(std::span<const std::uint32_t> starts, std::span<const std::uint32_t> targets) {
  std::vector<std::uint32_t> waits_for(starts.size() - 1, 0);
  for (const std::uint32_t target : targets) ++waits_for[target];
  std::vector<std::uint32_t> order;
  order.reserve(waits_for.size());
  for (std::uint32_t node = 0; node < waits_for.size(); ++node)
    if (waits_for[node] == 0) order.push_back(node);
  for (std::size_t at = 0; at < order.size(); ++at)
    for (const std::uint32_t target : targets.subspan(starts[order[at]], starts[order[at] + 1] - starts[order[at]]))
      if (--waits_for[target] == 0) order.push_back(target);
  return order;
}

}  // namespace bgsnap
