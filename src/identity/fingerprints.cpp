#include "graph/transitive_reduction.hpp"
#include "identity/implied_inputs.hpp"
#include "identity/recipe_walk.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <cstring>

namespace bgsnap {
namespace {

/// Folds the words into bytes that XXH3 reads at once. NUL opens every mark: no Nix string can hold one.
class HashSink {
public:
  void field(std::string_view name) { bytes_.append("\0F", 2).append(name).push_back('\0'); }
  void text(std::string_view text) { bytes_.append(text); }
  void self(std::string_view output) { mark('S', {}, output); }
  void by_closure(DerivationId, const Fingerprint& closure, std::string_view output) {
    char raw[16];
    std::memcpy(raw, &closure.high, 8);
    std::memcpy(raw + 8, &closure.low, 8);
    mark('C', {raw, 16}, output);
  }
  void by_name(std::string_view name, std::string_view output) { mark('N', name, output); }

  /// The words so far, and forgets them.
  Fingerprint fingerprint() {
    const XXH128_hash_t hash = XXH3_128bits(bytes_.data(), bytes_.size());
    bytes_.clear();
    return {hash.high64, hash.low64};
  }

private:
  void mark(char kind, std::string_view what, std::string_view output) {
    bytes_.push_back('\0');
    bytes_.push_back(kind);
    bytes_.append(what).append("!").append(output).push_back('\0');
  }
  std::string bytes_;
};

/// Prints the same words, a field a line.
class ExplainSink {
public:
  ExplainSink(const BuildGraph& graph, std::string& out) : graph_(graph), out_(out) {}
  void field(std::string_view name) { out_.append(out_.empty() ? "" : "\n").append(name).append(" "); }
  void text(std::string_view text) {
    for (char c : text) c == '\n' ? out_.append("\\n") : c == '\\' ? out_.append("\\\\") : out_.append(1, c);
  }
  void self(std::string_view output) { out_.append("{own output ").append(output).append("}"); }
  void by_closure(DerivationId input, const Fingerprint& closure, std::string_view output) {
    out_.append("{").append(graph_[input].name).append("!").append(output).append(" ").append(closure.hex()).append("}");
  }
  void by_name(std::string_view name, std::string_view output) {
    out_.append("{").append(name);
    if (!output.empty()) out_.append("!").append(output);
    out_.append("}");
  }

private:
  const BuildGraph& graph_;
  std::string& out_;
};

}  // namespace

std::string Fingerprint::hex() const { return fmt::format("{:016x}{:016x}", high, low); }

Adjacency<DerivationId, std::uint8_t> implied_inputs(const BuildGraph& graph) {
  std::vector<std::uint32_t> starts{0};
  std::vector<std::uint32_t> targets;
  std::vector<std::uint8_t> opaque;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    for (DerivationId input : graph.inputs(DerivationId(i))) targets.push_back(input.value);
    starts.push_back(static_cast<std::uint32_t>(targets.size()));
    opaque.push_back(graph.is_fixed(DerivationId(i)) ? 1 : 0);
  }
  std::vector<std::uint32_t> order;
  for (DerivationId id : graph.inputs_first()) order.push_back(id.value);
  auto implied = implied_edges({starts, targets, order, opaque});
  return {std::move(starts), std::move(implied)};
}

DenseMap<DerivationId, Fingerprint> closure_fingerprints(const BuildGraph& graph) { return closure_fingerprints(graph, nullptr); }

DenseMap<DerivationId, Fingerprint> closure_fingerprints(const BuildGraph& graph, std::shared_ptr<const OutputPaths> paths) {
  DenseMap<DerivationId, Fingerprint> closures(graph.size());
  ClosureWalk walk(graph, closures, std::move(paths));
  HashSink sink;
  for (DerivationId id : graph.inputs_first()) {
    walk.walk(id, sink);
    closures[id] = sink.fingerprint();
  }
  return closures;
}

DenseMap<DerivationId, Fingerprint> own_fingerprints(const BuildGraph& graph, const Adjacency<DerivationId, std::uint8_t>& implied,
                                                     const DenseMap<DerivationId, std::uint8_t>& wanted, std::shared_ptr<const OutputPaths> paths) {
  DenseMap<DerivationId, Fingerprint> own(graph.size());
  OwnWalk walk(graph, implied, std::move(paths));
  HashSink sink;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (!wanted[DerivationId(i)]) continue;
    walk.walk(DerivationId(i), sink);
    own[DerivationId(i)] = sink.fingerprint();
  }
  return own;
}

Fingerprints fingerprints(const BuildGraph& graph) {
  return {own_fingerprints(graph, implied_inputs(graph), DenseMap<DerivationId, std::uint8_t>(graph.size(), 1)), closure_fingerprints(graph)};
}

Description describe(const BuildGraph& graph, const Fingerprints& prints, DerivationId id) {
  Description description;
  ExplainSink closure(graph, description.closure);
  ClosureWalk(graph, prints.closure).walk(id, closure);
  ExplainSink own(graph, description.own);
  const auto implied = implied_inputs(graph);
  OwnWalk(graph, implied).walk(id, own);
  return description;
}

}  // namespace bgsnap
