#include "duplication/variant_traits.hpp"

#include "question/hashless_text.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>

namespace bgsnap {
namespace {

/// The parts of "crateFeatures=default rt; flags=x", by attribute.
void add_shows(std::string_view shows, VariantTraits& traits) {
  constexpr std::string_view between = "; ";
  while (!shows.empty()) {
    const auto end = std::min(shows.find(between), shows.size());
    const std::string_view part = shows.substr(0, end);
    const auto equals = std::min(part.find('='), part.size());
    traits["shows: " + std::string(part.substr(0, equals))] = part.substr(equals);
    shows.remove_prefix(std::min(end + between.size(), shows.size()));
  }
}

/// The entries in one order, each on a line.
template <std::size_t words>
std::string joined(std::vector<std::array<std::string_view, words>> entries) {
  std::sort(entries.begin(), entries.end());
  std::string text;
  for (const auto& entry : entries) {
    for (const std::string_view word : entry) text.append(word).push_back(' ');
    text.push_back('\n');
  }
  return text;
}

void add_inputs(const RebuildGraph& graph, NodeId id, VariantTraits& traits) {
  std::vector<std::array<std::string_view, 3>> names;
  std::vector<std::array<std::string_view, 1>> nodes;
  for (const NodeId input : graph.inputs[id]) {
    const LogicalKey& key = graph.nodes[input].key;
    names.push_back({key.pname, key.version, key.profile});
    nodes.push_back({graph.nodes[input].label});
  }
  traits["inputs"] = joined(std::move(names));
  traits["variants of inputs"] = joined(std::move(nodes));
}

/// Nix puts these among the variables too.
bool repeats_a_field(const RawDerivation& recipe, std::string_view attribute) noexcept {
  const auto is_output = [&](const RawOutput& output) { return output.name == attribute; };
  return attribute == "name" || attribute == "builder" || attribute == "system" ||
         std::any_of(recipe.outputs.begin(), recipe.outputs.end(), is_output);
}

}  // namespace

VariantTraits shown_traits(const RebuildGraph& graph, NodeId id) {
  VariantTraits traits;
  add_shows(graph.nodes[id].shows, traits);
  add_inputs(graph, id, traits);
  return traits;
}

VariantTraits recipe_traits(const RebuildGraph& graph, const BuildGraph& recipes, NodeId id) {
  VariantTraits traits = shown_traits(graph, id);
  const RawDerivation& recipe = recipes[DerivationId(id.value)];
  std::vector<std::array<std::string_view, 1>> outputs;
  std::vector<std::array<std::string_view, 1>> sources;
  for (const RawOutput& output : recipe.outputs) outputs.push_back({output.name});
  for (const StorePath source : recipe.sources)
    if (!recipes.find(source)) sources.push_back({source.base});
  std::string line;
  for (const std::string_view argument : recipe.args) line.append(without_hashes(argument)).push_back('\n');
  traits["args"] = std::move(line);
  traits["outputs"] = joined(std::move(outputs));
  traits["sources"] = joined(std::move(sources));
  traits["builder"] = without_hashes(recipe.builder);
  traits["name"] = recipe.name;
  const auto add_attributes = [&](std::span<const RawVariable> attributes) {
    for (const RawVariable& attribute : attributes)
      if (!repeats_a_field(recipe, attribute.name) && !traits.contains("shows: " + std::string(attribute.name)))
        traits["attribute " + std::string(attribute.name)] = without_hashes(attribute.value);
  };
  add_attributes(recipe.env);
  add_attributes(recipe.attributes);
  return traits;
}

std::vector<std::string> differences(const std::vector<VariantTraits>& variants) {
  std::map<std::string_view, std::optional<std::string_view>> seen;  // absent value: two were seen
  for (const VariantTraits& variant : variants)
    for (const auto& [trait, value] : variant) {
      const auto [at, fresh] = seen.emplace(trait, value);
      if (!fresh && at->second != value) at->second.reset();
    }
  std::vector<std::string> names;
  const auto differs = [&](std::string_view trait) {
    const auto at = seen.find(trait);
    const bool everywhere = std::all_of(variants.begin(), variants.end(), [&](const VariantTraits& variant) { return variant.contains(trait); });
    return at != seen.end() && (!at->second || !everywhere);
  };
  for (const auto& [trait, value] : seen)
    if (differs(trait) && !(trait == "variants of inputs" && differs("inputs"))) names.emplace_back(trait);
  return names;
}

std::map<std::string, std::vector<std::string>> differing_words(const std::vector<VariantTraits>& variants) {
  constexpr std::string_view prefix = "shows: ";
  std::map<std::string, std::map<std::string, std::size_t>> counts;  // by attribute and word: how many variants have it
  for (const VariantTraits& variant : variants)
    for (const auto& [trait, value] : variant) {
      if (!trait.starts_with(prefix)) continue;
      std::istringstream words(value.substr(value.find('=') + 1));
      std::set<std::string> distinct{std::istream_iterator<std::string>(words), {}};
      for (const std::string& word : distinct) ++counts[trait.substr(prefix.size())][word];
    }
  std::map<std::string, std::vector<std::string>> differ;
  for (const auto& [attribute, words] : counts)
    for (const auto& [word, count] : words)
      if (count < variants.size()) differ[attribute].push_back(word);
  return differ;
}

}  // namespace bgsnap
