#include "cli/subject.hpp"

#include "base/side_by_side.hpp"
#include "bgsnap/configuration.hpp"
#include "cli/input_bytes.hpp"
#include "cli/standard_streams.hpp"
#include "cli/stats.hpp"
#include "config/nearest_name.hpp"
#include "formats/read_source.hpp"
#include "snapshot/snapshot_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <thread>

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

void tell_issues(std::span<const GraphIssue> issues, bool all) {
  const std::size_t told = all ? issues.size() : std::min(issues.size(), issues_told);
  for (const GraphIssue& issue : issues.first(told)) complain(shown(issue.line()));
  if (told < issues.size()) complain(fmt::format("… and {} more (--all-issues)", with_thousands(issues.size() - told)));
}

std::string listed(const std::vector<std::string>& inputs) { return fmt::format("{}", fmt::join(inputs, ", ")); }

/// What the user most likely meant: the same name under another hash, else a near one.
std::string nearest_derivation(const RawGraph& raw, StorePath wanted) {
  std::vector<std::string> alike;
  std::set<std::string> names;
  for (const RawDerivation& derivation : raw.derivations) {
    if (derivation.path.name() == wanted.name() && alike.size() < 3) alike.emplace_back(derivation.path.base);
    names.emplace(derivation.path.name());
  }
  if (!alike.empty()) return fmt::format("of that name there is {}", fmt::join(alike, ", "));
  const std::string near = nearest_name(wanted.name(), std::vector<std::string>(names.begin(), names.end()));
  return near.empty() ? "give the path or base name of a derivation that was printed" : fmt::format("did you mean a derivation called {}?", near);
}

/// A root that nothing has would leave an empty graph, of which every figure is 0.
void require_roots(const RawGraph& raw, const std::vector<RootRequest>& roots, const GraphRequest& request) {
  if (roots.empty()) return;
  std::set<std::string_view> known;
  for (const RawDerivation& derivation : raw.derivations) known.insert(derivation.path.base);
  for (const RootRequest& root : roots) {
    const StorePath wanted = StorePath::from(root.derivation);
    if (!known.contains(wanted.base))
      throw Error(fmt::format("--root {}: no derivation \"{}\" is in the input", root.name, wanted.base), {listed(request.inputs)},
                  nearest_derivation(raw, wanted));
  }
}

/// Reads with what `read` gives for the options of the request.
template <class Read>
ReadGraph read_with(const GraphRequest& request, Read&& read) {
  const std::vector<RootRequest> roots = root_requests(request.roots);
  Configuration configuration = request.config ? read_configuration(*request.config) : default_configuration();
  ReadOptions options{roots};
  if (!request.whole_recipes) options.attributes = asked_attributes(configuration.rules);
  return {in_phase("read", [&] { return read(options); }), roots, std::move(configuration.rules)};
}

ReadGraph read_files(const GraphRequest& request) {
  return read_with(request, [&](const ReadOptions& options) { return read_inputs(request.inputs, options); });
}

/// From what is open already.
ReadGraph read_open(const GraphRequest& request, ByteSource& source) {
  return read_with(request, [&](const ReadOptions& options) { return read_source(source, options); });
}

/// Without identities yet.
IdentifiedGraph closed(ReadGraph read, const GraphRequest& request) {
  require_roots(read.raw, read.roots, request);
  BuildGraph graph = in_phase("graph", [&] { return build_graph(std::move(read.raw), read.roots); });
  count_graph(graph);
  tell_issues(graph.issues(), request.all_issues);
  return {std::move(graph), std::move(read.rules), {}, {}};
}

void apply_rules(IdentifiedGraph& graph) {
  in_phase("identify", [&] {
    graph.identities = identify(graph.graph, graph.rules);
    graph.boundary = find_boundary(graph.graph, graph.identities, graph.rules);
    return 0;
  });
}

IdentifiedGraph identified(ReadGraph read, const GraphRequest& request) {
  IdentifiedGraph graph = closed(std::move(read), request);
  apply_rules(graph);
  return graph;
}

void refuse_what_is_for_graphs(const GraphRequest& request) {
  if (!request.roots.empty()) throw UsageError("--root is for graphs, and this input is a snapshot, which holds its roots");
  if (request.config && !request.config_is_for_another)
    throw UsageError("--config is for graphs, and this input is a snapshot, which holds what the rules gave when it was made");
}

void tell_standing(const Snapshot& snapshot, const std::string& file) {
  if (snapshot.incomplete) complain(fmt::format("{}: made of an incomplete graph", shown(file)));
  if (snapshot.provisional) complain(fmt::format("{}: merged by lines, so an edge may be missing until it is made anew", shown(file)));
}

}  // namespace

void add_graph_options(Verb& verb, GraphRequest& request) {
  verb.options.push_back({"--root", "NAME=DRV", "look only at the closure of DRV, and call it NAME; repeats", &request.roots});
  verb.options.push_back({"--config", "FILE", "rules for identity, classes and the toolchain (default: every preset)", &request.config});
  verb.options.push_back({"--all-issues", "", "tell everything that is wrong with the graph, not the first 20", &request.all_issues});
  add_stats_options(verb);
}

Words input_words(GraphRequest& request, std::size_t most) {
  return {"INPUT…",
          "JSON of `nix derivation show -r`, a folder of such files (CATEGORY__ATTR.json names the root CATEGORY.ATTR), .drv files, a store folder "
          "(its *.drv), shards of `bgsnap pack`, or - for standard input",
          1, most, &request.inputs};
}

IdentifiedGraph read_graph(const GraphRequest& request) { return identified(read_files(request), request); }

IdentifiedGraph read_graph(const GraphRequest& request, std::string bytes) {
  ByteSource source(std::move(bytes), request.inputs.front());
  return identified(read_open(request, source), request);
}

BuildGraph read_records(const GraphRequest& request, std::vector<RawIssue> lost) {
  for (const std::string& input : request.inputs) {
    if (is_snapshot_file(input)) throw Error("this is a snapshot, and a shard holds the recipes that only a graph has", {input});
  }
  const std::vector<RootRequest> roots = root_requests(request.roots);
  RawGraph raw = in_phase("read", [&] { return read_inputs(request.inputs, {.roots = roots, .as_printed = true}); });
  require_roots(raw, roots, request);
  raw.issues.insert(raw.issues.end(), lost.begin(), lost.end());
  BuildGraph graph = in_phase("graph", [&] { return build_graph(std::move(raw), roots); });
  count_graph(graph);
  std::vector<GraphIssue> told(graph.issues().begin(), graph.issues().end());
  std::erase_if(told, [](const GraphIssue& issue) { return issue.kind == GraphIssue::Kind::missing_input; });
  tell_issues(told, request.all_issues);
  return graph;
}

Snapshot snapshot_of(const IdentifiedGraph& graph, const GraphRequest& request, DenseMap<DerivationId, NodeId>* derivation_node) {
  if (!graph.graph.complete() && !request.allow_incomplete) {
    const auto issues = graph.graph.issues();
    const auto lacking = std::count_if(issues.begin(), issues.end(), [](const GraphIssue& issue) { return issue.incomplete(); });
    throw Error(fmt::format("the graph is incomplete or contradicts itself in {} {}, named above", lacking, lacking == 1 ? "place" : "places"),
                {listed(request.inputs)},
                "print it again and look at nix's exit code, or take it as it is with --allow-incomplete, which marks the snapshot");
  }
  Snapshot snapshot = in_phase("snapshot", [&] { return take_snapshot(graph, derivation_node); });
  snapshot.incomplete = !graph.graph.complete();
  return snapshot;
}

Subject::Subject(const GraphRequest& request) : Subject(request, Unclosed()) {
  if (snapshot_) {
    tell_snapshot();
  } else {
    close();
    identify();
  }
}

Subject::Subject(const GraphRequest& request, Unclosed) : request_(request) {
  const std::vector<std::string>& inputs = request.inputs;
  const auto keep = [&](Snapshot snapshot, std::uint64_t bytes) {
    snapshot_ = std::make_unique<Snapshot>(std::move(snapshot));
    count_snapshot(*snapshot_, bytes);
    const bool on_more_threads = std::thread::hardware_concurrency() > 2;  // of two processors the second is for what is asked meanwhile
    const auto prove = [this, on_more_threads, file = inputs.front()] { validate_snapshot(*snapshot_, file, on_more_threads); };
    const bool worth = snapshot_->nodes.size() >= nodes_worth_a_thread;
    proof_.begin(worth ? done_elsewhere(prove) : std::async(std::launch::deferred, prove));
  };
  const auto keep_graph = [this](ReadGraph graph) { read_ = std::make_unique<ReadGraph>(std::move(graph)); };
  if (inputs.size() == 1 && is_stream(inputs.front())) {
    ByteSource source(inputs.front());
    if (begins_like_snapshot(source)) {
      std::string bytes = in_phase("read", [&] { return source.rest(); });
      const std::size_t size = bytes.size();
      keep(in_phase("read", [&] { return parse_lines(std::move(bytes), inputs.front()); }), size);
    } else {
      keep_graph(read_open(request, source));
    }
  } else if (inputs.size() == 1 && is_snapshot_file(inputs.front())) {
    std::error_code unknown;
    const auto known = std::filesystem::file_size(inputs.front(), unknown);
    const std::uintmax_t size = unknown ? 0 : known;
    keep(in_phase("read", [&] { return read_lines(inputs.front()); }), size);
  } else {
    for (const std::string& input : inputs) {
      if (is_snapshot_file(input)) throw UsageError(fmt::format("{} is a snapshot, which stands alone, not among other inputs", input));
    }
    keep_graph(read_files(request));
  }
}

void Subject::close() {
  if (snapshot_) {
    prove();
    return tell_snapshot();
  }
  graph_ = std::make_unique<IdentifiedGraph>(closed(std::move(*read_), request_));
  read_.reset();
}

void Subject::identify() {
  if (graph_) apply_rules(*graph_);
}

void Subject::tell_snapshot() const {
  if (snapshot_->incomplete || snapshot_->provisional) prove();
  tell_standing(*snapshot_, request_.inputs.front());
  refuse_what_is_for_graphs(request_);
}

void Subject::prove() const { proof_.end(); }

const Snapshot* Subject::snapshot() const {
  prove();
  return snapshot_.get();
}

Standing Subject::hasty_standing() const {
  if (graph_) return {!graph_->graph.complete()};
  return {snapshot_->incomplete || snapshot_->provisional};
}

Standing Subject::standing() const {
  prove();
  return hasty_standing();
}

void Subject::reduce_to_snapshot(const GraphRequest& request) {
  if (!graph_) return;
  GraphRequest marked = request;
  marked.allow_incomplete = true;  // the answer says that it is incomplete
  snapshot_ = std::make_unique<Snapshot>(snapshot_of(*graph_, marked));
  graph_.reset();
}

RebuildGraph Subject::question() const {
  RebuildGraph graph = hasty_question();
  prove();
  return graph;
}

RebuildGraph Subject::hasty_question() const { return graph_ ? rebuild_graph(*graph_) : rebuild_graph(*snapshot_); }

IdentifiedGraph read_recipes(const GraphRequest& request, std::string_view verb) {
  const auto refuse = [verb](const std::string& input) {
    throw Error(fmt::format("this is a snapshot, and {} needs the recipes that only a graph has", verb), {input});
  };
  if (request.inputs.size() == 1 && is_stream(request.inputs.front())) {
    ByteSource source(request.inputs.front());
    if (begins_like_snapshot(source)) refuse(source.name());
    return identified(read_open(request, source), request);
  }
  for (const std::string& input : request.inputs)
    if (is_snapshot_file(input)) refuse(input);
  return read_graph(request);
}

}  // namespace bgsnap
