#include "bgsnap/metrics.hpp"

#include "metrics/figure_counter.hpp"

#include <algorithm>
#include <optional>

namespace bgsnap {
namespace {

/// "/a~1b/*" with `name` for "*": {"a/b", name} (RFC 6901).
std::vector<std::string> path_parts(std::string_view pointer, std::string_view name) {
  std::vector<std::string> parts;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const auto end = std::min(pointer.find('/'), pointer.size());
    std::string part(pointer.substr(0, end));
    for (auto at = part.find('~'); at != std::string::npos; at = part.find('~', at + 1))
      if (at + 1 < part.size()) part.replace(at, 2, part[at + 1] == '1' ? "/" : "~");
    parts.push_back(part == "*" ? std::string(name) : std::move(part));
    pointer.remove_prefix(end);
  }
  return parts;
}

class Report {
public:
  Report(const IdentifiedGraph& graph, const Identities& identities)
      : graph_(graph), identities_(identities), counter_(graph.graph, identities, graph.rules) {
    for (std::size_t i = 0; i < graph.graph.size(); ++i) all_.push_back(DerivationId(i));
  }

  void add(const FigureRule& figure, MetricsReport& report) {
    const auto matching = counter_.matching(figure.where);
    const auto figure_at = [&](std::string_view name, auto value) {
      report.figures.push_back({path_parts(figure.path, name), std::move(value), figure.meaning});
    };
    if (figure.over == "members") {
      figure_at({}, counter_.present(graph_.rules.members, matching));
    } else if (figure.over == "each root") {
      measure_roots();
      for (std::size_t i = 0; i < closures_.size(); ++i) figure_at(graph_.graph.roots()[i].name, counter_.count(figure, matching, closures_[i]));
    } else if (figure.over == "each watched package") {
      for (const std::string& name : graph_.rules.watch)
        if (const std::uint64_t count = counter_.count(figure, matching, package(name)); count != 0) figure_at(name, count);
    } else {
      figure_at({}, counter_.count(figure, matching, all_));
    }
  }

private:
  void measure_roots() {
    if (!closures_.empty()) return;
    for (const Root& root : graph_.graph.roots()) closures_.push_back(closure_of(graph_.graph, root.derivations));
  }

  [[nodiscard]] std::vector<DerivationId> package(std::string_view name) const {
    std::vector<DerivationId> found;
    for (const DerivationId id : all_)
      if (identities_[id].key.pname == name) found.push_back(id);
    return found;
  }

  const IdentifiedGraph& graph_;
  const Identities& identities_;
  FigureCounter counter_;
  std::vector<DerivationId> all_;
  std::vector<std::vector<DerivationId>> closures_;  // of the roots, once a figure asks
};

}  // namespace

MetricsReport metrics(const IdentifiedGraph& graph) {
  std::optional<Identities> own;
  if (!graph.rules.metrics.identity.empty()) own = identify(graph.graph, graph.rules.metrics.identity, graph.rules);
  MetricsReport report{graph.rules.metrics.key, {}};
  Report counted(graph, own ? *own : graph.identities);
  for (const FigureRule& figure : graph.rules.metrics.figures) counted.add(figure, report);
  return report;
}

}  // namespace bgsnap
