#include "diff/compared.hpp"

#include "identity/recipe_walk.hpp"
#include "question/hashless_text.hpp"

#include <map>
#include <memory>
#include <set>

namespace bgsnap {
namespace {

using Fields = std::map<std::string, std::string, std::less<>>;

/// The third sink of the walk that is hashed and explained: its words, by the field that people would name.
class FieldSink {
public:
  explicit FieldSink(bool fixed) : fixed_(fixed) {}

  void field(std::string_view name) {
    named_by_text_ = name == "env";
    if (name == "value" || named_by_text_) return;
    current_ = field_of(name);
    fields_[current_].push_back('\n');
  }
  void text(std::string_view text) {
    if (named_by_text_) {
      // Nix puts these among the variables too: one word for one change.
      current_ = text == "name" || text == "builder" || text == "system" ? std::string(text) : "env " + std::string(text);
      named_by_text_ = false;
    }
    fields_[current_].append(text);
  }
  void self(std::string_view output) { fields_[current_].append("{").append(output).append("}"); }
  void by_name(std::string_view name, std::string_view output) { fields_[current_].append("{").append(name).append("^").append(output).append("}"); }
  void by_closure(DerivationId, const Fingerprint&, std::string_view output) { self(output); }

  [[nodiscard]] Fields fields() && { return std::move(fields_); }

private:
  [[nodiscard]] std::string_view field_of(std::string_view name) const noexcept {
    if (name == "name" || name == "system" || name == "builder" || name == "structured attributes") return name;
    if (fixed_ || name == "source") return "source";
    if (name == "argument") return "args";
    if (name == "output" || name == "floating" || name == "impure" || name == "algorithm") return "outputs";
    return "inputs";
  }

  bool fixed_;
  bool named_by_text_ = false;
  std::string current_;
  Fields fields_;
};

/// One side's walk, kept from node to node.
class Side {
public:
  Side(const BuildGraph& graph, const ComparedRecipes& recipes) : graph_(graph), walk_(graph, recipes.implied) {}
  Side(const Side&) = delete;
  Side& operator=(const Side&) = delete;

  [[nodiscard]] const BuildGraph& graph() const noexcept { return graph_; }
  [[nodiscard]] const RawDerivation& operator[](NodeId id) const noexcept { return graph_[DerivationId(id.value)]; }
  [[nodiscard]] Fields fields(NodeId id) {
    FieldSink sink(graph_.is_fixed(DerivationId(id.value)));
    walk_.walk(DerivationId(id.value), sink);
    return std::move(sink).fields();
  }

private:
  const BuildGraph& graph_;
  OwnWalk walk_;
};

std::string_view version_of(const RawDerivation& derivation) noexcept {
  if (const auto version = derivation.attribute("version"); version && !version->empty()) return *version;
  return parse_derivation_name(derivation.name).version;
}

std::string without_version(std::string_view text, std::string_view version) {
  if (version.empty()) return std::string(text);
  std::string result;
  std::size_t from = 0;
  for (auto at = text.find(version); at != std::string_view::npos; at = text.find(version, from)) {
    result.append(text.substr(from, at - from)).append("{version}");
    from = at + version.size();
  }
  return result.append(text.substr(from));
}

/// Of structured attributes, the names of those that differ; all together when no single one does.
void add_structured(const RawDerivation& before, const RawDerivation& now, std::set<std::string>& changed) {
  std::map<std::string_view, std::string> values;
  for (const RawVariable& attribute : before.attributes) values[attribute.name] = without_hashes(attribute.value);
  const std::size_t known = changed.size();
  for (const RawVariable& attribute : now.attributes) {
    const auto at = values.find(attribute.name);
    if (at == values.end() || at->second != without_hashes(attribute.value)) changed.insert("env " + std::string(attribute.name));
    if (at != values.end()) values.erase(at);
  }
  for (const auto& [name, value] : values) changed.insert("env " + std::string(name));
  if (changed.size() == known) changed.insert("structured attributes");
}

std::vector<std::string> changed_fields(Side& before, NodeId a, Side& now, NodeId b) {
  const Fields was = before.fields(a);
  const Fields is = now.fields(b);
  std::set<std::string> changed;
  for (const auto& [name, value] : was)
    if (const auto at = is.find(name); at == is.end() || at->second != value) changed.insert(name);
  for (const auto& [name, value] : is)
    if (!was.contains(name)) changed.insert(name);
  if (changed.erase("structured attributes") != 0) add_structured(before[a], now[b], changed);

  const std::string_view version_before = version_of(before[a]);
  const std::string_view version_now = version_of(now[b]);
  if (version_before == version_now) return {changed.begin(), changed.end()};
  // What repeats the version says nothing beside it.
  std::erase_if(changed, [&](const std::string& name) {
    const auto old_value = was.find(name);
    const auto new_value = is.find(name);
    return old_value != was.end() && new_value != is.end() && name != "source" &&
           without_version(old_value->second, version_before) == without_version(new_value->second, version_now);
  });
  changed.insert("version");
  return {changed.begin(), changed.end()};
}

}  // namespace

FieldComparison recipe_fields(const BuildGraph& before, const ComparedRecipes& was, const BuildGraph& now, const ComparedRecipes& is) {
  // Shared, not unique: std::function wants to be copyable.
  return [old_side = std::make_shared<Side>(before, was), new_side = std::make_shared<Side>(now, is)](NodeId a, NodeId b) {
    return changed_fields(*old_side, a, *new_side, b);
  };
}

}  // namespace bgsnap
