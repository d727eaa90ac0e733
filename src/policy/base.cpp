#include "policy/amounts.hpp"
#include "policy/judged.hpp"

#include <fmt/format.h>

namespace bgsnap {
namespace {

std::uint64_t ceilings_of_base(const Baseline& baseline) {
  std::uint64_t count = 0;
  for (const auto* named : {&baseline.root_derivations, &baseline.root_logical_nodes, &baseline.variants})
    for (const NamedCeiling& one : *named) count += one.ceiling.of_base ? 1 : 0;
  for (const auto* single : {&baseline.duplicated_packages, &baseline.excess_derivations}) count += *single && (*single)->of_base ? 1 : 0;
  for (const ConeCeiling& cone : baseline.cones)
    count += (cone.derivations && cone.derivations->of_base ? 1 : 0) + (cone.percent && cone.percent->of_base ? 1 : 0);
  return count + (baseline.vendor_monoliths && baseline.vendor_monoliths->derivations.of_base ? 1 : 0);
}

}  // namespace

std::string_view no_worse_than_base_text() noexcept {
  return R"({
  "schema": "bgsnap-baseline/1",
  // No worse than the base, which `bgsnap check --base` or `--base-ref` names. A number in the place of "base" is an agreed limit.
  "ceilings": {
    // Derivations, and packages by name and version, in the closure of each root.
    "root_derivations": { "*": "base" },
    "root_logical_nodes": { "*": "base" },
    // Packages that are compiled more than once, and the derivations beyond the first of each.
    "duplicated_packages": "base",
    "excess_derivations": "base",
    // Derivations of the class "vendor", which hold many packages each: a bump of one rebuilds them all.
    "vendor_monoliths": "base"
  }
}
)";
}

Baseline no_worse_than_base() { return parse_baseline(no_worse_than_base_text(), ""); }

void find_unanswered_base(const Judged& judged, const Surroundings& surroundings, Findings& findings) {
  const std::uint64_t count = ceilings_of_base(judged.baseline());
  if (count != 0 && judged.base() == nullptr)
    findings.push_back({"base-missing",
                        Severity::warning,
                        "base",
                        fmt::format("{} \"base\", and no base was given: {} not looked at",
                                    counted(count, "ceiling") + (count == 1 ? " says" : " say"), count == 1 ? "it was" : "they were"),
                        {},
                        surroundings.command_with(" --base-ref origin/main")});
  if (count == 0 && judged.base() != nullptr)
    findings.push_back({"base-unused",
                        Severity::warning,
                        "base",
                        "a base was given, and no ceiling says \"base\": nothing was compared with it",
                        {"a ceiling is a number, \"base\", or {\"at\": \"base\", \"slack\": N}"},
                        surroundings.command + surroundings.day_words()});
}

}  // namespace bgsnap
