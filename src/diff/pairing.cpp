#include "diff/pairing.hpp"

#include "question/reach.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <unordered_set>
#include <utility>

namespace bgsnap {
namespace {

constexpr std::size_t largest_compared = 500;
constexpr std::size_t most_read = 10'000;  // pairs whose attributes are looked at

/// Nodes of both sides that may be one another.
struct Candidates {
  std::vector<NodeId> before;
  std::vector<NodeId> now;
};

/// A hash for each node, equal on both sides when the nodes and all below them have the same names, classes and places, whatever
/// their versions and recipes. Tells variants apart whose own recipes are alike.
using Shapes = DenseMap<NodeId, std::uint64_t>;

constexpr std::uint64_t mixed(std::uint64_t bits) noexcept {
  bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9;
  bits = (bits ^ bits >> 27) * 0x94D049BB133111EB;
  return bits ^ bits >> 31;
}

Shapes shapes_of(const Compared& side, std::span<const NodeId> order) {
  Shapes shapes(order.size(), 0);
  for (const NodeId id : order) {
    std::uint64_t below = 0;  // a sum, because the order of inputs is none of the shape
    for (const NodeId input : side.graph.inputs[id]) below += mixed(shapes[input]);
    shapes[id] = mixed(below + mixed(side.numbers.line[id].value + std::uint64_t{1}));
  }
  return shapes;
}

std::size_t common_start(std::string_view a, std::string_view b) noexcept {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

class Pairer {
public:
  Pairer(const Compared& before, const Compared& now, const CommonTexts& common_texts) : before_(before), now_(now), common_texts_(common_texts) {
    pairing_.before_of = DenseMap<NodeId, std::optional<NodeId>>(now.graph.nodes.size());
    pairing_.now_of = DenseMap<NodeId, std::optional<NodeId>>(before.graph.nodes.size());
  }

  Pairing run() && {
    pair_same();
    pair_changed(before_.numbers.keys, [](const Compared& side, NodeId id) {
      return std::optional(Group{side.numbers.key[id].value, side.numbers.line[id].value});
    });
    pair_elsewhere();
    const auto known = present(before_.numbers.key, before_.numbers.keys);
    pair_changed(before_.numbers.lines, [&](const Compared& side, NodeId id) {  // one of several was bumped, and another still has its version
      const bool may = &side == &before_ || !known[side.numbers.key[id]];
      const std::uint32_t line = side.numbers.line[id].value;
      return may ? std::optional(Group{line, line}) : std::nullopt;
    });
    return std::move(pairing_);
  }

private:
  /// What a node is compared by, and the same without its version.
  struct Group {
    std::uint32_t key;
    std::uint32_t line;
  };

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

  /// What has one closure: first by label, then by key.
  void pair_same() {
    const auto was = nodes_by(before_.numbers.content, before_.numbers.contents);
    const auto is = nodes_by(now_.numbers.content, now_.numbers.contents);
    for (std::size_t i = 0; i < before_.numbers.contents; ++i) {
      const auto old_nodes = was[ContentId(i)];
      const auto new_nodes = is[ContentId(i)];
      pair_in_order(old_nodes, new_nodes, [](const Compared& side, NodeId id) { return side.graph.nodes[id].label; });
      pair_in_order(old_nodes, new_nodes, [](const Compared& side, NodeId id) { return side.numbers.key[id]; });
    }
  }

  /// What is equal by `feature` is interchangeable.
  template <class Feature>
  void pair_in_order(std::span<const NodeId> old_nodes, std::span<const NodeId> new_nodes, Feature&& feature) {
    if (old_nodes.empty() || new_nodes.empty()) return;
    struct Open {
      decltype(feature(before_, NodeId())) what;
      NodeId id;
      std::vector<NodeId> Candidates::*side;
    };
    if (old_nodes.size() == 1 && new_nodes.size() == 1) {
      const bool open = !pairing_.before_of[new_nodes.front()];
      if (open && feature(before_, old_nodes.front()) == feature(now_, new_nodes.front())) pairing_.pair(old_nodes.front(), new_nodes.front());
      return;
    }
    std::vector<Open> open;
    for (const NodeId id : old_nodes)
      if (!pairing_.now_of[id]) open.push_back({feature(before_, id), id, &Candidates::before});
    for (const NodeId id : new_nodes)
      if (!pairing_.before_of[id]) open.push_back({feature(now_, id), id, &Candidates::now});
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

  /// What was built for this is built for that now, or in another way: by name, version and class.
  void pair_elsewhere() {
    if (!any_open()) return;
    KeyNumbers places(before_.numbers.keys);
    std::vector<std::optional<Group>> groups(before_.numbers.keys);
    for (const Compared* const side : {&before_, &now_})
      for (std::size_t i = 0; i < side->graph.nodes.size(); ++i) {
        auto& group = groups[side->numbers.key[NodeId(i)].value];
        if (group) continue;
        LogicalKey key = side->graph.nodes[NodeId(i)].key;
        key.system = key.profile = key.scope = {};
        const KeyNumbers::Pair place = places.of(key);
        group = Group{place.key.value, place.line.value};
      }
    pair_changed(places.keys(), [&](const Compared& side, NodeId id) { return groups[side.numbers.key[id].value]; });
  }

  /// A key that both sides have makes one group, gone and new versions of one name another; no node is in two. A node is paired when
  /// its turn comes, inputs first, if its likeness leaves no doubt; else when its group's last node has its turn. `group_of(side, id)`
  /// is what is compared, its keys below `keys`; absent: not paired so.
  template <class GroupOf>
  void pair_changed(std::size_t keys, GroupOf&& group_of) {
    if (!any_open()) return;
    const std::vector<Candidates> groups = candidates(keys, group_of);
    if (groups.empty()) return;
    look_closely();
    DenseMap<NodeId, const Candidates*> in(now_.graph.nodes.size(), nullptr);
    DenseMap<NodeId, const Candidates*> ends_with(now_.graph.nodes.size(), nullptr);
    for (const Candidates& group : groups)
      for (const NodeId id : group.now) in[id] = &group;
    std::unordered_set<const Candidates*> met;  // asked, never listed
    for (auto at = order_.rbegin(); at != order_.rend(); ++at)
      if (in[*at] && met.insert(in[*at]).second) ends_with[*at] = in[*at];
    for (const NodeId id : order_) {
      if (in[id] && is_small(*in[id])) pair_if_certain(*in[id], id);
      if (ends_with[id]) pair_alike(*ends_with[id]);
    }
  }

  /// Once, when there is something to tell apart.
  void look_closely() {
    if (!order_.empty()) return;
    order_ = inputs_first(now_.graph).nodes;
    shapes_ = {shapes_of(before_, inputs_first(before_.graph).nodes), shapes_of(now_, order_)};
  }

  template <class GroupOf>
  [[nodiscard]] static std::vector<std::uint8_t> keys_of(const Compared& side, std::size_t keys, GroupOf&& group_of) {
    std::vector<std::uint8_t> there(keys, 0);
    for (std::size_t i = 0; i < side.graph.nodes.size(); ++i)
      if (const auto group = group_of(side, NodeId(i))) there[group->key] = 1;
    return there;
  }

  template <class GroupOf>
  [[nodiscard]] std::vector<Candidates> candidates(std::size_t keys, GroupOf&& group_of) const {
    const auto keys_before = keys_of(before_, keys, group_of);
    const auto keys_now = keys_of(now_, keys, group_of);
    std::map<std::pair<std::uint32_t, bool>, Candidates> groups;
    for_each_open([&](const Compared& side, NodeId id, auto list) {
      const std::optional<Group> group = group_of(side, id);
      if (!group) return;
      const bool everywhere = keys_before[group->key] && keys_now[group->key];
      (groups[{everywhere ? group->key : group->line, everywhere}].*list).push_back(id);
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
      std::pair<Likeness, std::size_t> likeness;
      NodeId before;
      NodeId now;
    };
    const bool few = open.before.size() * open.now.size() <= most_read;
    std::vector<Match> matches;
    for (const NodeId a : open.before)
      for (const NodeId b : open.now) matches.push_back({{likeness(a, b), few ? common_texts_(a, b) : 0}, a, b});
    std::stable_sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) { return a.likeness > b.likeness; });
    for (const Match& match : matches)
      if (!pairing_.now_of[match.before] && !pairing_.before_of[match.now]) pairing_.pair(match.before, match.now);
  }

  const Compared& before_;
  const Compared& now_;
  const CommonTexts& common_texts_;
  std::vector<NodeId> order_ = {};  ///< of now, inputs first
  Changed<Shapes> shapes_ = {};
  Pairing pairing_ = {};
};

}  // namespace

Pairing pair_nodes(const Compared& before, const Compared& now, const CommonTexts& common_texts) { return Pairer(before, now, common_texts).run(); }

}  // namespace bgsnap
