#include "diff/causes.hpp"

#include "question/reach.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace bgsnap {
namespace {

/// The package whose source a fixed output is: the only one that uses it, else itself.
std::string_view package_of(const RebuildGraph& graph, NodeId id) {
  const std::string_view own = graph.nodes[id].key.pname;
  if (!graph.is_fixed(id)) return own;
  std::optional<std::string_view> user;
  for (const NodeId up : graph.referrers[id]) {
    if (graph.is_fixed(up)) continue;
    const std::string_view pname = graph.nodes[up].key.pname;
    if (user && *user != pname) return own;
    user = pname;
  }
  return user.value_or(own);
}

std::string joined(const std::set<std::string_view>& versions) {
  std::string text;
  for (const std::string_view version : versions) text.append(text.empty() ? "" : ", ").append(version);
  return text;
}

struct Versions {
  std::set<std::string_view> before;
  std::set<std::string_view> now;
  bool paired = false;
};

}  // namespace

std::vector<DiffCause> grouped_causes(const Compared& before, const Compared& now, const Pairing& pairing, std::span<const NodeId> rebuilds,
                                      std::span<const NodeCause> causes) {
  std::map<std::string_view, std::vector<const NodeCause*>> packages;
  for (const NodeCause& cause : causes) packages[package_of(now.graph, cause.node)].push_back(&cause);

  std::vector<DiffCause> groups;
  std::vector<std::vector<NodeId>> seeds;
  for (const auto& [name, members] : packages) {
    std::set<std::string> fields;
    Versions versions;
    const bool downloads_only = std::all_of(members.begin(), members.end(), [&](const NodeCause* cause) { return now.graph.is_fixed(cause->node); });
    DiffCause group{std::string(name), {}, {}, {}, {}, 0};
    for (const NodeCause* cause : members) {
      group.derivations.push_back(cause->node);
      const bool fixed = now.graph.is_fixed(cause->node);
      if (fixed) fields.insert("source");
      if (fixed && !downloads_only) continue;  // the package's own version and fields speak
      fields.insert(cause->fields.begin(), cause->fields.end());
      versions.now.insert(now.graph.nodes[cause->node].key.version);
      if (const auto pair = pairing.before_of[cause->node]) {
        versions.paired = true;
        versions.before.insert(before.graph.nodes[*pair].key.version);
      }
    }
    if (versions.paired) group.before = joined(versions.before);
    group.now = joined(versions.now);
    group.fields.assign(fields.begin(), fields.end());
    seeds.push_back(group.derivations);
    groups.push_back(std::move(group));
  }
  const std::vector<std::uint64_t> sizes = cone_sizes_within(now.graph, seeds, rebuilds);
  for (std::size_t i = 0; i < groups.size(); ++i) groups[i].rebuilds = sizes[i];
  std::stable_sort(groups.begin(), groups.end(), [](const DiffCause& a, const DiffCause& b) { return a.rebuilds > b.rebuilds; });
  return groups;
}

}  // namespace bgsnap
