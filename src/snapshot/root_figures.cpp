#include "snapshot/root_figures.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
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
    for (std::size_t first = 0; first < figures_.size(); first += 64) count_block(first);
    return std::move(figures_);
  }

private:
  void count_block(std::size_t first) {
    const BuildGraph& graph = graph_.graph;
    DenseMap<DerivationId, std::uint64_t> reach(graph.size());
    for (std::size_t root = first; root < std::min(first + 64, figures_.size()); ++root)
      for (DerivationId id : graph.roots()[root].derivations) reach[id] |= std::uint64_t{1} << (root - first);
    spread(reach);
    std::vector<std::uint64_t> logical(logical_count_);
    for (std::size_t i = 0; i < graph.size(); ++i) {
      const DerivationId id(i);
      if (reach[id] == 0) continue;
      logical[logical_[i]] |= reach[id];
      const bool inside = graph_.boundary.contains(id);
      const bool compiled = !inside && graph_.identities[id].compiled;
      each_bit(reach[id], [&](std::size_t bit) {
        SnapshotRoot& root = figures_[first + bit];
        ++root.derivations;
        root.boundary += inside ? 1 : 0;
        root.fixed += graph.is_fixed(id) ? 1 : 0;
        root.compiled += compiled ? 1 : 0;
      });
    }
    for (std::uint64_t roots : logical) each_bit(roots, [&](std::size_t bit) { ++figures_[first + bit].logical_nodes; });
  }

  void spread(DenseMap<DerivationId, std::uint64_t>& reach) const {
    const auto order = graph_.graph.inputs_first();
    for (auto id = order.rbegin(); id != order.rend(); ++id) {
      if (reach[*id] == 0) continue;
      for (DerivationId input : graph_.graph.inputs(*id)) reach[input] |= reach[*id];
      for (DerivationId source : graph_.graph.drv_sources(*id)) reach[source] |= reach[*id];
    }
  }

  template <class Visit>
  static void each_bit(std::uint64_t bits, Visit&& visit) {
    for (; bits != 0; bits &= bits - 1) visit(static_cast<std::size_t>(std::countr_zero(bits)));
  }

  const IdentifiedGraph& graph_;
  std::size_t logical_count_ = 0;
  std::vector<std::uint32_t> logical_;
  std::vector<SnapshotRoot> figures_;
};

}  // namespace

std::vector<SnapshotRoot> root_figures(const IdentifiedGraph& graph) { return FigureCounter(graph).run(); }

}  // namespace bgsnap
