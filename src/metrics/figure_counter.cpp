#include "metrics/figure_counter.hpp"

#include "identity/download_source.hpp"
#include "identity/rule_engine.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace bgsnap {
namespace {

using Flags = DenseMap<DerivationId, std::uint8_t>;

/// What a condition asks of the counting identity; absent: it asks the recipe.
std::optional<std::string_view> identity_property(const LogicalKey& key, std::string_view property) noexcept {
  if (property == "class") return key.class_name;
  if (property == "profile") return key.profile;
  if (property == "scope") return key.scope;
  if (property == "pname") return key.pname;
  if (property == "version") return key.version;
  if (property == "system") return key.system;
  return std::nullopt;
}

bool holds(const Condition& condition, std::string_view text) noexcept {
  const auto matches = [&](const std::string& glob) { return glob_matches(glob, text, condition.ignore_case); };
  return std::any_of(condition.globs.begin(), condition.globs.end(), matches) != condition.negated;
}

/// Conditions on recipes are one identity rule, which the identity room already knows how to read.
class RecipeConditions {
public:
  RecipeConditions(std::span<const Condition> where, const BuildGraph& graph, const Identities& identities, const Rules& rules)
      : graph_(graph), identities_(identities) {
    IdentityRule& rule = rules_.emplace_back();
    rule.class_name = "matches";
    for (const Condition& condition : where)
      if (!identity_property({}, condition.property)) rule.when.push_back(condition);
    if (rule.when.empty()) return;
    std::vector<std::string> asked;
    collect_asked(rules_, asked);
    attributes_.emplace(std::move(asked));
    engine_.emplace(rules_, rules, *attributes_, texts_);
  }

  [[nodiscard]] bool hold(DerivationId id) {
    if (!engine_) return true;
    const RawDerivation& derivation = graph_[id];
    const LogicalKey& key = identities_[id].key;
    const std::string_view url = graph_.is_fixed(id) ? first_url(derivation) : std::string_view{};
    attributes_->load(derivation);
    return !engine_->decide({derivation.name, key.pname, key.version, derivation.system, derivation.builder, graph_.kind(id), url})
                .key.class_name.empty();
  }

private:
  const BuildGraph& graph_;
  const Identities& identities_;
  std::vector<IdentityRule> rules_;
  std::deque<std::string> texts_;
  std::optional<AttributeValues> attributes_;
  std::optional<RuleEngine> engine_;
};

}  // namespace

FigureCounter::FigureCounter(const BuildGraph& graph, const Identities& identities, const Rules& rules)
    : graph_(graph), identities_(identities), rules_(rules), key_of_(graph.size()) {
  std::map<LogicalKey, std::uint32_t> keys;
  for (std::size_t i = 0; i < graph.size(); ++i)
    key_of_[DerivationId(i)] = keys.emplace(identities[DerivationId(i)].key, static_cast<std::uint32_t>(keys.size())).first->second;
}

Flags FigureCounter::matching(std::span<const Condition> where) const {
  RecipeConditions recipe(where, graph_, identities_, rules_);
  Flags flags(graph_.size(), 0);
  for (std::size_t i = 0; i < graph_.size(); ++i) {
    const DerivationId id(i);
    const bool identity_holds = std::all_of(where.begin(), where.end(), [&](const Condition& condition) {
      const auto text = identity_property(identities_[id].key, condition.property);
      return !text || holds(condition, *text);
    });
    flags[id] = identity_holds && recipe.hold(id);
  }
  return flags;
}

std::uint64_t FigureCounter::count(const FigureRule& figure, const Flags& matching, std::span<const DerivationId> among) const {
  if (figure.count == "logical edges") return logical_edges(matching, among);
  std::uint64_t derivations = 0;
  std::map<std::string_view, std::uint64_t> packages;
  std::vector<std::uint32_t> keys;
  for (const DerivationId id : among) {
    if (!matching[id]) continue;
    ++derivations;
    ++packages[identities_[id].key.pname];
    keys.push_back(key_of_[id]);
  }
  if (figure.count == "logical nodes") {
    std::sort(keys.begin(), keys.end());
    return static_cast<std::uint64_t>(std::unique(keys.begin(), keys.end()) - keys.begin());
  }
  if (figure.count == "derivations") return derivations;
  std::uint64_t chosen = 0;
  std::uint64_t excess = 0;
  for (const auto& [name, variants] : packages)
    if (variants > figure.variants_above) {
      ++chosen;
      excess += variants - 1;
    }
  return figure.count == "packages" ? chosen : excess;
}

std::uint64_t FigureCounter::logical_edges(const Flags& matching, std::span<const DerivationId> among) const {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  for (const DerivationId id : among)
    if (matching[id])
      for (const DerivationId input : graph_.inputs(id))
        if (matching[input]) edges.emplace_back(key_of_[id], key_of_[input]);
  std::sort(edges.begin(), edges.end());
  return static_cast<std::uint64_t>(std::unique(edges.begin(), edges.end()) - edges.begin());
}

std::vector<std::string> FigureCounter::present(std::span<const std::string> members, const Flags& matching) const {
  std::vector<std::string_view> pnames;
  for (std::size_t i = 0; i < graph_.size(); ++i)
    if (matching[DerivationId(i)]) pnames.push_back(identities_[DerivationId(i)].key.pname);
  std::sort(pnames.begin(), pnames.end());
  std::vector<std::string> found;
  for (const std::string& member : members)
    if (std::binary_search(pnames.begin(), pnames.end(), std::string_view(member))) found.push_back(member);
  return found;
}

std::vector<DerivationId> closure_of(const BuildGraph& graph, std::span<const DerivationId> roots) {
  Flags seen(graph.size(), 0);
  std::vector<DerivationId> closure;
  const auto visit = [&](DerivationId id) {
    if (std::exchange(seen[id], 1) == 0) closure.push_back(id);
  };
  for (const DerivationId root : roots) visit(root);
  for (std::size_t at = 0; at < closure.size(); ++at) {
    const DerivationId id = closure[at];
    for (const DerivationId input : graph.inputs(id)) visit(input);
    for (const DerivationId source : graph.drv_sources(id)) visit(source);
  }
  std::sort(closure.begin(), closure.end());
  return closure;
}

}  // namespace bgsnap
