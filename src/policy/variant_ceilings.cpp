#include "config/nearest_name.hpp"
#include "identity/compiled_glob.hpp"
#include "policy/amounts.hpp"
#include "policy/judged.hpp"
#include "policy/measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace bgsnap {
namespace {

constexpr std::size_t most_lines = 10;

using Packages = std::map<std::string, CompiledPackage>;

/// "crate-compile/syn:dev#2: version 2.0.79, 2 derivations, crateFeatures=default full"
std::string described(const SnapshotNode& node) {
  std::string text = fmt::format("{}: ", node.id);
  if (!node.key.version.empty()) text += fmt::format("version {}, ", node.key.version);
  text += counted(node.derivations, "derivation");
  return node.shows.empty() ? text : fmt::format("{}, {}", text, node.shows);
}

Finding too_many(const Judged& judged, const std::string& name, const CompiledPackage& package, const Ceiling& ceiling) {
  Finding finding{"ceiling-variants",
                  Severity::error,
                  name,
                  fmt::format("{} is compiled as {}, {}", name, counted(package.derivations, "derivation"), agreed(ceiling)),
                  {},
                  {}};
  finding.measure = measure_of(package.derivations);
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

std::optional<std::uint64_t> at_base(const Packages* base, const std::string& name) {
  if (base == nullptr) return std::nullopt;
  const auto package = base->find(name);
  return package == base->end() ? std::nullopt : std::optional(package->second.derivations);
}

/// Each package that the glob matches; what accepts one of them accepts them all, for there is one number to edit. A ceiling of 0 wants no
/// match; with any other the lack of one is found.
void hold(const Judged& judged, const NamedCeiling& named, const Packages& packages, const Packages* base, Findings& findings) {
  const auto& [glob, ceiling] = named;
  const CompiledGlob matching(glob);
  const std::uint64_t largest = largest_package(packages, glob);
  for (const auto& [name, package] : packages) {
    if (!matching.matches(name)) continue;
    const auto held = judged.held(ceiling, at_base(base, name), "package " + name, package.derivations, "compiled derivation", findings);
    if (!held || package.derivations <= held->limit()) continue;
    findings.push_back(too_many(judged, name, package, *held));
    findings.back().accept = judged.raise(ceiling, largest);
  }
  if (largest != 0 || (ceiling.at == 0 && !ceiling.of_base)) return;
  std::vector<std::string> names;
  for (const auto& [name, package] : packages) names.push_back(name);
  const std::string message =
      fmt::format("the ceiling of variants holds nothing: no package that is compiled outside the toolchain matches {}", glob);
  findings.push_back(judged.without_match("variants " + glob, message, ceiling.pointer, did_you_mean(glob, names)));
}

}  // namespace

void find_variants(const Judged& judged, Findings& findings) {
  if (judged.baseline().variants.empty()) return;
  const Packages packages = compiled_packages(judged.snapshot());
  std::optional<Packages> base;
  if (judged.base() != nullptr) base = compiled_packages(judged.base()->snapshot());
  for (const NamedCeiling& named : judged.baseline().variants) hold(judged, named, packages, base ? &*base : nullptr, findings);
}

}  // namespace bgsnap
