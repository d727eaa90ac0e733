#include "snapshot/root_figures.hpp"

#include "snapshot/downward.hpp"
#include "snapshot/list_numbers.hpp"

#include <array>
#include <cstring>
#include <string_view>
#include <vector>

namespace bgsnap {
namespace {

/// Numbers what counts as one logical node: a logical key, or a fixed output's name and content.
class LogicalNumbers {
public:
  explicit LogicalNumbers(const IdentifiedGraph& graph) {
    for (std::size_t i = 0; i < graph.graph.size(); ++i) {
      list_.clear();
      if (graph.graph.is_fixed(DerivationId(i)))
        describe(graph.graph[DerivationId(i)]);
      else
        describe(graph.identities[DerivationId(i)].key);
      of_derivation_.push_back(nodes_.number(list_));
    }
  }
  [[nodiscard]] std::uint32_t operator[](DerivationId id) const noexcept { return of_derivation_[id.value]; }
  [[nodiscard]] std::size_t count() const noexcept { return nodes_.size(); }

private:
  void describe(const RawDerivation& fixed) {
    list_.push_back(0);
    add(fixed.name);
    for (const RawOutput& output : fixed.outputs)
      for (std::string_view part : {output.name, output.method, output.algorithm, output.hash}) add(part);
  }
  void describe(const LogicalKey& key) {
    list_.push_back(1);
    for (std::string_view part : {key.pname, key.version, key.class_name, key.profile, key.scope, key.system}) add(part);
  }
  /// Its length, then its bytes.
  void add(std::string_view text) {
    const std::size_t from = list_.size() + 1;
    list_.push_back(static_cast<std::uint32_t>(text.size()));
    list_.resize(from + (text.size() + 3) / 4, 0);
    if (!text.empty()) std::memcpy(list_.data() + from, text.data(), text.size());
  }

  ListNumbers nodes_;
  std::vector<std::uint32_t> list_;
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
    std::vector<std::vector<std::uint32_t>> starts;
    for (const Root& root : graph_.graph.roots()) {
      figures.push_back({root.name, {}});
      auto& ids = starts.emplace_back();
      for (DerivationId id : root.derivations) ids.push_back(id.value);
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
