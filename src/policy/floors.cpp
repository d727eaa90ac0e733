#include "config/nearest_name.hpp"
#include "policy/judged.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace bgsnap {
namespace {

std::vector<std::string> root_names(const Snapshot& snapshot) {
  std::vector<std::string> names;
  for (const SnapshotRoot& root : snapshot.roots) names.push_back(root.name);
  return names;
}

std::vector<std::string> package_names(const Snapshot& snapshot) {
  std::set<std::string> names;
  for (const SnapshotNode& node : snapshot.nodes)
    if (!node.boundary) names.emplace(node.key.pname);
  return {names.begin(), names.end()};
}

void require(const Judged& judged, const Required& wanted, const char* code, std::string message, const std::vector<std::string>& there,
             Findings& findings) {
  Finding finding{code, Severity::error, wanted.name, std::move(message), {}, judged.remove(wanted.pointer)};
  if (const std::string near = nearest_name(wanted.name, there); !near.empty())
    finding.evidence.push_back(fmt::format("the nearest that is there is {}", near));
  findings.push_back(std::move(finding));
}

}  // namespace

void find_missing(const Judged& judged, Findings& findings) {
  const std::vector<std::string> roots = root_names(judged.snapshot());
  for (const Required& wanted : judged.baseline().required_roots)
    if (std::none_of(roots.begin(), roots.end(), [&](const std::string& root) { return glob_matches(wanted.name, root); }))
      require(judged, wanted, "root-missing", fmt::format("no root of the {} in the snapshot matches {}", roots.size(), wanted.name), roots,
              findings);
  if (judged.baseline().required_members.empty()) return;
  const std::vector<std::string> packages = package_names(judged.snapshot());
  for (const Required& wanted : judged.baseline().required_members)
    if (!std::binary_search(packages.begin(), packages.end(), wanted.name))
      require(judged, wanted, "member-missing", fmt::format("no node is the member {}", wanted.name), packages, findings);
}

}  // namespace bgsnap
