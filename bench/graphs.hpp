#pragma once

#include "bgsnap/snapshot.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

/// A build graph to measure with, and the same graph after a bump where there is one.
struct MeasuredGraph {
  std::string name;
  std::vector<std::string> files;
  std::vector<std::string> files_after;  ///< empty: no bump is at hand
};

/// The example, and the real graphs that are unpacked. Smallest first.
std::vector<MeasuredGraph> graphs_at_hand();

/// Read and identified by the default rules. Kept until another is asked for: the largest take a gigabyte.
std::shared_ptr<const bgsnap::IdentifiedGraph> identified_graph(std::span<const std::string> files);
