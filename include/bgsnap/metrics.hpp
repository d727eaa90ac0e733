#pragma once

#include "bgsnap/snapshot.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

/// Room `metrics`: the preset's figures, counted by the preset's own key.
namespace bgsnap {

struct Figure {
  std::vector<std::string> path;  ///< where it stands in the answer, e.g. {"per_root", "checks.app", "logical_nodes"}
  std::variant<std::uint64_t, std::vector<std::string>> value;
  std::string meaning;
};

struct MetricsReport {
  std::string key;  ///< what is counted by, in words
  std::vector<Figure> figures;
};

/// O(figures × (V + E) + roots × (V + E)).
[[nodiscard]] MetricsReport metrics(const IdentifiedGraph& graph);

}  // namespace bgsnap
