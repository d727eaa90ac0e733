#include "cli/surroundings.hpp"

#include "base/shell_word.hpp"
#include "bgsnap/error.hpp"
#include "cli/git.hpp"
#include "cli/input_bytes.hpp"
#include "cli/today.hpp"

#include <filesystem>
#include <map>
#include <set>

namespace bgsnap {

namespace {

/// What `--base` or `--base-ref` names.
std::optional<NamedSnapshot> base_of(const SurroundingsRequest& request, const std::string& snapshot) {
  if (request.base && request.base_ref) throw UsageError("--base and --base-ref both name the base", "give one of them");
  if (!request.base && !request.base_ref) return std::nullopt;
  const std::string name = request.base ? *request.base : *request.base_ref + ":" + snapshot;
  NamedSnapshot base{name, parse_snapshot(request.base ? bytes_of(name) : file_at_revision(snapshot, *request.base_ref), name)};
  if (base.snapshot.incomplete || base.snapshot.provisional)
    throw Error(base.snapshot.incomplete ? "the base was made of an incomplete graph" : "the base was merged by lines", {name},
                "its counts may be too small to compare with: give another base, or make it anew");
  return base;
}

}  // namespace

void add_surroundings_options(Verb& verb, SurroundingsRequest& request) {
  verb.options.push_back({"--base", "FILE",
                          "a snapshot: what \"base\" means in the baseline; without one, roots, duplication and vendoring may not be worse",
                          &request.base});
  verb.options.push_back({"--base-ref", "REV", "the same, of the snapshot as git has it at that revision", &request.base_ref});
  add_surroundings_but_base(verb, request);
}

void add_surroundings_but_base(Verb& verb, SurroundingsRequest& request) {
  verb.options.push_back(
      {"--beside", "FILE", "the snapshot of another system, for versions that are to be the same on all; repeats", &request.beside});
  verb.options.push_back({"--cargo-lock", "FILE", "the Cargo.lock with which the graph is to be in lockstep", &request.cargo_lock});
  verb.options.push_back({"--flake-lock", "FILE", "a flake.lock, which is to pin each input once", &request.flake_lock});
  add_today_option(verb, request.today);
}

void add_surroundings_of_base(Verb& verb, SurroundingsRequest& request) {
  verb.options.push_back({"--base-beside", "FILE", "the snapshot of another system as it stood beside BEFORE; repeats", &request.beside});
  verb.options.push_back(
      {"--base-cargo-lock", "FILE", "the Cargo.lock of BEFORE: says whether the graph was in lockstep before", &request.cargo_lock});
  verb.options.push_back({"--base-flake-lock", "FILE", "the flake.lock of BEFORE: says what was pinned twice before", &request.flake_lock});
}

std::string given_surroundings(const SurroundingsRequest& request, const std::string& prefix) {
  std::string words;
  const auto add = [&](const char* option, const std::string& file) {
    words.append(" ").append(prefix).append(option).append(" ").append(shell_word(file));
  };
  for (const std::string& file : request.beside) add("beside", file);
  if (request.cargo_lock) add("cargo-lock", *request.cargo_lock);
  if (request.flake_lock) add("flake-lock", *request.flake_lock);
  return words;
}

std::string given_base(const SurroundingsRequest& request) {
  return (request.base ? " --base " + shell_word(*request.base) : "") + (request.base_ref ? " --base-ref " + shell_word(*request.base_ref) : "");
}

namespace {

/// A snapshot beside itself is no other system.
void require_another(const std::string& file, const std::string& snapshot) {
  std::error_code error;
  if (std::filesystem::equivalent(file, snapshot, error))
    throw UsageError("--beside is " + file + ", the snapshot that is checked", "give that of another system");
}

}  // namespace

ReadSurroundings::ReadSurroundings(const SurroundingsRequest& request, const std::string& snapshot) : base_(base_of(request, snapshot)) {
  given.today = today_of(request.today);
  given.snapshot_name = snapshot;
  if (base_) given.base = &*base_;
  for (const std::string& file : request.beside) require_another(file, snapshot);
  for (const std::string& file : request.beside) others_.push_back({file, parse_snapshot(bytes_of(file), file)});
  given.others = others_;
  if (request.cargo_lock) given.cargo_lock = &cargo_lock_.emplace(parse_cargo_lock(bytes_of(*request.cargo_lock), *request.cargo_lock));
  if (request.flake_lock) given.flake_lock = &flake_lock_.emplace(parse_flake_lock(bytes_of(*request.flake_lock), *request.flake_lock));
}

std::function<const LiveGraph&()> live_graph(std::shared_ptr<const IdentifiedGraph> recipes, const DenseMap<DerivationId, NodeId>& node_of) {
  DenseMap<NodeId, NodeId> line;
  for (std::size_t i = 0; i < node_of.size(); ++i) line.push_back(node_of[DerivationId(i)]);
  const auto made = std::make_shared<std::optional<LiveGraph>>();
  return [recipes = std::move(recipes), line = std::move(line), made]() -> const LiveGraph& {
    if (!*made) made->emplace(LiveGraph{rebuild_graph(*recipes), line});
    return **made;
  };
}

std::vector<InputSource> input_sources(const IdentifiedGraph& graph, const DenseMap<DerivationId, NodeId>& node_of, std::size_t lines) {
  std::map<std::pair<std::string_view, std::string_view>, std::set<NodeId>> users;
  for (std::size_t i = 0; i < graph.graph.size(); ++i) {
    const DerivationId id(i);
    if (graph.graph.is_fixed(id) || node_of[id].value >= lines) continue;  // what no root needs is on no line
    for (const StorePath& source : graph.graph[id].sources)
      if (!graph.graph.find(source)) users[{source.name(), source.base}].insert(node_of[id]);
  }
  std::vector<InputSource> sources;
  for (const auto& [path, nodes] : users) sources.push_back({std::string(path.first), {nodes.begin(), nodes.end()}});
  return sources;
}

}  // namespace bgsnap
