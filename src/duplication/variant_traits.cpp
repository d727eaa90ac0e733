#include "duplication/variant_traits.hpp"

#include "identity/recipe_walk.hpp"

#include <algorithm>
#include <vector>

namespace bgsnap {
namespace {

constexpr std::string_view nix_base32 = "0123456789abcdfghijklmnpqrsvwxyz";
constexpr std::size_t hash_length = 32;

bool is_store_hash(std::string_view text, std::size_t at) noexcept {
  return text.substr(at).size() > hash_length && text[at + hash_length] == '-' && text.substr(at, hash_length).find_first_not_of(nix_base32) == std::string_view::npos;
}

/// "/nix/store/HASH-lib-1.2/bin" becomes "/nix/store/-lib-1.2/bin"; tokens that look like derived hashes go too.
std::string without_hashes(std::string_view text) {
  std::string plain;
  std::size_t from = 0;
  for (auto slash = text.find('/'); slash != std::string_view::npos; slash = text.find('/', slash + 1)) {
    if (slash < from || !is_store_hash(text, slash + 1)) continue;
    plain.append(text.substr(from, slash + 1 - from));
    from = slash + 1 + hash_length;
  }
  plain.append(text.substr(from));
  std::string result;
  std::size_t done = 0;
  for (std::string_view token = next_hash_like(plain, 0); !token.empty(); token = next_hash_like(plain, done)) {
    const auto at = static_cast<std::size_t>(token.data() - plain.data());
    result.append(plain, done, at - done).append("#");
    done = at + token.size();
  }
  return result.append(plain, done);
}

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

std::string joined(std::vector<std::string> words) {
  std::sort(words.begin(), words.end());
  std::string text;
  for (const std::string& word : words) text.append(word).push_back('\n');
  return text;
}

void add_inputs(const RebuildGraph& graph, NodeId id, VariantTraits& traits) {
  std::vector<std::string> names;
  std::vector<std::string> nodes;
  for (const NodeId input : graph.inputs[id]) {
    const LogicalKey& key = graph.nodes[input].key;
    names.push_back(std::string(key.pname) + " " + std::string(key.version) + " " + std::string(key.profile));
    nodes.emplace_back(graph.nodes[input].label);
  }
  traits["inputs"] = joined(std::move(names));
  traits["variants of inputs"] = joined(std::move(nodes));
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
  std::vector<std::string> args;
  std::vector<std::string> outputs;
  std::vector<std::string> sources;
  for (const std::string_view argument : recipe.args) args.push_back(without_hashes(argument));
  for (const RawOutput& output : recipe.outputs) outputs.emplace_back(output.name);
  for (const StorePath source : recipe.sources)
    if (!recipes.find(source)) sources.emplace_back(source.base);
  std::string line;
  for (const std::string& argument : args) line.append(argument).push_back('\n');
  traits["args"] = std::move(line);
  traits["outputs"] = joined(std::move(outputs));
  traits["sources"] = joined(std::move(sources));
  traits["builder"] = without_hashes(recipe.builder);
  traits["name"] = recipe.name;
  const auto add_attributes = [&](std::span<const RawVariable> attributes) {
    for (const RawVariable& attribute : attributes)
      if (!traits.contains("shows: " + std::string(attribute.name))) traits["attribute " + std::string(attribute.name)] = without_hashes(attribute.value);
  };
  add_attributes(recipe.env);
  add_attributes(recipe.attributes);
  return traits;
}

}  // namespace bgsnap
