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

Ceiling of_base() {
  Ceiling ceiling;
  ceiling.of_base = true;
  return ceiling;
}

}  // namespace

Baseline no_worse_than_base() {
  Baseline baseline;
  baseline.root_derivations = {{"*", of_base()}};
  baseline.root_logical_nodes = {{"*", of_base()}};
  baseline.duplicated_packages = of_base();
  baseline.excess_derivations = of_base();
  baseline.vendor_monoliths = VendorCeiling{{"vendor"}, of_base()};
  return baseline;
}

void find_unanswered_base(const Judged& judged, const Surroundings& surroundings, Findings& findings) {
  const std::uint64_t count = ceilings_of_base(judged.baseline());
  if (count != 0 && judged.base() == nullptr)
    findings.push_back({"base-missing",
                        Severity::warning,
                        "base",
                        fmt::format("{} \"base\", and no base was given: {} not looked at",
                                    counted(count, "ceiling") + (count == 1 ? " says" : " say"), count == 1 ? "it was" : "they were"),
                        {},
                        surroundings.command + " --base-ref HEAD"});
  if (count == 0 && judged.base() != nullptr)
    findings.push_back({"base-unused",
                        Severity::warning,
                        "base",
                        "a base was given, and no ceiling says \"base\": nothing was compared with it",
                        {"a ceiling is a number, \"base\", or {\"at\": \"base\", \"slack\": N}"},
                        surroundings.command});
}

}  // namespace bgsnap
