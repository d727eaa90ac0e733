#include "policy/selections.hpp"

#include "bgsnap/error.hpp"
#include "policy/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace bgsnap {
namespace {

constexpr std::size_t most_labels = 5;

}  // namespace

std::optional<Selection> selected(const Judged& judged, const std::string& selector, const std::string& subject, const std::string& rule,
                                  const std::string& pointer, Findings& findings) {
  try {
    return select(judged.graph(), selector);
  } catch (const Error& error) {  // thrown for a selector without a match, and for nothing else that a baseline may hold
    findings.push_back(judged.without_match(subject, fmt::format("{} holds nothing: {}", rule, error.sentence()), pointer, error.next_step()));
    return std::nullopt;
  }
}

std::vector<NodeId> common(std::span<const NodeId> a, std::span<const NodeId> b) {
  std::vector<NodeId> nodes;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(nodes));
  return nodes;
}

std::vector<NodeId> without(std::span<const NodeId> a, std::span<const NodeId> b) {
  std::vector<NodeId> nodes;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(nodes));
  return nodes;
}

std::vector<std::string> some_labels(const RebuildGraph& graph, std::span<const NodeId> nodes) {
  std::vector<std::string> lines;
  for (const NodeId id : nodes.first(std::min(nodes.size(), most_labels))) lines.emplace_back(graph.nodes[id].label);
  if (nodes.size() > most_labels) lines.push_back("… and " + counted(nodes.size() - most_labels, "more line"));
  return lines;
}

}  // namespace bgsnap
