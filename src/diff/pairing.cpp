#include "diff/pairing.hpp"

#include "diff/key_hash.hpp"
#include "question/reach.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace bgsnap {
namespace {

constexpr std::size_t largest_compared = 500;

/// Nodes of both sides that may be one another.
struct Candidates {
  std::vector<NodeId> before;
  std::vector<NodeId> now;
};

/// A number for each node, equal on both sides when the nodes and all below them have the same names, classes and places, whatever
/// their versions and recipes. Tells variants apart whose own recipes are alike.
struct Shapes {
  DenseMap<NodeId, std::uint32_t> before;
  DenseMap<NodeId, std::uint32_t> now;
};

class ShapeNumbers {
public:
  [[nodiscard]] DenseMap<NodeId, std::uint32_t> of(const RebuildGraph& graph) {
    DenseMap<NodeId, std::uint32_t> shapes(graph.nodes.size(), 0);
    std::u32string shape;
    for (const NodeId id : inputs_first(graph).nodes) {
      LogicalKey key = graph.nodes[id].key;
      key.version = {};
      shape.assign(1, names_.emplace(key, static_cast<char32_t>(names_.size())).first->second);
      for (const NodeId input : graph.inputs[id]) shape.push_back(shapes[input]);
      std::sort(shape.begin() + 1, shape.end());
      shapes[id] = numbers_.emplace(shape, static_cast<std::uint32_t>(numbers_.size() + 1)).first->second;
    }
    return shapes;
  }

private:
  std::unordered_map<LogicalKey, char32_t, KeyHash> names_;
  std::unordered_map<std::u32string, std::uint32_t> numbers_;  // a name's number, then those of the shapes below, ascending
};

Shapes shapes_of(const Compared& before, const Compared& now) {
  ShapeNumbers numbers;
  auto was = numbers.of(before.graph);
  return {std::move(was), numbers.of(now.graph)};
}

std::size_t common_start(std::string_view a, std::string_view b) noexcept {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

class Pairer {
public:
  Pairer(const Compared& before, const Compared& now) : shapes_(shapes_of(before, now)), before_(before), now_(now) {
    pairing_.before_of = DenseMap<NodeId, std::optional<NodeId>>(now.graph.nodes.size());
    pairing_.now_of = DenseMap<NodeId, std::optional<NodeId>>(before.graph.nodes.size());
  }

  Pairing run() && {
    pair_in_order([](const Compared& side, NodeId id) { return std::tuple(side.closure[id], side.graph.nodes[id].label); });
    pair_in_order([](const Compared& side, NodeId id) { return std::tuple(side.closure[id], side.graph.nodes[id].key); });
    pair_changed([](const Compared&, const LogicalKey& key) { return std::optional(key); });
    pair_changed([](const Compared&, LogicalKey key) {  // what was built for this is built for that now, or in another way
      key.system = key.profile = key.scope = {};
      return std::optional(key);
    });
    std::unordered_set<LogicalKey, KeyHash> known;
    for (const RebuildNode& node : before_.graph.nodes) known.insert(node.key);
    pair_changed([&](const Compared& side, LogicalKey key) {  // one of several was bumped, and another still has its version
      const bool may = &side == &before_ || !known.contains(key);
      key.version = {};
      return may ? std::optional(key) : std::nullopt;
    });
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

  /// On both sides, so that there is something to pair.
  [[nodiscard]] bool any_open() const {
    const auto open = [](const auto& pairs) { return std::any_of(pairs.begin(), pairs.end(), [](const auto& pair) { return !pair; }); };
    return open(pairing_.now_of) && open(pairing_.before_of);
  }

  /// What is equal by `feature` is interchangeable.
  template <class Feature>
  void pair_in_order(Feature&& feature) {
    struct Open {
      decltype(feature(before_, NodeId())) what;
      NodeId id;
      std::vector<NodeId> Candidates::*side;
    };
    std::vector<Open> open;
    for_each_open([&](const Compared& side, NodeId id, auto list) { open.push_back({feature(side, id), id, list}); });
    std::stable_sort(open.begin(), open.end(), [](const Open& a, const Open& b) { return a.what < b.what; });
    for (auto at = open.begin(); at != open.end();) {
      Candidates group;
      const auto first = at;
      for (; at != open.end() && at->what == first->what; ++at) (group.*at->side).push_back(at->id);
      pair_by_position(group);
    }
  }

  void pair_by_position(const Candidates& group) {
    for (std::size_t i = 0; i < std::min(group.before.size(), group.now.size()); ++i) pairing_.pair(group.before[i], group.now[i]);
  }

  /// A key that both sides have makes one group, gone and new versions of one name another; no node is in two. A node is paired when
  /// its turn comes, inputs first, if its likeness leaves no doubt; else when its group's last node has its turn.
  template <class KeyOf>
  void pair_changed(KeyOf&& key_of) {
    if (!any_open()) return;
    const std::vector<Candidates> groups = candidates(key_of);
    DenseMap<NodeId, const Candidates*> group_of(now_.graph.nodes.size(), nullptr);
    DenseMap<NodeId, const Candidates*> ends_with(now_.graph.nodes.size(), nullptr);
    for (const Candidates& group : groups)
      for (const NodeId id : group.now) group_of[id] = &group;
    const TopologicalOrder order = inputs_first(now_.graph);
    std::set<const Candidates*> met;  // asked, never listed
    for (auto at = order.nodes.rbegin(); at != order.nodes.rend(); ++at)
      if (group_of[*at] && met.insert(group_of[*at]).second) ends_with[*at] = group_of[*at];
    for (const NodeId id : order.nodes) {
      if (group_of[id] && is_small(*group_of[id])) pair_if_certain(*group_of[id], id);
      if (ends_with[id]) pair_alike(*ends_with[id]);
    }
  }

  template <class KeyOf>
  [[nodiscard]] static std::unordered_set<LogicalKey, KeyHash> keys_of(const Compared& side, KeyOf&& key_of) {
    std::unordered_set<LogicalKey, KeyHash> keys;
    for (const RebuildNode& node : side.graph.nodes)
      if (const auto key = key_of(side, node.key)) keys.insert(*key);
    return keys;
  }

  /// `key_of(side, key)` is what is compared; absent: not paired so.
  template <class KeyOf>
  [[nodiscard]] std::vector<Candidates> candidates(KeyOf&& key_of) const {
    const auto keys_before = keys_of(before_, key_of);
    const auto keys_now = keys_of(now_, key_of);
    std::map<std::pair<LogicalKey, bool>, Candidates> groups;
    for_each_open([&](const Compared& side, NodeId id, auto list) {
      std::optional<LogicalKey> key = key_of(side, side.graph.nodes[id].key);
      if (!key) return;
      const bool everywhere = keys_before.contains(*key) && keys_now.contains(*key);
      if (!everywhere) key->version = {};
      (groups[{*key, everywhere}].*list).push_back(id);
    });
    std::vector<Candidates> both;
    for (auto& [key, group] : groups)
      if (!group.before.empty() && !group.now.empty()) both.push_back(std::move(group));
    return both;
  }

  struct Likeness {
    bool same_own;
    std::size_t same_version;  ///< leading bytes
    bool same_shows;
    bool same_shape;
    std::size_t shared;  ///< thousandths of the inputs of both that are paired with each other
    auto operator<=>(const Likeness&) const = default;
    [[nodiscard]] bool certain() const noexcept { return same_own && same_shows && same_shape && shared == 1000; }
  };

  [[nodiscard]] Likeness likeness(NodeId a, NodeId b) const {
    const auto was = before_.graph.inputs[a];
    const auto is = now_.graph.inputs[b];
    const auto shared = std::count_if(is.begin(), is.end(), [&](NodeId input) {
      const auto pair = pairing_.before_of[input];
      return pair && std::binary_search(was.begin(), was.end(), *pair);
    });
    const std::size_t all = was.size() + is.size();
    const RebuildNode& old_node = before_.graph.nodes[a];
    const RebuildNode& new_node = now_.graph.nodes[b];
    return {before_.own[a] == now_.own[b], common_start(old_node.key.version, new_node.key.version), old_node.shows == new_node.shows,
            shapes_.before[a] == shapes_.now[b], all == 0 ? 1000 : static_cast<std::size_t>(shared) * 2000 / all};
  }

  [[nodiscard]] static bool is_small(const Candidates& group) noexcept { return std::max(group.before.size(), group.now.size()) <= largest_compared; }

  void pair_if_certain(const Candidates& group, NodeId b) {
    const auto fits = [&](NodeId a) { return !pairing_.now_of[a] && likeness(a, b).certain(); };
    const auto found = std::find_if(group.before.begin(), group.before.end(), fits);
    if (found != group.before.end()) pairing_.pair(*found, b);
  }

  /// The most alike first; of equals, the first by id, which is by label.
  void pair_alike(const Candidates& group) {
    Candidates open;
    for (const NodeId a : group.before)
      if (!pairing_.now_of[a]) open.before.push_back(a);
    for (const NodeId b : group.now)
      if (!pairing_.before_of[b]) open.now.push_back(b);
    if (!is_small(open) || (open.before.size() == 1 && open.now.size() == 1)) return pair_by_position(open);
    struct Match {
      Likeness likeness;
      NodeId before;
      NodeId now;
    };
    std::vector<Match> matches;
    for (const NodeId a : open.before)
      for (const NodeId b : open.now) matches.push_back({likeness(a, b), a, b});
    std::stable_sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) { return a.likeness > b.likeness; });
    for (const Match& match : matches)
      if (!pairing_.now_of[match.before] && !pairing_.before_of[match.now]) pairing_.pair(match.before, match.now);
  }

  Shapes shapes_;
  const Compared& before_;
  const Compared& now_;
  Pairing pairing_;
};

}  // namespace

Pairing pair_nodes(const Compared& before, const Compared& now) { return Pairer(before, now).run(); }

}  // namespace bgsnap
