#include "bgsnap/identity.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace bgsnap {
namespace {

using Members = DenseMap<DerivationId, std::uint8_t>;

class BoundaryFinder {
public:
  BoundaryFinder(const BuildGraph& graph, const Identities& identities, const Rules& rules)
      : graph_(graph), identities_(identities), rules_(rules), tops_(graph.size()), below_(graph.size()) {}

  Boundary run() && {
    Boundary boundary;
    boundary.group_of = DenseMap<DerivationId, std::uint32_t>(graph_.size());
    mark_named_tops();
    mark_configured_tops();
    mark_below();
    const std::vector<std::string> names = maximal_top_names();
    if (!names.empty()) split_into_groups(names, boundary);
    return boundary;
  }

private:
  /// Of an output path that several derivations have, the first counts. The length alone tells nearly every path from those that are named.
  void mark_named_tops() {
    std::unordered_set<std::string_view> named(identities_.toolchains().begin(), identities_.toolchains().end());
    std::vector<std::uint8_t> lengths;
    for (const std::string_view base : named) {
      lengths.resize(std::max(lengths.size(), base.size() + 1));
      lengths[base.size()] = 1;
    }
    const auto may_be_named = [&](std::string_view base) { return base.size() < lengths.size() && lengths[base.size()] != 0; };
    for (std::size_t i = 0; i < graph_.size(); ++i)
      for (const RawOutput& output : graph_[DerivationId(i)].outputs)
        if (may_be_named(output.path.base) && named.erase(output.path.base) != 0) tops_[DerivationId(i)] = 1;
  }

  void mark_configured_tops() {
    for (std::size_t i = 0; i < graph_.size(); ++i)
      for (const std::string& glob : rules_.boundary_packages)
        if (!graph_.is_fixed(DerivationId(i)) && glob_matches(glob, identities_[DerivationId(i)].key.pname)) tops_[DerivationId(i)] = 1;
  }

  template <class Visit>
  void each_user_first(Visit&& visit) const {
    const auto order = graph_.inputs_first();
    for (auto id = order.rbegin(); id != order.rend(); ++id) visit(*id);
  }

  /// `below_`: strictly under a top, fixed outputs and what they are fetched with included.
  void mark_below() {
    each_user_first([this](DerivationId id) {
      if (!tops_[id] && !below_[id]) return;
      for (DerivationId input : graph_.inputs(id)) below_[input] = 1;
      for (DerivationId source : graph_.drv_sources(id)) below_[source] = 1;
    });
  }

  [[nodiscard]] std::string top_name(DerivationId id) const { return std::string(parse_derivation_name(graph_[id].name).pname); }

  [[nodiscard]] std::vector<std::string> maximal_top_names() const {
    std::set<std::string> names;
    for (std::size_t i = 0; i < graph_.size(); ++i)
      if (tops_[DerivationId(i)] && !below_[DerivationId(i)]) names.insert(top_name(DerivationId(i)));
    return {names.begin(), names.end()};
  }

  /// Sets of tops are small and few, so each is kept once and named by its number.
  void split_into_groups(const std::vector<std::string>& names, Boundary& boundary) const {
    std::vector<std::set<std::uint32_t>> sets(1);
    std::unordered_map<std::string, std::uint32_t> numbers;
    DenseMap<DerivationId, std::uint32_t> set_of(graph_.size());
    const auto number = [&](const std::set<std::uint32_t>& set) {
      std::string key;
      for (std::uint32_t top : set) key += std::to_string(top) + ' ';
      const auto [at, added] = numbers.emplace(key, static_cast<std::uint32_t>(sets.size()));
      if (added) sets.push_back(set);
      return at->second;
    };
    std::unordered_map<std::uint64_t, std::uint32_t> unions;
    const auto unite = [&](std::uint32_t a, std::uint32_t b) {
      if (a == b || b == 0) return a;
      if (a == 0) return b;
      const auto [at, added] = unions.emplace((std::uint64_t{a} << 32) | b, 0);
      if (added) {
        std::set<std::uint32_t> both = sets[a];
        both.insert(sets[b].begin(), sets[b].end());
        at->second = number(both);
      }
      return at->second;
    };
    each_user_first([&](DerivationId id) {
      if (tops_[id] && !below_[id]) {
        const auto top = std::lower_bound(names.begin(), names.end(), top_name(id));
        set_of[id] = unite(set_of[id], number({static_cast<std::uint32_t>(top - names.begin())}));
      }
      if (set_of[id] == 0) return;
      for (DerivationId input : graph_.inputs(id)) set_of[input] = unite(set_of[input], set_of[id]);
      for (DerivationId source : graph_.drv_sources(id)) set_of[source] = unite(set_of[source], set_of[id]);
    });
    number_groups(names, sets, set_of, boundary);
  }

  void number_groups(const std::vector<std::string>& names, const std::vector<std::set<std::uint32_t>>& sets,
                     const DenseMap<DerivationId, std::uint32_t>& set_of, Boundary& boundary) const {
    std::vector<std::size_t> sizes(sets.size());
    for (std::uint32_t set : set_of) ++sizes[set];
    std::vector<std::uint32_t> used;
    for (std::uint32_t set = 1; set < sets.size(); ++set)
      if (sizes[set] != 0) used.push_back(set);
    std::sort(used.begin(), used.end(), [&](std::uint32_t a, std::uint32_t b) { return sets[a] < sets[b]; });
    std::vector<std::uint32_t> group(sets.size());
    for (std::uint32_t set : used) {
      Boundary::Group members;
      for (std::uint32_t top : sets[set]) members.tops.push_back(names[top]);
      members.derivations = sizes[set];
      boundary.groups.push_back(std::move(members));
      group[set] = static_cast<std::uint32_t>(boundary.groups.size());
    }
    for (std::size_t i = 0; i < graph_.size(); ++i) boundary.group_of[DerivationId(i)] = group[set_of[DerivationId(i)]];
  }

  const BuildGraph& graph_;
  const Identities& identities_;
  const Rules& rules_;
  Members tops_;
  Members below_;
};

}  // namespace

Boundary find_boundary(const BuildGraph& graph, const Identities& identities, const Rules& rules) {
  return BoundaryFinder(graph, identities, rules).run();
}

}  // namespace bgsnap
