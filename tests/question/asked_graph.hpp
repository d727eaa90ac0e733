#pragma once

#include "bgsnap/configuration.hpp"
#include "bgsnap/rebuild_graph.hpp"
#include "support/graph_of.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// Derivation names, or ids of lines, sorted, between spaces.
inline std::string names_of(const RebuildGraph& graph, const std::vector<NodeId>& nodes) {
  std::vector<std::string_view> names;
  for (const NodeId id : nodes) names.push_back(graph.unit == Unit::derivations ? graph.nodes[id].name : graph.nodes[id].label);
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string_view name : names) text.append(text.empty() ? "" : " ").append(name);
  return text;
}

/// A text of graph_of.hpp as questions see it.
class AskedGraph {
public:
  explicit AskedGraph(std::string text, Rules rules = default_configuration().rules)
      : text_(std::move(text)), identified_(identified(graph_of(text_), std::move(rules))), graph(rebuild_graph(identified_)) {}
  AskedGraph(const AskedGraph&) = delete;
  AskedGraph& operator=(const AskedGraph&) = delete;

  /// The node that the text calls so ("zlib-1.2#boot").
  [[nodiscard]] NodeId operator[](std::string_view node) const {
    const std::string base = drv_of(text_, node);
    return NodeId(identified_.graph.find(StorePath{base}).value().value);
  }
  [[nodiscard]] std::vector<NodeId> nodes(std::initializer_list<std::string_view> names) const {
    std::vector<NodeId> ids;
    for (const std::string_view name : names) ids.push_back((*this)[name]);
    return ids;
  }
  [[nodiscard]] std::string names(const std::vector<NodeId>& ids) const { return names_of(graph, ids); }
  [[nodiscard]] const IdentifiedGraph& source() const noexcept { return identified_; }

private:
  std::string text_;
  IdentifiedGraph identified_;

public:
  const RebuildGraph graph;
};

/// The same from its snapshot.
class AskedSnapshot {
public:
  explicit AskedSnapshot(const IdentifiedGraph& from) : snapshot_(take_snapshot(from, &line_of)), graph(rebuild_graph(snapshot_)) {}
  AskedSnapshot(const AskedSnapshot&) = delete;
  AskedSnapshot& operator=(const AskedSnapshot&) = delete;

  DenseMap<DerivationId, NodeId> line_of;

private:
  Snapshot snapshot_;

public:
  const RebuildGraph graph;
};

}  // namespace bgsnap
