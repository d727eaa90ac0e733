#include "snapshot/root_figures.hpp"

#include "snapshot/root_bits.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace bgsnap {
namespace {

/// Numbers what counts as one logical node: a logical key, or a fixed output's name and content.
std::vector<std::uint32_t> logical_numbers(const IdentifiedGraph& graph, std::size_t& count) {
  std::unordered_map<std::string, std::uint32_t> numbers;
  std::vector<std::uint32_t> of_derivation;
  std::string key;
  for (std::size_t i = 0; i < graph.graph.size(); ++i) {
    const DerivationId id(i);
    key.clear();
    const auto add = [&key](std::string_view part) { key.append(part).push_back('\0'); };
    if (graph.graph.is_fixed(id)) {
      add(graph.graph[id].name);
      for (const RawOutput& output : graph.graph[id].outputs)
        for (std::string_view part : {output.name, output.method, output.algorithm, output.hash}) add(part);
    } else {
      const LogicalKey& k = graph.identities[id].key;
      for (std::string_view part : {k.pname, k.version, k.class_name, k.profile, k.scope, k.system}) add(part);
      key.push_back('k');
    }
    of_derivation.push_back(numbers.emplace(key, static_cast<std::uint32_t>(numbers.size())).first->second);
  }
  count = numbers.size();
  return of_derivation;
}

class FigureCounter {
public:
  explicit FigureCounter(const IdentifiedGraph& graph) : graph_(graph), logical_(logical_numbers(graph, logical_count_)) {
    for (const Root& root : graph.graph.roots()) figures_.push_back({root.name, {}});
  }

  std::vector<SnapshotRoot> run() && {
    for (std::size_t block = 0; block < root_blocks(figures_.size()); ++block) count_block(RootBits::roots * block);
    return std::move(figures_);
  }

private:
  void count_block(std::size_t first) {
    const DenseMap<DerivationId, RootBits> reach = reach_of(first);
    std::vector<RootBits> logical(logical_count_);
    for (std::size_t i = 0; i < reach.size(); ++i) {
      const DerivationId id(i);
      logical[logical_[i]] |= reach[id];
      const bool inside = graph_.boundary.contains(id);
      const bool fixed = graph_.graph.is_fixed(id);
      const bool compiled = !inside && graph_.identities[id].compiled;
      reach[id].each([&](std::size_t bit) {
        SnapshotRoot& root = figures_[first + bit];
        ++root.derivations;
        root.boundary += inside ? 1 : 0;
        root.fixed += fixed ? 1 : 0;
        root.compiled += compiled ? 1 : 0;
      });
    }
    for (const RootBits& roots : logical) roots.each([&](std::size_t bit) { ++figures_[first + bit].logical_nodes; });
  }

  [[nodiscard]] DenseMap<DerivationId, RootBits> reach_of(std::size_t first) const {
    const BuildGraph& graph = graph_.graph;
    DenseMap<DerivationId, RootBits> reach(graph.size());
    for (std::size_t root = first; root < std::min(first + RootBits::roots, figures_.size()); ++root)
      for (DerivationId id : graph.roots()[root].derivations) reach[id].set(root - first);
    spread(graph.inputs_first(), reach, [&](DerivationId id, auto&& give) {
      for (DerivationId input : graph.inputs(id)) give(input);
      for (DerivationId source : graph.drv_sources(id)) give(source);
    });
    return reach;
  }

  const IdentifiedGraph& graph_;
  std::size_t logical_count_ = 0;
  std::vector<std::uint32_t> logical_;
  std::vector<SnapshotRoot> figures_;
};

}  // namespace

std::vector<SnapshotRoot> root_figures(const IdentifiedGraph& graph) { return FigureCounter(graph).run(); }

}  // namespace bgsnap
