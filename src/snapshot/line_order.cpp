#include "snapshot/line_order.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace bgsnap {
namespace {

class Ranker {
public:
  Ranker(const RootSets& roots, const Partition& partition, const DenseMap<ItemId, std::uint32_t>& shown)
      : roots_(roots), partition_(partition), order_(partition.size()), rank_(partition.size()) {
    for (std::size_t i = 0; i < order_.size(); ++i) order_[i] = ClassId(i);
    std::sort(order_.begin(), order_.end(), [&](ClassId a, ClassId b) { return shown[partition.member[a]] < shown[partition.member[b]]; });
    assign_ranks(0, order_.size(), [&](ClassId a, ClassId b) { return shown[partition.member[a]] == shown[partition.member[b]]; });
  }

  std::vector<ClassId> run() && {
    while (refine_by_edges() || refine_by_roots()) {
    }
    return std::move(order_);
  }

private:
  /// A rank is the place of the first class that cannot be told apart yet, so ranks only ever grow apart in place.
  template <class Same>
  bool assign_ranks(std::size_t begin, std::size_t end, Same&& same) {
    bool finer = false;
    std::size_t first = begin;
    std::vector<std::uint32_t> fresh;
    for (std::size_t at = begin; at < end; ++at) {
      if (at > begin && !same(order_[at - 1], order_[at])) {
        first = at;
        finer = true;
      }
      fresh.push_back(static_cast<std::uint32_t>(first));
    }
    for (std::size_t at = begin; at < end; ++at) rank_[order_[at]] = fresh[at - begin];
    return finer;
  }

  template <class Visit>
  void each_tie(Visit&& visit) {
    for (std::size_t begin = 0; begin < order_.size();) {
      std::size_t end = begin + 1;
      while (end < order_.size() && rank_[order_[end]] == rank_[order_[begin]]) ++end;
      if (end - begin > 1) visit(begin, end);
      begin = end;
    }
  }

  template <class Key>
  bool refine_tie(std::size_t begin, std::size_t end, Key&& key) {
    std::vector<std::pair<std::vector<std::uint64_t>, ClassId>> keyed;
    for (std::size_t at = begin; at < end; ++at) keyed.emplace_back(key(order_[at]), order_[at]);
    std::sort(keyed.begin(), keyed.end());
    std::map<ClassId, std::size_t> place;
    for (std::size_t i = 0; i < keyed.size(); ++i) {
      order_[begin + i] = keyed[i].second;
      place[keyed[i].second] = i;
    }
    return assign_ranks(begin, end, [&](ClassId a, ClassId b) { return keyed[place[a]].first == keyed[place[b]].first; });
  }

  [[nodiscard]] std::vector<std::uint64_t> edge_key(ClassId id) const {
    std::vector<std::uint64_t> key;
    for (const auto edges : {partition_.inputs[id], partition_.drv_sources[id], partition_.users[id]}) {
      const std::size_t from = key.size();
      for (ClassId other : edges) key.push_back(rank_[other] + 1);
      std::sort(key.begin() + static_cast<std::ptrdiff_t>(from), key.end());
      key.push_back(0);
    }
    return key;
  }

  bool refine_by_edges() {
    bool finer = false;
    each_tie([&](std::size_t begin, std::size_t end) { finer = refine_tie(begin, end, [&](ClassId id) { return edge_key(id); }) || finer; });
    return finer;
  }

  bool refine_by_roots() {
    bool finer = false;
    each_tie([&](std::size_t begin, std::size_t end) {
      finer = refine_tie(begin, end, [&](ClassId id) { return roots_.key(partition_.member[id]); }) || finer;
    });
    return finer;
  }

  const RootSets& roots_;
  const Partition& partition_;
  std::vector<ClassId> order_;
  DenseMap<ClassId, std::uint32_t> rank_;
};

}  // namespace

std::vector<ClassId> line_order(const RootSets& roots, const Partition& partition, const DenseMap<ItemId, std::uint32_t>& shown) {
  return Ranker(roots, partition, shown).run();
}

}  // namespace bgsnap
