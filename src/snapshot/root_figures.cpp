#include "snapshot/root_figures.hpp"

#include "base/text_hash.hpp"
#include "snapshot/downward.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <tuple>
#include <vector>

namespace bgsnap {
namespace {

/// Numbers what counts as one logical node: a logical key, or a fixed output's name and content. By first appearance; open addressing.
class LogicalNumbers {
public:
  explicit LogicalNumbers(const IdentifiedGraph& graph) : graph_(graph), places_(std::bit_ceil(2 * graph.graph.size() + 1)) {
    of_derivation_.reserve(graph.graph.size());
    for (std::size_t i = 0; i < graph.graph.size(); ++i) of_derivation_.push_back(number(DerivationId(i)));
  }
  [[nodiscard]] std::uint32_t operator[](DerivationId id) const noexcept { return of_derivation_[id.value]; }
  [[nodiscard]] std::size_t count() const noexcept { return first_.size(); }

private:
  struct Place {
    std::uint32_t hash = 0;
    std::uint32_t number = 0;  ///< one more than it; 0: empty
  };

  [[nodiscard]] std::uint32_t number(DerivationId id) {
    const auto hash = static_cast<std::uint32_t>(hash_of(id));
    std::size_t at = hash & (places_.size() - 1);
    for (; places_[at].number != 0; at = (at + 1) & (places_.size() - 1))
      if (places_[at].hash == hash && same(first_[places_[at].number - 1], id)) return places_[at].number - 1;
    first_.push_back(id);
    places_[at] = {hash, static_cast<std::uint32_t>(first_.size())};
    return places_[at].number - 1;
  }

  [[nodiscard]] std::uint64_t hash_of(DerivationId id) const noexcept {
    if (!graph_.graph.is_fixed(id)) {
      const LogicalKey& key = graph_.identities[id].key;
      return hash_text(key.system,
                       hash_text(key.scope, hash_text(key.profile, hash_text(key.class_name, hash_text(key.version, hash_text(key.pname))))));
    }
    std::uint64_t hash = hash_text(graph_.graph[id].name, 1);
    for (const RawOutput& output : graph_.graph[id].outputs) hash = hash_text(output.hash, hash);
    return hash;
  }

  [[nodiscard]] bool same(DerivationId a, DerivationId b) const noexcept {
    if (graph_.graph.is_fixed(a) != graph_.graph.is_fixed(b)) return false;
    if (!graph_.graph.is_fixed(a)) return graph_.identities[a].key == graph_.identities[b].key;
    const RawDerivation& first = graph_.graph[a];
    const RawDerivation& second = graph_.graph[b];
    const auto content = [](const RawOutput& output) { return std::tie(output.name, output.method, output.algorithm, output.hash); };
    return first.name == second.name && std::equal(first.outputs.begin(), first.outputs.end(), second.outputs.begin(), second.outputs.end(),
                                                   [&](const RawOutput& x, const RawOutput& y) { return content(x) == content(y); });
  }

  const IdentifiedGraph& graph_;
  std::vector<Place> places_;
  std::vector<DerivationId> first_;  ///< of each number
  std::vector<std::uint32_t> of_derivation_;
};

/// The graph, and behind it each logical node as one more thing that its derivations need: it is reached when one of them is.
class FigureCounter {
public:
  explicit FigureCounter(const IdentifiedGraph& graph) : graph_(graph), logical_(graph), edges_(order()) {
    for (std::size_t i = 0; i < graph.graph.size(); ++i) {
      const DerivationId id(i);
      edges_.add(graph.graph.inputs(id));
      edges_.add(graph.graph.drv_sources(id));
      edges_.add(std::array{logical_node(logical_[id])});
      edges_.close_list();
    }
    for (std::size_t i = 0; i < logical_.count(); ++i) edges_.close_list();
  }

  std::vector<SnapshotRoot> run() && {
    std::vector<SnapshotRoot> figures;
    StartLists starts;
    std::vector<std::uint32_t> ids;
    for (const Root& root : graph_.graph.roots()) {
      figures.push_back({root.name, {}});
      ids.clear();
      for (DerivationId id : root.derivations) ids.push_back(id.value);
      starts.push_back(ids);
    }
    const StartReach reach(edges_.input(), starts);
    const std::vector<SnapshotRoot> brought = brought_by_carriers(reach);
    reach.each_pair([&](std::size_t root, std::uint32_t carrier) {
      figures[root].derivations += brought[carrier].derivations;
      figures[root].boundary += brought[carrier].boundary;
      figures[root].fixed += brought[carrier].fixed;
      figures[root].compiled += brought[carrier].compiled;
      figures[root].logical_nodes += brought[carrier].logical_nodes;
    });
    return figures;
  }

private:
  [[nodiscard]] DerivationId logical_node(std::uint32_t number) const { return DerivationId(graph_.graph.size() + number); }

  [[nodiscard]] std::vector<DerivationId> order() const {
    std::vector<DerivationId> order;
    for (std::uint32_t number = 0; number < logical_.count(); ++number) order.push_back(logical_node(number));
    order.insert(order.end(), graph_.graph.inputs_first().begin(), graph_.graph.inputs_first().end());
    return order;
  }

  /// What comes to every root that reaches a carrier.
  [[nodiscard]] std::vector<SnapshotRoot> brought_by_carriers(const StartReach& reach) const {
    std::vector<SnapshotRoot> brought(reach.carriers());
    for (std::uint32_t i = 0; i < graph_.graph.size(); ++i) {
      if (reach.carrier(i) == StartReach::nobody) continue;
      const DerivationId id(i);
      SnapshotRoot& sum = brought[reach.carrier(i)];
      const bool inside = graph_.boundary.contains(id);
      ++sum.derivations;
      sum.boundary += inside ? 1 : 0;
      sum.fixed += graph_.graph.is_fixed(id) ? 1 : 0;
      sum.compiled += !inside && graph_.identities[id].compiled ? 1 : 0;
    }
    for (std::uint32_t number = 0; number < logical_.count(); ++number)
      if (const std::uint32_t carrier = reach.carrier(logical_node(number).value); carrier != StartReach::nobody) ++brought[carrier].logical_nodes;
    return brought;
  }

  const IdentifiedGraph& graph_;
  LogicalNumbers logical_;
  Downward edges_;
};

}  // namespace

std::vector<SnapshotRoot> root_figures(const IdentifiedGraph& graph) { return FigureCounter(graph).run(); }

}  // namespace bgsnap
