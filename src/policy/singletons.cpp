#include "bgsnap/error.hpp"
#include "policy/amounts.hpp"
#include "policy/selections.hpp"
#include "policy/toolchain_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace bgsnap {
namespace {

constexpr std::size_t most_versions = 5;

/// What counts as one: a version of a package, or a toolchain, by the name of its line. With the nodes that are it.
using Ones = std::map<std::string, std::vector<NodeId>>;

/// Where something is built, its download is not another one.
Ones ones_of(const RebuildGraph& graph, std::span<const NodeId> nodes) {
  const bool built = std::any_of(nodes.begin(), nodes.end(), [&](NodeId id) { return !graph.is_fixed(id); });
  Ones ones;
  for (const NodeId id : nodes) {
    const RebuildNode& node = graph.nodes[id];
    if (built && graph.is_fixed(id)) continue;
    std::string name(node.boundary ? node.label : node.key.pname);
    if (!node.boundary && !node.key.version.empty()) name.append(" ").append(node.key.version);
    ones[std::move(name)].push_back(id);
  }
  return ones;
}

/// The toolchain groups that a glob of ids names, "toolchain/*", or a class in which there is nothing else: "class:toolchain".
std::vector<NodeId> toolchain_groups(const RebuildGraph& graph, const std::string& wanted) {
  constexpr std::string_view of_class = "class:";
  const bool by_class = wanted.starts_with(of_class);
  const std::string_view glob = std::string_view(wanted).substr(by_class ? of_class.size() : 0);
  std::vector<NodeId> groups;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const RebuildNode& node = graph.nodes[NodeId(i)];
    if (!glob_matches(glob, by_class ? node.key.class_name : node.label)) continue;
    if (node.boundary)
      groups.push_back(NodeId(i));
    else if (by_class)
      return {};
  }
  return groups;
}

/// One that there are of what is to be one, and how it is reached.
struct Witnessed {
  std::string name;
  std::string path;
};

Finding not_one(const Judged& judged, const Required& wanted, std::span<const Witnessed> ones, const std::string& share) {
  Finding finding{"singleton", Severity::error, wanted.name, {}, {}, judged.remove(wanted.pointer)};
  finding.measure = measure_of(ones.size());
  finding.message = fmt::format("{} is to be one, and there are {}, in {}", wanted.name, thousands(ones.size()), share);
  for (const auto& [name, path] : ones.first(std::min(ones.size(), most_versions))) finding.evidence.push_back(fmt::format("{}: {}", name, path));
  if (ones.size() > most_versions) finding.evidence.push_back(fmt::format("… and {} more", ones.size() - most_versions));
  return finding;
}

/// The graph knows what is inside the toolchain.
void hold_exactly(const Judged& judged, const Required& wanted, std::span<const NodeId> groups, Findings& findings) {
  const RebuildGraph& graph = judged.live()->graph;
  std::vector<Witnessed> ones;
  std::uint64_t derivations = 0;
  for (const ToolchainPart& part : groups.empty() ? parts_in_use(judged, wanted.name) : toolchains_in_use(judged, groups)) {
    ones.push_back({part.name, live_path_to(judged, part.nodes)});
    derivations += part.nodes.size();
  }
  if (ones.size() > 1) findings.push_back(not_one(judged, wanted, ones, share_of(derivations, graph.derivations, "derivation")));
}

/// A line of one derivation holds one of it; of a larger one a snapshot keeps names and no versions.
bool holds_unknown(const RebuildGraph& graph, std::span<const NodeId> nodes) {
  return std::any_of(nodes.begin(), nodes.end(), [&](NodeId id) { return graph.nodes[id].boundary && graph.nodes[id].derivations > 1; });
}

Finding cannot_tell(const Surroundings& surroundings, const Required& wanted) {
  return {"not-looked-at",
          Severity::warning,
          "singleton " + wanted.name,
          fmt::format("whether {} is one cannot be told: it is inside the toolchain, of which a snapshot keeps no versions", wanted.name),
          {},
          surroundings.command_with(" --graph INPUT")};
}

void hold(const Judged& judged, const Surroundings& surroundings, const Required& wanted, Findings& findings) {
  const RebuildGraph& graph = judged.graph();
  const std::vector<NodeId> groups = toolchain_groups(graph, wanted.name);
  std::vector<NodeId> nodes = groups;
  if (groups.empty()) {
    const auto selection = selected(judged, wanted.name, "singletons " + wanted.name, "the singleton " + wanted.name, wanted.pointer, findings);
    if (!selection) return;
    nodes = selection->nodes;
  }
  const bool unknown = holds_unknown(graph, nodes);
  if (unknown && judged.live() != nullptr) return hold_exactly(judged, wanted, groups, findings);
  // What a line of the toolchain holds of a package may be the same version as what is outside.
  if (unknown && groups.empty()) std::erase_if(nodes, [&](NodeId id) { return graph.nodes[id].boundary; });
  std::vector<Witnessed> ones;
  for (const auto& [name, of_it] : ones_of(graph, nodes)) ones.push_back({name, judged.path_to(of_it)});
  if (ones.size() > 1)
    findings.push_back(not_one(judged, wanted, ones, share_of(derivations_of(graph, nodes), graph.derivations, "derivation")));
  else if (unknown)
    findings.push_back(cannot_tell(surroundings, wanted));
}

}  // namespace

void find_singletons(const Judged& judged, const Surroundings& surroundings, Findings& findings) {
  for (const Required& wanted : judged.baseline().singletons) hold(judged, surroundings, wanted, findings);
}

}  // namespace bgsnap
