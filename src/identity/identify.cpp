#include "bgsnap/identity.hpp"

#include "base/side_by_side.hpp"
#include "identity/download_source.hpp"
#include "identity/rule_engine.hpp"

#include <algorithm>
#include <map>
#include <deque>

namespace bgsnap {
namespace {

constexpr std::string_view builtin = "builtin";

std::string_view main_system(const BuildGraph& graph) {
  std::map<std::string_view, std::size_t> counts;
  auto last = counts.end();  // nearly always the next one's too
  for (std::size_t i = 0; i < graph.size(); ++i) {
    const std::string_view system = graph[DerivationId(i)].system;
    if (last == counts.end() || last->first != system) last = counts.try_emplace(system, 0).first;
    ++last->second;
  }
  std::string_view best = builtin;
  std::size_t most = 0;
  for (const auto& [system, count] : counts)
    if (system != builtin && !system.empty() && count > most) {
      best = system;
      most = count;
    }
  return best;
}

constexpr bool is_base32(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z' && c != 'e' && c != 'o' && c != 't' && c != 'u');
}

/// A shown word from its store path's name on: the file must hold no store hash.
std::string_view without_store_path(std::string_view word) noexcept {
  for (std::size_t at = 0; at + 33 <= word.size(); ++at)
    if ((at == 0 || word[at - 1] == '/') && word[at + 32] == '-') {
      const std::string_view hash = word.substr(at, 32);
      if (std::all_of(hash.begin(), hash.end(), is_base32)) return word.substr(at + 33);
    }
  return word;
}

/// "NAME=words in order;NAME=…", for the attributes that are set and not empty.
std::string shown_text(const RawDerivation& derivation, const std::vector<std::string>& attributes) {
  std::string text;
  for (const std::string& attribute : attributes) {
    const auto value = derivation.attribute(attribute);
    if (!value || value->empty()) continue;
    std::vector<std::string_view> words;
    constexpr std::string_view separators = " \t\n\r\"[],";
    for (auto begin = value->find_first_not_of(separators); begin != std::string_view::npos;) {
      const auto end = std::min(value->find_first_of(separators, begin), value->size());
      words.push_back(without_store_path(value->substr(begin, end - begin)));
      begin = value->find_first_not_of(separators, end);
    }
    if (words.empty()) continue;
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    text.append(text.empty() ? "" : "; ").append(attribute).append("=");
    for (std::size_t i = 0; i < words.size(); ++i) text.append(i ? " " : "").append(words[i]);
  }
  return text;
}

/// Attributes first, then the name; one of the two may come from each.
DerivationName default_name(const RawDerivation& derivation, bool fixed) {
  const auto pname = derivation.attribute("pname");
  const auto version = derivation.attribute("version");
  const bool has_pname = pname && !pname->empty();
  const bool has_version = version && !version->empty();
  const std::string_view name = derivation.name;
  if (has_pname && has_version) return {*pname, *version};
  const DerivationName parsed = fixed ? parse_download_name(name) : parse_derivation_name(name);
  if (has_pname) {
    const bool prefixed = name.size() > pname->size() + 1 && name.starts_with(*pname) && name[pname->size()] == '-';
    return {*pname, prefixed ? name.substr(pname->size() + 1) : parsed.version};
  }
  if (has_version && name.size() > version->size() + 1 && name.ends_with(*version) && name[name.size() - version->size() - 1] == '-')
    return {name.substr(0, name.size() - version->size() - 1), *version};
  return parsed;
}

}  // namespace

/// Identities of derivations that follow each other, each by itself.
class IdentityPart {
public:
  /// Texts that are in no record go to `texts`; `system` is that of `builtin` fetches.
  IdentityPart(const BuildGraph& graph, std::span<const IdentityRule> rules, const Rules& all, std::string_view system, std::deque<std::string>& texts)
      : graph_(graph), all_(all), system_(system), texts_(texts), engine_(rules, all, texts) {}

  /// Writes those from `begin` up to `end`; what nothing but its single user tells the name of is `nameless`.
  void assign(std::size_t begin, std::size_t end, DenseMap<DerivationId, Identity>& identities) {
    for (std::size_t i = begin; i < end; ++i) identities[DerivationId(i)] = identity_of(DerivationId(i));
  }
  std::vector<DerivationId> nameless = {};

private:
  [[nodiscard]] Identity identity_of(DerivationId id) {
    const RawDerivation& derivation = graph_[id];
    const bool fixed = graph_.is_fixed(id);
    DerivationName name = default_name(derivation, fixed);
    const std::string_view url = fixed ? first_url(derivation) : std::string_view{};
    if (fixed && is_generic(derivation.name, name.pname)) {
      if (auto source = download_source(url)) {
        name.pname = keep(std::move(source->name));
        if (!source->version.empty()) name.version = keep(std::move(source->version));
      } else {
        nameless.push_back(id);
      }
    }
    const RuleSubject subject{derivation.name, name.pname, name.version, derivation.system, derivation.builder, name_of(graph_.kind(id)), url};
    const RuleEngine::Decision decision = engine_.decide(derivation, subject);
    Identity identity;
    identity.key = decision.key;
    if (identity.key.pname.empty()) identity.key.pname = name.pname;
    if (!decision.version_set) identity.key.version = name.version;
    if (identity.key.class_name.empty()) identity.key.class_name = fixed ? "fetch" : "build";
    if (identity.key.system.empty()) identity.key.system = derivation.system == builtin || derivation.system.empty() ? system_ : derivation.system;
    identity.compiled = decision.compiled == IdentityRule::Compiled::unset ? !fixed : decision.compiled == IdentityRule::Compiled::yes;
    if (decision.shows) identity.shows = keep(shown_text(derivation, decision.shows->shows));
    return identity;
  }

  [[nodiscard]] bool is_generic(std::string_view name, std::string_view pname) const {
    return std::any_of(all_.generic_names.begin(), all_.generic_names.end(),
                       [&](const std::string& glob) { return glob_matches(glob, name) || glob_matches(glob, pname); });
  }

  std::string_view keep(std::string text) { return text.empty() ? std::string_view{} : std::string_view(texts_.emplace_back(std::move(text))); }

  const BuildGraph& graph_;
  const Rules& all_;
  std::string_view system_;
  std::deque<std::string>& texts_;
  RuleEngine engine_;
};

/// Walks the graph once; a fixed output that takes its name from its single user waits until the user has one.
class IdentityAssigner {
public:
  explicit IdentityAssigner(const BuildGraph& graph) : graph_(graph) {
    result_.identities_ = DenseMap<DerivationId, Identity>(graph.size());
    result_.system_ = main_system(graph);
    result_.texts_.resize(2);
  }

  Identities run(std::span<const IdentityRule> rules, const Rules& all) && {
    const std::size_t half = graph_.size() / 2;
    IdentityPart first(graph_, rules, all, result_.system_, result_.texts_[0]);
    IdentityPart second(graph_, rules, all, result_.system_, result_.texts_[1]);
    side_by_side(
        graph_.size() >= nodes_worth_a_thread, [&] { first.assign(0, half, result_.identities_); },
        [&] { second.assign(half, graph_.size(), result_.identities_); });
    for (const IdentityPart* const part : {&first, &second})
      for (const DerivationId id : part->nameless) name_after_user(id);
    return std::move(result_);
  }

private:
  void name_after_user(DerivationId id) {
    const auto users = graph_.referrers(id);
    if (users.size() != 1 || users.front() == id) return;
    const LogicalKey& key = result_.identities_[users.front()].key;
    std::string_view& pname = result_.identities_[id].key.pname;
    pname = result_.texts_.front().emplace_back(std::string(key.pname).append("/").append(pname));
  }

  const BuildGraph& graph_;
  Identities result_;
};

Identities identify(const BuildGraph& graph, std::span<const IdentityRule> rules, const Rules& all) {
  return IdentityAssigner(graph).run(rules, all);
}

std::vector<std::string> asked_attributes(const Rules& rules) {
  std::vector<std::string> names = {"pname", "url", "urls", "version"};
  for (const std::vector<IdentityRule>* list : {&rules.identity, &rules.metrics.identity}) {
    collect_asked(*list, names);
    for (const IdentityRule& rule : *list) names.insert(names.end(), rule.shows.begin(), rule.shows.end());
  }
  for (const FigureRule& figure : rules.metrics.figures) collect_asked(figure.where, names);
  names.insert(names.end(), rules.boundary_attributes.begin(), rules.boundary_attributes.end());
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Identities identify(const BuildGraph& graph, const Rules& rules) { return identify(graph, rules.identity, rules); }

}  // namespace bgsnap
