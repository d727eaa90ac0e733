#include "bgsnap/build_graph.hpp"

#include "graph/same_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <unordered_set>

namespace bgsnap {

std::string_view name_of(DerivationKind kind) noexcept {
  switch (kind) {
    case DerivationKind::input_addressed: return "input-addressed";
    case DerivationKind::fixed: return "fixed";
    case DerivationKind::floating: return "floating";
    case DerivationKind::deferred: return "deferred";
    case DerivationKind::impure: return "impure";
    case DerivationKind::unknown: return "unknown";
  }
  return "unknown";
}

std::string GraphIssue::line() const {
  const std::string where = place.file.empty() ? "" : fmt::format(" ({})", place.text());
  return derivation.empty() ? detail + where : fmt::format("{}: {}{}", derivation, detail, where);
}

std::optional<DerivationId> BuildGraph::find(StorePath path) const noexcept {
  const auto at = by_path_.find(path.base);
  return at == by_path_.end() ? std::nullopt : std::optional(at->second);
}

bool BuildGraph::complete() const noexcept {
  return std::none_of(issues_.begin(), issues_.end(), [](const GraphIssue& issue) { return issue.incomplete(); });
}

namespace {

DerivationKind kind_of(const RawDerivation& derivation) noexcept {
  if (derivation.empty_record) return DerivationKind::unknown;
  DerivationKind kind = DerivationKind::input_addressed;
  for (const RawOutput& output : derivation.outputs) {
    DerivationKind of_output = DerivationKind::input_addressed;
    switch (output.kind) {
      case OutputKind::input_addressed: break;
      case OutputKind::fixed: of_output = DerivationKind::fixed; break;
      case OutputKind::floating: of_output = DerivationKind::floating; break;
      case OutputKind::deferred: of_output = DerivationKind::deferred; break;
      case OutputKind::impure: of_output = DerivationKind::impure; break;
    }
    kind = std::max(kind, of_output);
  }
  return kind;
}

}  // namespace

/// Strongly connected components of the derivations that are still `open` (Tarjan 1972), with a stack of our own.
class ComponentFinder {
public:
  ComponentFinder(const BuildGraph& graph, const DenseMap<DerivationId, std::uint32_t>& open)
      : graph_(graph), open_(open), number_(graph.size()), low_(graph.size()), on_stack_(graph.size()) {}

  template <class Visit>
  void each_component(Visit&& visit) {
    for (std::size_t i = 0; i < graph_.size(); ++i)
      if (open_[DerivationId(i)] != 0 && number_[DerivationId(i)] == 0) walk(DerivationId(i), visit);
  }

private:
  struct Frame {
    DerivationId id;
    std::size_t next = 0;
  };

  [[nodiscard]] std::optional<DerivationId> need(const Frame& frame) const {
    const auto inputs = graph_.inputs(frame.id);
    if (frame.next < inputs.size()) return inputs[frame.next];
    const auto sources = graph_.drv_sources(frame.id);
    if (frame.next - inputs.size() < sources.size()) return sources[frame.next - inputs.size()];
    return std::nullopt;
  }

  void enter(DerivationId id) {
    number_[id] = low_[id] = ++count_;
    on_stack_[id] = 1;
    stack_.push_back(id);
    frames_.push_back({id});
  }

  template <class Visit>
  void walk(DerivationId start, Visit&& visit) {
    enter(start);
    while (!frames_.empty()) {
      const auto next = need(frames_.back());
      if (next) {
        ++frames_.back().next;
        if (open_[*next] == 0) continue;
        if (number_[*next] == 0)
          enter(*next);
        else if (on_stack_[*next])
          low_[frames_.back().id] = std::min(low_[frames_.back().id], number_[*next]);
        continue;
      }
      const DerivationId done = frames_.back().id;
      frames_.pop_back();
      if (!frames_.empty()) low_[frames_.back().id] = std::min(low_[frames_.back().id], low_[done]);
      if (low_[done] == number_[done]) close(done, visit);
    }
  }

  template <class Visit>
  void close(DerivationId top, Visit&& visit) {
    const auto first = std::find(stack_.rbegin(), stack_.rend(), top).base() - 1;
    std::vector<DerivationId> members(first, stack_.end());
    stack_.erase(first, stack_.end());
    for (DerivationId id : members) on_stack_[id] = 0;
    std::sort(members.begin(), members.end());
    visit(std::span<const DerivationId>(members));
  }

  const BuildGraph& graph_;
  const DenseMap<DerivationId, std::uint32_t>& open_;
  DenseMap<DerivationId, std::uint32_t> number_;
  DenseMap<DerivationId, std::uint32_t> low_;
  DenseMap<DerivationId, std::uint8_t> on_stack_;
  std::vector<DerivationId> stack_;
  std::vector<Frame> frames_;
  std::uint32_t count_ = 0;
};

/// Joins records by base name, closes names into ids, finds the order, and lists what does not fit.
class GraphBuilder {
public:
  GraphBuilder(RawGraph raw, std::span<const RootRequest> roots) : requests_(roots) { graph_.raw_ = std::move(raw); }

  BuildGraph run() && {
    list_text_issues();
    number_derivations();
    connect();
    find_order();
    name_roots();
    std::sort(graph_.issues_.begin(), graph_.issues_.end(), [](const GraphIssue& a, const GraphIssue& b) {
      return std::tie(a.kind, a.derivation, a.detail, a.place.file, a.place.byte) < std::tie(b.kind, b.derivation, b.detail, b.place.file, b.place.byte);
    });
    return std::move(graph_);
  }

private:
  using Kind = GraphIssue::Kind;

  void list_text_issues() {
    for (const RawIssue& issue : graph_.raw_.issues) graph_.issues_.push_back({Kind::text, std::string(issue.derivation.base), issue.detail, issue.place});
  }

  [[nodiscard]] Place place(const RawDerivation& derivation) const {
    const auto& documents = graph_.raw_.documents;
    return {derivation.document < documents.size() ? documents[derivation.document].file : std::string{}, derivation.offset, {}};
  }

  /// Of several records for one path the first that was read stands; another that says the same goes without a word.
  void number_derivations() {
    const auto& records = graph_.raw_.derivations;
    std::vector<std::uint32_t> order(records.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return records[a].path.base < records[b].path.base; });
    for (std::uint32_t at : order) {
      const RawDerivation& record = records[at];
      if (!graph_.derivations_.empty()) {
        const DerivationId last(graph_.derivations_.size() - 1);
        if (graph_[last].path == record.path) {
          merge_record(last, at);
          continue;
        }
      }
      graph_.derivations_.push_back(at);
    }
    graph_.by_path_.reserve(graph_.size());
    for (std::size_t i = 0; i < graph_.size(); ++i) {
      const DerivationId id(i);
      graph_.by_path_.emplace(graph_[id].path.base, id);
      graph_.kinds_.push_back(kind_of(graph_[id]));
      if (graph_[id].empty_record)
        add_issue(Kind::empty_record, id, "its record is {}: the output of an old Nix was cut short");
      else if (graph_[id].outputs.empty())
        add_issue(Kind::no_outputs, id, "it has no outputs");
    }
  }

  void merge_record(DerivationId kept, std::uint32_t other) {
    const RawDerivation& first = graph_[kept];
    const RawDerivation& second = graph_.raw_.derivations[other];
    if (first.empty_record && !second.empty_record) {
      graph_.derivations_[kept] = other;
    } else if (!second.empty_record && !same_record(first, second)) {
      graph_.issues_.push_back({Kind::conflicting, std::string(first.path.base), fmt::format("two different records; the one in {} counts", place(first).text()), place(second)});
    } else if (!second.empty_record && prints_more(second, first)) {
      graph_.derivations_[kept] = other;
    }
  }

  void add_issue(Kind kind, DerivationId id, std::string detail) {
    graph_.issues_.push_back({kind, std::string(graph_[id].path.base), std::move(detail), place(graph_[id])});
  }

  void connect() {
    std::vector<DerivationId> inputs;
    std::vector<DerivationId> sources;
    graph_.dynamic_ = DenseMap<DerivationId, std::uint8_t>(graph_.size());
    for (std::size_t i = 0; i < graph_.size(); ++i) {
      const DerivationId id(i);
      inputs.clear();
      sources.clear();
      for (const RawInput& input : graph_[id].inputs) {
        if (!input.dynamic.empty()) graph_.dynamic_[id] = 1;
        if (const auto known = graph_.find(input.derivation))
          inputs.push_back(*known);
        else
          add_issue(Kind::missing_input, id, fmt::format("input {} is in no document: print recursively (-r), and see whether Nix failed half-way", input.derivation.base));
      }
      for (StorePath source : graph_[id].sources)
        if (const auto known = graph_.find(source)) sources.push_back(*known);
      for (auto* list : {&inputs, &sources}) {
        std::sort(list->begin(), list->end());
        list->erase(std::unique(list->begin(), list->end()), list->end());
      }
      graph_.inputs_.push_back(inputs);
      graph_.drv_sources_.push_back(sources);
    }
    graph_.referrers_ = reversed(graph_.inputs_, graph_.size());
  }

  /// Kahn's algorithm over inputs and .drv sources, smallest id first within what is ready; what is left goes in circles.
  void find_order() {
    const auto source_users = reversed(graph_.drv_sources_, graph_.size());
    DenseMap<DerivationId, std::uint32_t> open(graph_.size());
    std::vector<DerivationId>& order = graph_.order_;
    order.reserve(graph_.size());
    for (std::size_t i = 0; i < graph_.size(); ++i) {
      const DerivationId id(i);
      open[id] = static_cast<std::uint32_t>(graph_.inputs(id).size() + graph_.drv_sources(id).size());
      if (open[id] == 0) order.push_back(id);
    }
    for (std::size_t at = 0; at < order.size(); ++at) {
      const DerivationId id = order[at];
      for (const auto users : {graph_.referrers(id), source_users[id]})
        for (DerivationId user : users)
          if (--open[user] == 0) order.push_back(user);
    }
    if (order.size() != graph_.size()) list_cycles(open);
  }

  /// Tarjan's components over what Kahn leaves over, without recursion: one of several members goes in a circle, and so does one that
  /// needs itself. A component is closed after all that it needs, so the order carries on.
  void list_cycles(const DenseMap<DerivationId, std::uint32_t>& open) {
    graph_.cycle_ = DenseMap<DerivationId, std::uint8_t>(graph_.size());
    ComponentFinder finder(graph_, open);
    finder.each_component([this](std::span<const DerivationId> members) {
      for (DerivationId id : members) {
        graph_.order_.push_back(id);
        const auto needs = graph_.inputs(id);
        if (members.size() == 1 && std::find(needs.begin(), needs.end(), id) == needs.end()) continue;
        graph_.cycle_[id] = 1;
        add_issue(Kind::cycle, id, members.size() == 1 ? std::string("it needs itself") : fmt::format("it goes in a circle of {} derivations that need each other", members.size()));
      }
    });
  }

  void name_roots() {
    std::map<std::string, std::vector<DerivationId>> roots;
    if (!requests_.empty())
      requested_roots(roots);
    else if (std::any_of(graph_.raw_.documents.begin(), graph_.raw_.documents.end(), [](const RawDocument& document) { return !document.root.empty(); }))
      roots_of_files(roots);
    else
      unreferred_roots(roots);
    for (auto& [name, derivations] : roots) {
      std::sort(derivations.begin(), derivations.end());
      derivations.erase(std::unique(derivations.begin(), derivations.end()), derivations.end());
      graph_.roots_.push_back({name, std::move(derivations)});
    }
  }

  void requested_roots(std::map<std::string, std::vector<DerivationId>>& roots) {
    for (const RootRequest& request : requests_) {
      const StorePath path = StorePath::from(request.derivation);
      if (const auto id = graph_.find(path))
        roots[request.name].push_back(*id);
      else
        graph_.issues_.push_back({Kind::root_not_found, std::string(path.base), fmt::format("root {} is in no document", request.name)});
    }
  }

  [[nodiscard]] bool unreferred(DerivationId id) const {
    return graph_.referrers(id).empty() && !source_used_[id];
  }

  void mark_used_sources() {
    source_used_ = DenseMap<DerivationId, std::uint8_t>(graph_.size());
    for (std::size_t i = 0; i < graph_.size(); ++i)
      for (DerivationId source : graph_.drv_sources(DerivationId(i))) source_used_[source] = 1;
  }

  void unreferred_roots(std::map<std::string, std::vector<DerivationId>>& roots) {
    mark_used_sources();
    for (std::size_t i = 0; i < graph_.size(); ++i)
      if (unreferred(DerivationId(i))) roots[std::string(graph_[DerivationId(i)].name)].push_back(DerivationId(i));
  }

  /// Within one file: the derivations that nothing in that file refers to.
  void roots_of_files(std::map<std::string, std::vector<DerivationId>>& roots) {
    std::map<std::string, std::vector<DerivationId>> files;
    for (const RawDocument& document : graph_.raw_.documents)
      for (std::uint32_t at : document.derivations)
        if (const auto id = graph_.find(graph_.raw_.derivations[at].path)) files[document.root].push_back(*id);
    DenseMap<DerivationId, std::uint32_t> referred(graph_.size());
    std::uint32_t mark = 0;
    for (const auto& [name, derivations] : files) {
      ++mark;
      for (DerivationId id : derivations) {
        for (DerivationId input : graph_.inputs(id)) referred[input] = mark;
        for (DerivationId source : graph_.drv_sources(id)) referred[source] = mark;
      }
      for (DerivationId id : derivations)
        if (referred[id] != mark) roots[name].push_back(id);
    }
  }

  BuildGraph graph_;
  std::span<const RootRequest> requests_;
  DenseMap<DerivationId, std::uint8_t> source_used_;
};

namespace {

/// What the roots need, through inputs and .drv sources; by base name, since records go by it.
std::unordered_set<std::string_view> needed_paths(const BuildGraph& graph) {
  DenseMap<DerivationId, std::uint8_t> seen(graph.size());
  std::vector<DerivationId> stack;
  const auto visit = [&](DerivationId id) {
    if (!std::exchange(seen[id], std::uint8_t{1})) stack.push_back(id);
  };
  for (const Root& root : graph.roots())
    for (DerivationId id : root.derivations) visit(id);
  std::unordered_set<std::string_view> paths;
  while (!stack.empty()) {
    const DerivationId id = stack.back();
    stack.pop_back();
    paths.insert(graph[id].path.base);
    for (DerivationId input : graph.inputs(id)) visit(input);
    for (DerivationId source : graph.drv_sources(id)) visit(source);
  }
  return paths;
}

/// The same records without those that no root needs.
RawGraph restricted(const RawGraph& raw, const std::unordered_set<std::string_view>& paths) {
  RawGraph kept;
  kept.documents = raw.documents;
  kept.bytes = raw.bytes;
  kept.storage = raw.storage;
  for (RawDocument& document : kept.documents) document.derivations.clear();
  for (const RawDerivation& derivation : raw.derivations) {
    if (!paths.contains(derivation.path.base)) continue;
    if (derivation.document < kept.documents.size()) kept.documents[derivation.document].derivations.push_back(static_cast<std::uint32_t>(kept.derivations.size()));
    kept.derivations.push_back(derivation);
  }
  for (const RawIssue& issue : raw.issues)
    if (issue.derivation.base.empty() || paths.contains(issue.derivation.base)) kept.issues.push_back(issue);
  return kept;
}

}  // namespace

BuildGraph build_graph(RawGraph raw, std::span<const RootRequest> roots) {
  BuildGraph graph = GraphBuilder(std::move(raw), roots).run();
  if (roots.empty() || graph.roots().empty()) return graph;
  const auto paths = needed_paths(graph);
  if (paths.size() == graph.size()) return graph;
  return GraphBuilder(restricted(graph.raw(), paths), roots).run();
}

}  // namespace bgsnap
