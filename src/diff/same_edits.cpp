#include "diff/causes.hpp"

#include "diff/text_edits.hpp"
#include "question/reach.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace bgsnap {
namespace {

constexpr std::size_t most_edits = 3;

/// What such fields say is of the package alone: no two of them changed in the same way.
bool is_of_the_package(std::string_view field) noexcept {
  return field == "source" || field == "new" || field == "new version" || field == "new variant" || field == "recipe" || field == "variant";
}

/// The field's change without what is around it: where a few pieces were replaced everywhere, these; else the whole values.
std::vector<FieldEdit> edits_of(const FieldChange& change) {
  if (is_of_the_package(change.field)) return {{change.field, {}, {}}};
  if (change.before && change.now && change.field != "version") {
    std::set<FieldEdit> edits;
    for (const TextEdit& edit : text_edits(*change.before, *change.now, Grain::words))
      edits.insert({change.field, std::string(edit.before), std::string(edit.now)});
    if (edits.size() <= most_edits) return {edits.begin(), edits.end()};
  }
  return {{change.field, change.before.value_or(""), change.now.value_or("")}};
}

std::vector<FieldEdit> edits_of(const DiffCause& cause) {
  std::set<FieldEdit> edits;
  for (const FieldChange& change : cause.changes)
    if (!change.repeated)
      for (FieldEdit& edit : edits_of(change)) edits.insert(std::move(edit));
  const bool telling = std::any_of(edits.begin(), edits.end(), [](const FieldEdit& edit) { return !is_of_the_package(edit.field); });
  return telling ? std::vector<FieldEdit>(edits.begin(), edits.end()) : std::vector<FieldEdit>{};
}

}  // namespace

std::vector<CauseGroup> same_edits(const Compared& now, std::span<const NodeId> rebuilds, std::span<const DiffCause> causes) {
  std::map<std::vector<FieldEdit>, std::vector<std::size_t>> alike;
  for (std::size_t i = 0; i < causes.size(); ++i)
    if (auto edits = edits_of(causes[i]); !edits.empty()) alike[std::move(edits)].push_back(i);
  std::erase_if(alike, [](const auto& one) { return one.second.size() < CauseGroup::smallest; });

  std::vector<CauseGroup> groups;
  std::vector<std::vector<NodeId>> seeds;
  const auto add_seeds = [](std::vector<NodeId>& list, const DiffCause& cause) {
    list.insert(list.end(), cause.derivations.begin(), cause.derivations.end());
    list.insert(list.end(), cause.moved.begin(), cause.moved.end());
  };
  std::set<std::size_t> grouped;
  for (const auto& [edits, members] : alike) {
    CauseGroup group{edits, members};
    auto& list = seeds.emplace_back();
    for (const std::size_t member : members) {
      add_seeds(list, causes[member]);
      group.derivations += derivations_of(now.graph, causes[member].derivations);
      grouped.insert(member);
    }
    groups.push_back(std::move(group));
  }
  const std::vector<std::uint64_t> sizes = cone_sizes_within(now.graph, seeds, rebuilds);
  for (std::size_t i = 0; i < causes.size(); ++i)
    if (!grouped.contains(i)) add_seeds(seeds.emplace_back(), causes[i]);
  const std::vector<std::uint64_t> alone = sizes_reached_alone(now.graph, seeds, rebuilds);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    groups[i].rebuilds = sizes[i];
    groups[i].alone = alone[i];
  }
  std::stable_sort(groups.begin(), groups.end(), [](const CauseGroup& a, const CauseGroup& b) { return a.rebuilds > b.rebuilds; });
  return groups;
}

}  // namespace bgsnap
