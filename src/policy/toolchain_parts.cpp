#include "policy/toolchain_parts.hpp"

#include "identity/name_and_version.hpp"
#include "policy/measures.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace bgsnap {
namespace {

constexpr std::size_t most_differences = 3;

/// "toolchain/gcc-wrapper+stdenv-linux" is what both of them need.
bool is_top_of(std::string_view line, std::string_view pname) {
  for (std::size_t at = line.find(pname); at != std::string_view::npos && !pname.empty(); at = line.find(pname, at + 1)) {
    const std::size_t end = at + pname.size();
    if (at != 0 && (line[at - 1] == '/' || line[at - 1] == '+') && (end == line.size() || line[end] == '+')) return true;
  }
  return false;
}

/// The live graph as the snapshot's lines cut it: what is inside the toolchain, and what something outside uses of it.
class Inside {
public:
  explicit Inside(const Judged& judged) : judged_(judged), live_(*judged.live()), used_(live_.graph.nodes.size()) {
    for (std::size_t i = 0; i < live_.graph.nodes.size(); ++i) {
      const NodeId user(i);
      if (!has_line(user) || is_inside(user)) continue;
      for (const NodeId input : live_.graph.inputs[user])
        if (is_inside(input)) used_[input] = 1;
    }
    for (const auto& root : live_.graph.roots)
      for (const NodeId id : root.nodes)
        if (is_inside(id)) used_[id] = 1;
  }

  [[nodiscard]] const RebuildGraph& graph() const noexcept { return live_.graph; }
  [[nodiscard]] bool has_line(NodeId id) const noexcept { return live_.line[id].value < judged_.graph().nodes.size(); }
  [[nodiscard]] bool is_inside(NodeId id) const noexcept { return has_line(id) && judged_.graph().nodes[live_.line[id]].boundary; }
  [[nodiscard]] bool is_used(NodeId id) const noexcept { return used_[id] != 0; }
  [[nodiscard]] bool is_toolchain(NodeId id) const {
    return is_used(id) && !graph().is_fixed(id) && is_top_of(judged_.graph().nodes[live_.line[id]].label, graph().nodes[id].key.pname);
  }
  [[nodiscard]] std::vector<NodeId> toolchains() const {
    std::vector<NodeId> found;
    for (std::size_t i = 0; i < graph().nodes.size(); ++i)
      if (is_inside(NodeId(i)) && is_toolchain(NodeId(i))) found.push_back(NodeId(i));
    return found;
  }

  /// Of `wanted`, those that the fewest steps lead to from any of `starts`.
  [[nodiscard]] std::vector<NodeId> nearest(std::span<const NodeId> starts, const DenseMap<NodeId, std::uint8_t>& wanted) const {
    DenseMap<NodeId, std::uint8_t> seen(graph().nodes.size());
    std::vector<NodeId> layer(starts.begin(), starts.end()), found;
    for (const NodeId start : starts) seen[start] = 1;
    while (!layer.empty() && found.empty()) {
      std::vector<NodeId> next;
      for (const NodeId id : layer) {
        if (wanted[id] != 0) found.push_back(id);
        if (graph().is_fixed(id)) continue;
        for (const NodeId input : graph().inputs[id])
          if (std::exchange(seen[input], std::uint8_t{1}) == 0) next.push_back(input);
      }
      layer = std::move(next);
    }
    return found;
  }

private:
  const Judged& judged_;
  const LiveGraph& live_;
  DenseMap<NodeId, std::uint8_t> used_;
};

using DirectInputs = std::map<std::string_view, std::set<NodeId>>;  // by package

DirectInputs direct_inputs(const RebuildGraph& graph, NodeId id) {
  DirectInputs inputs;
  for (const NodeId input : graph.inputs[id])
    if (!graph.is_fixed(input)) inputs[graph.nodes[input].key.pname].insert(input);
  return inputs;
}

bool is_part_of(const DirectInputs& a, const DirectInputs& b) {
  return std::all_of(a.begin(), a.end(), [&](const auto& package) {
    const auto there = b.find(package.first);
    return there != b.end() && there->second == package.second;
  });
}

/// Things of one name and no version that need nothing that one of them does not.
struct Instance {
  DirectInputs inputs;  ///< of the one that needs the most
  std::vector<NodeId> nodes;
};

/// What this one needs directly and others do not: first what they have in another version or not at all, then what they have from elsewhere.
std::vector<std::string> what_differs(const RebuildGraph& graph, const Instance& one, std::span<const Instance> instances) {
  std::vector<std::string> versions, others;
  for (const auto& [package, ids] : one.inputs) {
    const std::string name = name_and_version(graph.nodes[*ids.begin()].key);
    bool same = true, same_version = true;
    for (const Instance& other : instances) {
      const auto there = other.inputs.find(package);
      same = same && there != other.inputs.end() && there->second == ids;
      same_version = same_version && there != other.inputs.end() && name_and_version(graph.nodes[*there->second.begin()].key) == name;
    }
    if (!same) (same_version ? others : versions).push_back(name);
  }
  versions.insert(versions.end(), others.begin(), others.end());
  versions.resize(std::min(versions.size(), most_differences));
  return versions;
}

/// Of nodes that have one name and no version: those that need nothing but what another one needs are that one, which speaks for them.
std::vector<ToolchainPart> told_apart(const RebuildGraph& graph, std::vector<NodeId> nodes) {
  std::vector<Instance> instances;
  std::stable_sort(nodes.begin(), nodes.end(), [&](NodeId a, NodeId b) { return graph.inputs[a].size() > graph.inputs[b].size(); });
  for (const NodeId id : nodes) {
    DirectInputs inputs = direct_inputs(graph, id);
    const auto same = std::find_if(instances.begin(), instances.end(), [&](const Instance& one) { return is_part_of(inputs, one.inputs); });
    if (same != instances.end())
      same->nodes.push_back(id);
    else
      instances.push_back({std::move(inputs), {id}});
  }
  std::vector<ToolchainPart> parts;
  for (Instance& one : instances) {
    std::string name(graph.nodes[one.nodes.front()].key.pname);
    if (const auto differ = what_differs(graph, one, instances); !differ.empty()) name += fmt::format(" with {}", fmt::join(differ, ", "));
    std::sort(one.nodes.begin(), one.nodes.end());
    parts.push_back({std::move(name), std::move(one.nodes)});
  }
  return parts;
}

/// A version of a package is one; what has no version is told apart by what it needs.
std::vector<ToolchainPart> parts_of(const RebuildGraph& graph, std::span<const NodeId> nodes) {
  std::map<std::string, std::vector<NodeId>> by_name;
  for (const NodeId id : nodes) by_name[name_and_version(graph.nodes[id].key)].push_back(id);
  std::vector<ToolchainPart> parts;
  for (auto& [name, of_it] : by_name) {
    if (!graph.nodes[of_it.front()].key.version.empty()) {
      parts.push_back({name, std::move(of_it)});
      continue;
    }
    for (ToolchainPart& part : told_apart(graph, std::move(of_it))) parts.push_back(std::move(part));
  }
  std::stable_sort(parts.begin(), parts.end(), [](const ToolchainPart& a, const ToolchainPart& b) { return a.name < b.name; });
  return parts;
}

}  // namespace

std::vector<ToolchainPart> toolchains_in_use(const Judged& judged, std::span<const NodeId> groups) {
  const Inside inside(judged);
  std::vector<NodeId> found = inside.toolchains();
  std::erase_if(found, [&](NodeId id) { return std::find(groups.begin(), groups.end(), judged.live()->line[id]) == groups.end(); });
  return parts_of(inside.graph(), found);
}

std::vector<ToolchainPart> parts_in_use(const Judged& judged, const std::string& selector) {
  const Inside inside(judged);
  const RebuildGraph& graph = inside.graph();
  DenseMap<NodeId, std::uint8_t> wanted(graph.nodes.size());
  std::vector<NodeId> found, matched = live_selection(judged, selector);
  // Where something is built, its download is not another one.
  const bool built = std::any_of(matched.begin(), matched.end(), [&](NodeId id) { return !graph.is_fixed(id); });
  std::erase_if(matched, [&](NodeId id) { return !inside.has_line(id) || (built && graph.is_fixed(id)); });
  for (const NodeId id : matched) {
    wanted[id] = 1;
    if (!inside.is_inside(id) || inside.is_used(id)) found.push_back(id);
  }
  // One without a compiler is built with an earlier one: what counts is the nearest to either of the two.
  for (const ToolchainPart& toolchain : parts_of(graph, inside.toolchains()))
    for (const NodeId id : inside.nearest(toolchain.nodes, wanted)) found.push_back(id);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return parts_of(graph, found);
}

std::string live_path_to(const Judged& judged, std::span<const NodeId> targets) {
  std::vector<NodeId> starts;
  for (const auto& root : judged.live()->graph.roots) starts.insert(starts.end(), root.nodes.begin(), root.nodes.end());
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  return live_path_to(judged, starts, targets);
}

std::string live_path_to(const Judged& judged, std::span<const NodeId> starts, std::span<const NodeId> targets) {
  const LiveGraph& live = *judged.live();
  const std::vector<NodeId> path = witness_path(live.graph, starts, targets);
  if (path.empty()) return {};
  const auto root = std::find_if(live.graph.roots.begin(), live.graph.roots.end(), [&](const auto& candidate) {
    return std::find(candidate.nodes.begin(), candidate.nodes.end(), path.front()) != candidate.nodes.end();
  });
  std::vector<std::string_view> steps{root->name};
  for (const NodeId id : path) steps.push_back(live_label(judged, id));
  return Judged::chain(steps);
}

std::string live_path_between(const Judged& judged, std::span<const NodeId> from, std::span<const NodeId> to) {
  std::vector<std::string_view> steps;
  for (const NodeId id : witness_path(judged.live()->graph, from, to)) steps.push_back(live_label(judged, id));
  return Judged::chain(steps);
}

std::string_view live_label(const Judged& judged, NodeId id) {
  const LiveGraph& live = *judged.live();
  const NodeId line = live.line[id];
  const bool told = line.value < judged.graph().nodes.size() && !judged.graph().nodes[line].boundary;
  return told ? judged.graph().nodes[line].label : live.graph.nodes[id].name;
}

}  // namespace bgsnap
