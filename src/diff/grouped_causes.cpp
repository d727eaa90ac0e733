#include "diff/causes.hpp"
#include "diff/variant_words.hpp"

#include "question/reach.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace bgsnap {
namespace {

/// The package whose source a fixed output is: the only one that uses it, else itself.
std::string_view package_of(const RebuildGraph& graph, NodeId id) {
  const std::string_view own = graph.nodes[id].key.pname;
  if (!graph.is_fixed(id)) return own;
  std::optional<std::string_view> user;
  for (const NodeId up : graph.referrers[id]) {
    if (graph.is_fixed(up)) continue;
    const std::string_view pname = graph.nodes[up].key.pname;
    if (user && *user != pname) return own;
    user = pname;
  }
  return user.value_or(own);
}

/// What makes one cause, while it is put together.
class Package {
public:
  Package(const Compared& before, const Compared& now, const Moves& moves, const FieldComparison& fields, std::string_view name)
      : before_(before), now_(now), moves_(moves), fields_(fields) {
    cause_.name = name;
  }

  void add(const NodeCause& cause) {
    cause_.derivations.push_back(cause.node);
    if (now_.graph.is_fixed(cause.node)) return downloads_.push_back(&cause);
    versions_now_.insert(now_.graph.nodes[cause.node].key.version);
    if (const auto pair = moves_.pairing.before_of[cause.node]) add_before(*pair);
    for (const FieldChange& change : cause.changes) ++changes_[{change.field, change.before, change.now, change.repeated}];
  }

  void add_moved(NodeId user, const InputChange& variant) {
    if (cause_.moved.empty() || cause_.moved.back() != user) cause_.moved.push_back(user);
    versions_now_.insert(now_.graph.nodes[variant.now].key.version);
    if (variant.before) add_before(*variant.before);
    const VariantWords words = variant.before ? variant_words(before_, now_, fields_, moves_, *variant.before, variant.now) : VariantWords{};
    ++changes_[{"variant", words.before, words.now, false}];
  }

  [[nodiscard]] DiffCause finished() && {
    for (const NodeCause* download : downloads_) add_download(*download);
    if (paired_) cause_.before = joined(versions_before_);
    cause_.now = joined(versions_now_);
    for (const auto& [change, count] : changes_) {
      const auto& [field, before, now, repeated] = change;
      cause_.changes.push_back({field, before, now, count, repeated});
      if (repeated) continue;
      if (cause_.fields.empty() || cause_.fields.back() != field) cause_.fields.push_back(field);
    }
    return std::move(cause_);
  }

private:
  void add_before(NodeId node) {
    paired_ = true;
    versions_before_.insert(before_.graph.nodes[node].key.version);
  }

  /// Beside a package's own changes it is the package's source; by itself it speaks.
  void add_download(const NodeCause& cause) {
    const bool alone = downloads_.size() == cause_.derivations.size();
    bool source = false;
    for (const FieldChange& change : cause.changes) {
      source = source || change.field == "source";
      if (alone || change.field == "source") ++changes_[{change.field, change.before, change.now, change.repeated}];
    }
    if (!source) ++changes_[{"source", {}, std::string(now_.graph.nodes[cause.node].name), false}];
    if (!alone) return;
    versions_now_.insert(now_.graph.nodes[cause.node].key.version);
    if (const auto pair = moves_.pairing.before_of[cause.node]) add_before(*pair);
  }

  [[nodiscard]] static std::string joined(const std::set<std::string_view>& versions) {
    std::string text;
    for (const std::string_view version : versions) text.append(text.empty() ? "" : ", ").append(version);
    return text;
  }

  const Compared& before_;
  const Compared& now_;
  const Moves& moves_;
  const FieldComparison& fields_;
  DiffCause cause_;
  std::vector<const NodeCause*> downloads_;
  std::set<std::string_view> versions_before_;
  std::set<std::string_view> versions_now_;
  bool paired_ = false;
  std::map<std::tuple<std::string, std::optional<std::string>, std::optional<std::string>, bool>, std::uint64_t> changes_;
};

std::vector<NodeId> seeds_of(const DiffCause& cause) {
  std::vector<NodeId> seeds = cause.derivations;
  seeds.insert(seeds.end(), cause.moved.begin(), cause.moved.end());
  return seeds;
}

}  // namespace

std::vector<DiffCause> grouped_causes(const Compared& before, const Compared& now, const Moves& moves, const FieldComparison& fields,
                                      std::span<const NodeId> rebuilds, std::span<const NodeCause> causes) {
  std::map<std::string_view, Package> packages;
  const auto package = [&](std::string_view name) -> Package& { return packages.try_emplace(name, before, now, moves, fields, name).first->second; };
  for (const NodeCause& cause : causes) {
    if (!cause.changes.empty()) package(package_of(now.graph, cause.node)).add(cause);
    for (const InputChange& variant : cause.variants) package(now.graph.nodes[variant.now].key.pname).add_moved(cause.node, variant);
  }
  std::vector<DiffCause> groups;
  std::vector<std::vector<NodeId>> seeds;
  for (auto& [name, one] : packages) {
    groups.push_back(std::move(one).finished());
    seeds.push_back(seeds_of(groups.back()));
  }
  const std::vector<std::uint64_t> sizes = cone_sizes_within(now.graph, seeds, rebuilds);
  const std::vector<std::uint64_t> alone = sizes_reached_alone(now.graph, seeds, rebuilds);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    groups[i].rebuilds = sizes[i];
    groups[i].alone = alone[i];
  }
  std::stable_sort(groups.begin(), groups.end(), [](const DiffCause& a, const DiffCause& b) { return a.rebuilds > b.rebuilds; });
  return groups;
}

}  // namespace bgsnap
