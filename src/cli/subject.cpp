#include "cli/subject.hpp"

#include "bgsnap/configuration.hpp"
#include "cli/input_bytes.hpp"
#include "cli/standard_streams.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bgsnap {

namespace {

constexpr std::size_t issues_told = 20;

std::vector<RootRequest> root_requests(const std::vector<std::string>& roots) {
  std::vector<RootRequest> requests;
  for (const std::string& root : roots) {
    const std::size_t equals = root.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == root.size()) {
      throw UsageError(fmt::format("--root is \"{}\", not NAME=DRV", root), "for example --root packages.app=/nix/store/HASH-app.drv");
    }
    requests.push_back({root.substr(0, equals), root.substr(equals + 1)});
  }
  return requests;
}

void tell_issues(const BuildGraph& graph, bool all) {
  const auto issues = graph.issues();
  const std::size_t told = all ? issues.size() : std::min(issues.size(), issues_told);
  for (const GraphIssue& issue : issues.first(told)) complain(shown(issue.line()));
  if (told < issues.size()) complain(fmt::format("… and {} more (--all-issues)", with_thousands(issues.size() - told)));
}

std::string listed(const std::vector<std::string>& inputs) { return fmt::format("{}", fmt::join(inputs, ", ")); }

IdentifiedGraph identify_raw(RawGraph raw, const GraphRequest& request, const std::vector<RootRequest>& roots) {
  Configuration configuration = request.config ? read_configuration(*request.config) : default_configuration();
  BuildGraph graph = build_graph(std::move(raw), roots);
  tell_issues(graph, request.all_issues);
  return identified(std::move(graph), std::move(configuration.rules));
}

void require_no_roots(const GraphRequest& request) {
  if (!request.roots.empty()) throw UsageError("--root is for graphs, and this input is a snapshot, which holds its roots");
}

std::unique_ptr<Snapshot> told_snapshot(Snapshot snapshot, const std::string& file) {
  if (snapshot.incomplete) complain(fmt::format("{}: made of an incomplete graph", shown(file)));
  if (snapshot.provisional) complain(fmt::format("{}: merged by lines, so an edge may be missing until it is made anew", shown(file)));
  return std::make_unique<Snapshot>(std::move(snapshot));
}

}  // namespace

void add_graph_options(Verb& verb, GraphRequest& request) {
  verb.options.push_back({"--root", "NAME=DRV", "look only at the closure of DRV, and call it NAME; repeats", &request.roots});
  verb.options.push_back({"--config", "FILE", "rules for identity, classes and the toolchain (default: every preset)", &request.config});
  verb.options.push_back({"--all-issues", "", "tell everything that is wrong with the graph, not the first 20", &request.all_issues});
}

Words input_words(GraphRequest& request, std::size_t most) {
  return {"INPUT…",
          "JSON of `nix derivation show -r`, a folder of such files (CATEGORY__ATTR.json names the root CATEGORY.ATTR), .drv files, a store folder "
          "(its *.drv), or - for standard input",
          1, most, &request.inputs};
}

IdentifiedGraph read_graph(const GraphRequest& request) {
  const std::vector<RootRequest> roots = root_requests(request.roots);
  return identify_raw(read_inputs(request.inputs, {roots}), request, roots);
}

IdentifiedGraph read_graph(const GraphRequest& request, std::string bytes) {
  const std::vector<RootRequest> roots = root_requests(request.roots);
  return identify_raw(read_bytes(std::move(bytes), request.inputs.front()), request, roots);
}

Snapshot snapshot_of(const IdentifiedGraph& graph, const GraphRequest& request) {
  if (!graph.graph.complete() && !request.allow_incomplete) {
    const auto issues = graph.graph.issues();
    const auto lacking = std::count_if(issues.begin(), issues.end(), [](const GraphIssue& issue) { return issue.incomplete(); });
    throw Error(fmt::format("the graph is incomplete in {} {}, named above", lacking, lacking == 1 ? "place" : "places"), {listed(request.inputs)},
                "print it again and look at nix's exit code, or take it as it is with --allow-incomplete, which marks the snapshot");
  }
  Snapshot snapshot = take_snapshot(graph);
  snapshot.incomplete = !graph.graph.complete();
  return snapshot;
}

Subject::Subject(const GraphRequest& request) {
  const std::vector<std::string>& inputs = request.inputs;
  if (inputs.size() == 1 && is_stream(inputs.front())) {
    std::string bytes = bytes_of(inputs.front());
    if (looks_like_snapshot(bytes))
      snapshot_ = told_snapshot(parse_snapshot(std::move(bytes), inputs.front()), inputs.front());
    else
      graph_ = std::make_unique<IdentifiedGraph>(read_graph(request, std::move(bytes)));
  } else if (inputs.size() == 1 && is_snapshot_file(inputs.front())) {
    snapshot_ = told_snapshot(read_snapshot(inputs.front()), inputs.front());
  } else {
    for (const std::string& input : inputs) {
      if (is_snapshot_file(input)) throw UsageError(fmt::format("{} is a snapshot, which stands alone, not among other inputs", input));
    }
    graph_ = std::make_unique<IdentifiedGraph>(read_graph(request));
  }
  if (snapshot_) require_no_roots(request);
}

Standing Subject::standing() const noexcept {
  if (graph_) return {!graph_->graph.complete()};
  return {snapshot_->incomplete || snapshot_->provisional};
}

void Subject::reduce_to_snapshot(const GraphRequest& request) {
  if (!graph_) return;
  GraphRequest marked = request;
  marked.allow_incomplete = true;  // the answer says that it is incomplete
  snapshot_ = std::make_unique<Snapshot>(snapshot_of(*graph_, marked));
  graph_.reset();
}

RebuildGraph Subject::question() const { return graph_ ? rebuild_graph(*graph_) : rebuild_graph(*snapshot_); }

IdentifiedGraph read_recipes(const GraphRequest& request, std::string_view verb) {
  for (const std::string& input : request.inputs) {
    if (is_snapshot_file(input)) throw Error(fmt::format("this is a snapshot, and {} needs the recipes that only a graph has", verb), {input});
  }
  return read_graph(request);
}

}  // namespace bgsnap
