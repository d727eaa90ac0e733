#include "diff/compared.hpp"
#include "identity/mentions.hpp"

#include <algorithm>
#include <map>
#include <memory>

namespace bgsnap {
namespace {

using Ids = std::vector<DerivationId>;  // ascending

bool contains(std::span<const DerivationId> ids, DerivationId id) { return std::binary_search(ids.begin(), ids.end(), id); }

/// Which inputs each field of a recipe mentions, found when they are asked for.
class FieldMentions {
public:
  using Fields = std::map<std::string_view, Ids>;

  FieldMentions(const BuildGraph& graph, std::shared_ptr<const OutputPaths> paths) : graph_(graph), finder_(graph, std::move(paths)) {}

  [[nodiscard]] const Fields& of(DerivationId id) {
    const auto [at, fresh] = known_.try_emplace(id);
    if (fresh) at->second = find(id);
    return at->second;
  }

private:
  [[nodiscard]] Fields find(DerivationId id) {
    const RawDerivation& recipe = graph_[id];
    Fields fields;
    finder_.reset(id);
    const auto read = [&](std::string_view field, std::string_view text) {
      std::size_t from = 0;
      for (Mention mention; finder_.next(text, from, mention); from = mention.end)
        if (!mention.self) fields[field].push_back(mention.input);
    };
    read("/builder", recipe.builder);  // no variable is called so
    for (const std::string_view argument : recipe.args) read("/args", argument);
    for (const RawVariable& variable : recipe.env) read(variable.name, variable.value);
    for (const RawVariable& attribute : recipe.attributes) read(attribute.name, attribute.value);
    for (auto& [field, ids] : fields) {
      std::sort(ids.begin(), ids.end());
      ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    }
    return fields;
  }

  const BuildGraph& graph_;
  MentionFinder finder_;
  std::map<DerivationId, Fields> known_;
};

/// A field hands on an input when it is a list that goes through all below it (as closures and link paths do) and the same field of
/// something in the list has it too. A list that leaves out what is below its members was chosen: all in it are named.
class RecipeNaming {
public:
  RecipeNaming(const BuildGraph& graph, const ComparedRecipes& recipes) : graph_(graph), implied_(recipes.implied), mentions_(graph, recipes.paths) {}

  [[nodiscard]] bool names(DerivationId user, DerivationId input) {
    if (!is_implied(user, input)) return true;
    for (const auto& [field, mentioned] : mentions_.of(user))
      if (contains(mentioned, input) && !hands_on(user, field, mentioned, input)) return true;
    return false;
  }

private:
  [[nodiscard]] bool is_implied(DerivationId user, DerivationId input) const {
    const auto inputs = graph_.inputs(user);
    const auto at = std::lower_bound(inputs.begin(), inputs.end(), input);
    return at != inputs.end() && *at == input && implied_[user][static_cast<std::size_t>(at - inputs.begin())] != 0;
  }

  [[nodiscard]] bool hands_on(DerivationId user, std::string_view field, const Ids& mentioned, DerivationId input) {
    bool found_below = false;
    for (const DerivationId member : mentioned) {
      const auto& fields = mentions_.of(member);
      const auto at = fields.find(field);
      if (at == fields.end()) continue;
      for (const DerivationId below : at->second)
        if (!contains(mentioned, below) && contains(graph_.inputs(user), below)) return false;
      found_below = found_below || contains(at->second, input);
    }
    return found_below;
  }

  const BuildGraph& graph_;
  const Adjacency<DerivationId, std::uint8_t>& implied_;
  FieldMentions mentions_;
};

}  // namespace

NamedInputs named_by_recipes(const BuildGraph& graph, const ComparedRecipes& recipes) {
  // Shared, not unique: std::function wants to be copyable.
  return [naming = std::make_shared<RecipeNaming>(graph, recipes)](NodeId user, NodeId input) {
    return naming->names(DerivationId(user.value), DerivationId(input.value));
  };
}

NamedInputs named_by_lines(const Compared& side) {
  return [&side](NodeId user, NodeId input) {
    const auto direct = side.direct[user];
    return std::find(direct.begin(), direct.end(), input) != direct.end();
  };
}

}  // namespace bgsnap
