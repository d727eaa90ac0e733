#include "diff/pairing.hpp"

#include "question/reach.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace bgsnap {
namespace {

constexpr std::size_t largest_compared = 500;

/// Nodes of both sides that may be one another.
struct Candidates {
  std::vector<NodeId> before;
  std::vector<NodeId> now;
};

class Pairer {
public:
  Pairer(const Compared& before, const Compared& now) : before_(before), now_(now) {
    pairing_.before_of = DenseMap<NodeId, std::optional<NodeId>>(now.graph.nodes.size());
    pairing_.now_of = DenseMap<NodeId, std::optional<NodeId>>(before.graph.nodes.size());
  }

  Pairing run() && {
    pair_in_order([](const Compared& side, NodeId id) { return std::tuple(side.graph.nodes[id].label, side.closure[id]); });
    pair_in_order([](const Compared& side, NodeId id) { return std::tuple(side.graph.nodes[id].key, side.closure[id]); });
    pair_changed();
    return std::move(pairing_);
  }

private:
  template <class Visit>
  void for_each_open(Visit&& visit) const {
    for (std::size_t i = 0; i < pairing_.now_of.size(); ++i)
      if (!pairing_.now_of[NodeId(i)]) visit(before_, NodeId(i), &Candidates::before);
    for (std::size_t i = 0; i < pairing_.before_of.size(); ++i)
      if (!pairing_.before_of[NodeId(i)]) visit(now_, NodeId(i), &Candidates::now);
  }

  /// What is equal by `feature` is interchangeable.
  template <class Feature>
  void pair_in_order(Feature&& feature) {
    std::map<decltype(feature(before_, NodeId())), Candidates> groups;
    for_each_open([&](const Compared& side, NodeId id, auto list) { (groups[feature(side, id)].*list).push_back(id); });
    for (const auto& [what, group] : groups) pair_by_position(group);
  }

  void pair_by_position(const Candidates& group) {
    for (std::size_t i = 0; i < std::min(group.before.size(), group.now.size()); ++i) pairing_.pair(group.before[i], group.now[i]);
  }

  /// A key that both sides have makes one group, gone and new versions of one name another; no node is in two.
  void pair_changed() {
    std::set<LogicalKey> keys_before;
    std::set<LogicalKey> keys_now;
    for (const RebuildNode& node : before_.graph.nodes) keys_before.insert(node.key);
    for (const RebuildNode& node : now_.graph.nodes) keys_now.insert(node.key);
    std::map<std::pair<LogicalKey, bool>, Candidates> groups;
    for_each_open([&](const Compared& side, NodeId id, auto list) {
      LogicalKey key = side.graph.nodes[id].key;
      const bool everywhere = keys_before.contains(key) && keys_now.contains(key);
      if (!everywhere) key.version = {};
      (groups[{key, everywhere}].*list).push_back(id);
    });
    std::erase_if(groups, [](const auto& group) { return group.second.before.empty() || group.second.now.empty(); });
    for (const Candidates* group : inputs_settled_first(groups)) pair_alike(*group);
  }

  template <class Groups>
  [[nodiscard]] std::vector<const Candidates*> inputs_settled_first(const Groups& groups) const {
    DenseMap<NodeId, std::size_t> position(now_.graph.nodes.size(), 0);
    const TopologicalOrder order = inputs_first(now_.graph);
    for (std::size_t i = 0; i < order.nodes.size(); ++i) position[order.nodes[i]] = i;
    std::vector<std::pair<std::size_t, const Candidates*>> last_of;
    for (const auto& [key, group] : groups) {
      std::size_t last = 0;
      for (const NodeId id : group.now) last = std::max(last, position[id]);
      last_of.emplace_back(last, &group);
    }
    std::stable_sort(last_of.begin(), last_of.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<const Candidates*> sorted;
    for (const auto& [last, group] : last_of) sorted.push_back(group);
    return sorted;
  }

  struct Likeness {
    bool same_own;
    bool same_shows;
    std::size_t shared;  ///< thousandths of the direct inputs of both that are paired with each other
    auto operator<=>(const Likeness&) const = default;
  };

  [[nodiscard]] Likeness likeness(NodeId a, NodeId b) const {
    const auto was = before_.direct[a];
    const auto is = now_.direct[b];
    const auto shared = std::count_if(is.begin(), is.end(), [&](NodeId input) {
      const auto pair = pairing_.before_of[input];
      return pair && std::binary_search(was.begin(), was.end(), *pair);
    });
    const std::size_t all = std::max<std::size_t>(was.size() + is.size(), 1);
    return {before_.own[a] == now_.own[b], before_.graph.nodes[a].shows == now_.graph.nodes[b].shows, static_cast<std::size_t>(shared) * 2000 / all};
  }

  /// The most alike first; of equals, the first by id, which is by label.
  void pair_alike(const Candidates& group) {
    if (std::max(group.before.size(), group.now.size()) > largest_compared || (group.before.size() == 1 && group.now.size() == 1))
      return pair_by_position(group);
    struct Match {
      Likeness likeness;
      NodeId before;
      NodeId now;
    };
    std::vector<Match> matches;
    for (const NodeId a : group.before)
      for (const NodeId b : group.now) matches.push_back({likeness(a, b), a, b});
    std::stable_sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) { return a.likeness > b.likeness; });
    for (const Match& match : matches)
      if (!pairing_.now_of[match.before] && !pairing_.before_of[match.now]) pairing_.pair(match.before, match.now);
  }

  const Compared& before_;
  const Compared& now_;
  Pairing pairing_;
};

}  // namespace

Pairing pair_nodes(const Compared& before, const Compared& now) { return Pairer(before, now).run(); }

}  // namespace bgsnap
