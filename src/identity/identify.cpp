#include "bgsnap/identity.hpp"

#include "base/side_by_side.hpp"
#include "identity/download_source.hpp"
#include "identity/rule_engine.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <optional>

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

constexpr bool is_base32(char c) noexcept { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z' && c != 'e' && c != 'o' && c != 't' && c != 'u'); }

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

/// What an identity asks of a recipe whatever the rules are.
constexpr std::array<std::string_view, 4> always_asked = {"pname", "version", "url", "urls"};

std::vector<std::string> asked_for(std::span<const IdentityRule> rules, const Rules& all) {
  std::vector<std::string> names(always_asked.begin(), always_asked.end());
  collect_asked(rules, names);
  names.insert(names.end(), all.boundary_attributes.begin(), all.boundary_attributes.end());
  return names;
}

/// "/nix/store/HASH-NAME/sub/path" gives "HASH-NAME".
std::string_view path_base(std::string_view value, std::string_view store_dir) noexcept {
  if (!store_dir.empty() && value.starts_with(store_dir)) value.remove_prefix(store_dir.size());
  if (value.starts_with('/')) value.remove_prefix(1);
  return {value.begin(), std::find_if(value.begin(), value.end(), [](char c) { return c == '/' || c == ' ' || c == '\n'; })};
}

std::vector<CompiledGlob> compiled(const std::vector<std::string>& globs) {
  std::vector<CompiledGlob> list;
  list.reserve(globs.size());
  for (const std::string& glob : globs) list.emplace_back(glob);
  return list;
}

}  // namespace

/// Identities of derivations, each by itself.
class IdentityPart {
public:
  /// Texts that are in no record go to `texts`; `system` is that of `builtin` fetches.
  IdentityPart(const BuildGraph& graph, std::span<const IdentityRule> rules, const Rules& all, std::string_view system,
               std::deque<std::string>& texts)
      : graph_(graph),
        generic_names_(compiled(all.generic_names)),
        system_(system),
        texts_(texts),
        attributes_(asked_for(rules, all)),
        engine_(rules, all, attributes_, texts) {
    std::transform(always_asked.begin(), always_asked.end(), places_.begin(), [this](std::string_view name) { return attributes_.place(name); });
    for (const std::string& attribute : all.boundary_attributes) boundary_places_.push_back(attributes_.place(attribute));
  }

  /// Takes what parts it can get.
  void assign(Parts& derivations, DenseMap<DerivationId, Identity>& identities) {
    derivations.each([&](std::size_t i) { identities[DerivationId(i)] = identity_of(DerivationId(i)); });
  }
  std::vector<DerivationId> nameless = {};     ///< nothing but its single user tells the name of
  std::set<std::string_view> toolchains = {};  ///< base names of the paths that recipes name in a boundary attribute

private:
  [[nodiscard]] Identity identity_of(DerivationId id) {
    const RawDerivation& derivation = graph_[id];
    attributes_.load(derivation);
    const bool fixed = graph_.is_fixed(id);
    DerivationName name = default_name(derivation.name, fixed);
    const std::string_view url = fixed ? first_url(asked(2), asked(3)) : std::string_view{};
    if (fixed && is_generic(derivation.name, name.pname)) {
      if (auto source = download_source(url)) {
        name.pname = keep(std::move(source->name));
        if (!source->version.empty()) name.version = keep(std::move(source->version));
      } else {
        nameless.push_back(id);
      }
    }
    const RuleEngine::Decision decision =
        engine_.decide({derivation.name, name.pname, name.version, derivation.system, derivation.builder, graph_.kind(id), url});
    Identity identity;
    identity.key = decision.key;
    if (identity.key.pname.empty()) identity.key.pname = name.pname;
    if (!decision.version_set) identity.key.version = name.version;
    if (identity.key.class_name.empty()) identity.key.class_name = fixed ? "fetch" : "build";
    if (identity.key.system.empty()) identity.key.system = derivation.system == builtin || derivation.system.empty() ? system_ : derivation.system;
    identity.compiled = decision.compiled == IdentityRule::Compiled::unset ? !fixed : decision.compiled == IdentityRule::Compiled::yes;
    if (decision.shows) identity.shows = keep(shown_text(derivation, decision.shows->shows));
    note_toolchains(derivation.store_dir);
    return identity;
  }

  /// Few paths are named, each by many, and mostly by neighbours.
  void note_toolchains(std::string_view store_dir) {
    for (const std::size_t place : boundary_places_) {
      const std::string_view base = path_base(attributes_[place], store_dir);
      if (!base.empty() && base != last_toolchain_) toolchains.insert(last_toolchain_ = base);
    }
  }

  /// Of the derivation at hand, by the order of `always_asked`.
  [[nodiscard]] std::string_view asked(std::size_t index) const noexcept { return attributes_[places_[index]]; }

  /// Attributes first, then the name; one of the two may come from each.
  [[nodiscard]] DerivationName default_name(std::string_view name, bool fixed) const noexcept {
    const std::string_view pname = asked(0);
    const std::string_view version = asked(1);
    if (!pname.empty() && !version.empty()) return {pname, version};
    if (pname.empty() && !version.empty() && name.size() > version.size() + 1 && name.ends_with(version) &&
        name[name.size() - version.size() - 1] == '-')
      return {name.substr(0, name.size() - version.size() - 1), version};
    const DerivationName parsed = fixed ? parse_download_name(name) : parse_derivation_name(name);
    if (pname.empty()) return parsed;
    const bool prefixed = name.size() > pname.size() + 1 && name.starts_with(pname) && name[pname.size()] == '-';
    return {pname, prefixed ? name.substr(pname.size() + 1) : parsed.version};
  }

  [[nodiscard]] bool is_generic(std::string_view name, std::string_view pname) const noexcept {
    return std::any_of(generic_names_.begin(), generic_names_.end(),
                       [&](const CompiledGlob& glob) { return glob.matches(name) || glob.matches(pname); });
  }

  std::string_view keep(std::string text) { return text.empty() ? std::string_view{} : std::string_view(texts_.emplace_back(std::move(text))); }

  const BuildGraph& graph_;
  std::vector<CompiledGlob> generic_names_;
  std::string_view system_;
  std::deque<std::string>& texts_;
  AttributeValues attributes_;
  std::array<std::size_t, always_asked.size()> places_{};
  std::vector<std::size_t> boundary_places_;
  std::string_view last_toolchain_;
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
    Parts derivations(graph_.size());
    std::array<std::optional<IdentityPart>, 2> parts;
    const auto assign = [&](std::size_t part) {
      parts[part].emplace(graph_, rules, all, result_.system_, result_.texts_[part]);
      parts[part]->assign(derivations, result_.identities_);
    };
    const bool both = graph_.size() >= nodes_worth_a_thread;
    side_by_side(
        both, [&] { assign(0); },
        [&] {
          if (both) assign(1);
        });
    std::vector<DerivationId> nameless;
    for (std::optional<IdentityPart>& part : parts)
      if (part) gather(*part, nameless);
    std::sort(nameless.begin(), nameless.end());
    for (const DerivationId id : nameless) name_after_user(id);
    return std::move(result_);
  }

private:
  void gather(IdentityPart& part, std::vector<DerivationId>& nameless) {
    nameless.insert(nameless.end(), part.nameless.begin(), part.nameless.end());
    result_.toolchains_.merge(part.toolchains);
  }

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
  std::vector<std::string> names(always_asked.begin(), always_asked.end());
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
