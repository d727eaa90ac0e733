#include "config/nearest_name.hpp"
#include "policy/amounts.hpp"
#include "policy/judged.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace bgsnap {
namespace {

constexpr std::size_t most_lines = 10;

struct Package {
  std::uint64_t derivations = 0;
  std::vector<NodeId> nodes;
};

/// What is compiled outside the toolchain, by package name, all versions together.
std::map<std::string, Package> compiled_packages(const Snapshot& snapshot) {
  std::map<std::string, Package> packages;
  for (std::size_t i = 0; i < snapshot.nodes.size(); ++i) {
    const SnapshotNode& node = snapshot.nodes[NodeId(i)];
    if (!node.compiled || node.boundary) continue;
    Package& package = packages[node.pname];
    package.derivations += node.derivations;
    package.nodes.push_back(NodeId(i));
  }
  return packages;
}

/// "crate-compile/syn:dev#2: version 2.0.79, 2 derivations, crateFeatures=default full"
std::string described(const SnapshotNode& node) {
  std::string text = node.id + ": ";
  if (!node.version.empty()) text += "version " + node.version + ", ";
  text += counted(node.derivations, "derivation");
  return node.shows.empty() ? text : text + ", " + node.shows;
}

Finding too_many(const Judged& judged, const std::string& name, const Package& package, const Ceiling& ceiling) {
  Finding finding{"ceiling-variants",
                  Severity::error,
                  name,
                  fmt::format("{} is compiled as {}, {}", name, counted(package.derivations, "derivation"), agreed(ceiling)),
                  {},
                  {}};
  for (NodeId id : package.nodes) {
    if (finding.evidence.size() == most_lines) {
      finding.evidence.push_back("… and " + counted(package.nodes.size() - most_lines, "more line"));
      break;
    }
    finding.evidence.push_back(described(judged.snapshot().nodes[id]));
  }
  if (std::string path = judged.path_to(package.nodes); !path.empty()) finding.evidence.push_back(std::move(path));
  return finding;
}

/// Each package that the glob matches; what accepts one of them accepts them all, for there is one number to edit.
void hold(const Judged& judged, const NamedCeiling& named, const std::map<std::string, Package>& packages, Findings& findings) {
  const auto& [glob, ceiling] = named;
  Findings breaches;
  std::vector<std::string> names;
  std::uint64_t largest = 0;
  for (const auto& [name, package] : packages) {
    names.push_back(name);
    if (!glob_matches(glob, name)) continue;
    largest = std::max(largest, package.derivations);
    if (package.derivations > ceiling.limit()) breaches.push_back(too_many(judged, name, package, ceiling));
  }
  if (largest == 0) {
    const std::string message =
        fmt::format("the ceiling of variants holds nothing: no package that is compiled outside the toolchain matches {}", glob);
    breaches.push_back(judged.without_match(glob, message, ceiling.pointer, did_you_mean(glob, names)));
  }
  for (Finding& finding : breaches) {
    if (largest != 0) finding.accept = judged.raise(ceiling, largest);
    findings.push_back(std::move(finding));
  }
}

}  // namespace

void find_variants(const Judged& judged, Findings& findings) {
  if (judged.baseline().variants.empty()) return;
  const std::map<std::string, Package> packages = compiled_packages(judged.snapshot());
  for (const NamedCeiling& named : judged.baseline().variants) hold(judged, named, packages, findings);
}

}  // namespace bgsnap
