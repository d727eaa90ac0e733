#include "bgsnap/error.hpp"
#include "policy/amounts.hpp"
#include "policy/selections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace bgsnap {
namespace {

constexpr std::size_t most_versions = 5;

/// What counts as one: a version of a package, or a toolchain group, whose versions a snapshot does not keep. With the nodes that are it.
using Ones = std::map<std::string, std::vector<NodeId>>;

/// Where something is built, its download is not another one.
Ones ones_of(const RebuildGraph& graph, std::span<const NodeId> nodes) {
  const bool built = std::any_of(nodes.begin(), nodes.end(), [&](NodeId id) { return !graph.is_fixed(id); });
  Ones ones;
  for (const NodeId id : nodes) {
    const RebuildNode& node = graph.nodes[id];
    if (built && graph.is_fixed(id)) continue;
    std::string name(node.key.pname);
    if (node.boundary)
      name = "inside " + std::string(node.label);
    else if (!node.key.version.empty())
      name.append(" ").append(node.key.version);
    ones[std::move(name)].push_back(id);
  }
  return ones;
}

/// The toolchain groups that a glob of ids names: "toolchain/*".
std::vector<NodeId> toolchain_groups(const RebuildGraph& graph, const std::string& glob) {
  std::vector<NodeId> groups;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    if (graph.nodes[NodeId(i)].boundary && glob_matches(glob, graph.nodes[NodeId(i)].label)) groups.push_back(NodeId(i));
  return groups;
}

}  // namespace

void find_singletons(const Judged& judged, Findings& findings) {
  const RebuildGraph& graph = judged.graph();
  for (const Required& wanted : judged.baseline().singletons) {
    std::vector<NodeId> nodes = toolchain_groups(graph, wanted.name);
    if (nodes.empty()) {
      const auto selection = selected(judged, wanted.name, "the singleton " + wanted.name, wanted.pointer, findings);
      if (!selection) continue;
      nodes = selection->nodes;
    }
    const Ones ones = ones_of(graph, nodes);
    if (ones.size() <= 1) continue;
    Finding finding{"singleton", Severity::error, wanted.name, {}, {}, judged.remove(wanted.pointer)};
    finding.message = fmt::format("{} is to be one, and there are {}, in {}", wanted.name, thousands(ones.size()),
                                  share_of(derivations_of(graph, nodes), graph.derivations, "derivation"));
    for (const auto& [name, of_it] : ones) {
      if (finding.evidence.size() == most_versions) {
        finding.evidence.push_back(fmt::format("… and {} more", ones.size() - most_versions));
        break;
      }
      finding.evidence.push_back(fmt::format("{}: {}", name, judged.path_to(of_it)));
    }
    findings.push_back(std::move(finding));
  }
}

}  // namespace bgsnap
