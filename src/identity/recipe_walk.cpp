#include "identity/recipe_walk.hpp"

#include <algorithm>

namespace bgsnap {

StampWords::Words StampWords::words_of(const RawDerivation& recipe) const {
  Words words;
  for (const RawVariable& variable : recipe.env) add_stamp_holders(variable.value, words);
  for (const RawOutput& output : recipe.outputs) add_stamp_holders(output.hash, words);
  add_stamp_holders(recipe.structured, words);
  return words;
}

bool StampWords::has(DerivationId id, std::string_view stamp) {
  std::optional<Words>& words = known_[id];
  if (!words) words = words_of(graph_[id]);
  return std::any_of(words->begin(), words->end(), [stamp](std::string_view word) { return word.find(stamp) != std::string_view::npos; });
}

bool OwnWalk::told(std::string_view text, std::size_t at, std::string_view token) {
  if (hashes_ == Hashes::told) return true;
  const Stamp stamp = stamp_of(token);
  if (stamp == Stamp::none) return false;
  const std::size_t end = at + token.size();
  const std::string_view before = text.substr(0, at);
  const bool begins = at == 0 || before.ends_with('"') || before.ends_with("sha256:") || before.ends_with("sha256-");
  const bool whole = begins && (end == text.size() || text[end] == '"');
  return (whole || stamp != Stamp::content) && !comes_from_inputs(token);
}

bool OwnWalk::comes_from_inputs(std::string_view stamp) {
  const auto inputs = graph_.inputs(current_);
  return std::any_of(inputs.begin(), inputs.end(), [&](DerivationId input) { return stamps_.has(input, stamp); });
}

}  // namespace bgsnap
