#include "diff/variant_words.hpp"

#include "identity/name_and_version.hpp"

#include <algorithm>

namespace bgsnap {
namespace {

/// No graph of a store is as deep; in a malformed one that goes in circles the search ends all the same.
constexpr std::size_t deepest = 1000;

using Places = std::pair<NodeId, NodeId>;  ///< before, now

bool is_one_package(const LogicalKey& a, const LogicalKey& b) noexcept {
  return a.pname == b.pname && a.class_name == b.class_name && a.profile == b.profile && a.scope == b.scope && a.system == b.system;
}

/// Inputs of `of` that are none of the other's, by what they are.
std::vector<NodeId> without_equals(const Compared& side, NodeId of, const Compared& other, NodeId other_user) {
  std::vector<NodeId> list;
  const auto others = other.graph.inputs[other_user];
  for (const NodeId input : side.graph.inputs[of])
    if (std::none_of(others.begin(), others.end(), [&](NodeId one) { return other.closure[one] == side.closure[input]; })) list.push_back(input);
  return list;
}

/// The first input in which two differ and that is of one package on both sides, one of the same version if there is any.
std::optional<Places> differing_input(const Compared& before, const Compared& now, NodeId was, NodeId is) {
  const std::vector<NodeId> olds = without_equals(before, was, now, is);
  std::optional<Places> other_version;
  for (const NodeId input : without_equals(now, is, before, was)) {
    const LogicalKey& key = now.graph.nodes[input].key;
    for (const NodeId old : olds) {
      const LogicalKey& old_key = before.graph.nodes[old].key;
      if (old_key == key) return Places{old, input};
      if (!other_version && is_one_package(old_key, key)) other_version = Places{old, input};
    }
  }
  return other_version;
}

/// What tells two apart that stand in one place: what they show, or else a field of their own.
VariantWords own_words(const RebuildNode& old, const RebuildNode& one, const std::vector<FieldChange>& changes) {
  const auto shows = [](std::string_view text) { return text.empty() ? std::nullopt : std::optional<std::string>(text); };
  if (old.shows != one.shows) return {shows(old.shows), shows(one.shows)};
  for (const FieldChange& change : changes) {
    if (change.field == "inputs" || change.repeated || (!change.before && !change.now)) continue;
    const auto with_field = [&](const std::optional<std::string>& text) { return text ? std::optional(change.field + "=" + *text) : std::nullopt; };
    return {with_field(change.before), with_field(change.now)};
  }
  return {};
}

}  // namespace

VariantWords variant_words(const Compared& before, const Compared& now, const FieldComparison& fields, const Moves& moves, NodeId was, NodeId is) {
  Places at{was, is};
  for (std::size_t depth = 0; depth < deepest; ++depth) {
    const RebuildNode& old = before.graph.nodes[at.first];
    const RebuildNode& one = now.graph.nodes[at.second];
    const VariantWords words = own_words(old, one, fields(at.first, at.second, moves, Hashes::blanked));
    if (words.before || words.now || old.key.version != one.key.version) {
      const auto below = [](const RebuildNode& node, const std::optional<std::string>& text) {
        return name_and_version(node.key) + (text ? ": " + *text : "");
      };
      return depth == 0 ? words : VariantWords{below(old, words.before), below(one, words.now)};
    }
    const auto below = differing_input(before, now, at.first, at.second);
    if (!below) break;
    at = *below;
  }
  return {};
}

}  // namespace bgsnap
