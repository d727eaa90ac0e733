#include "bgsnap/build_graph.hpp"

#include "base/side_by_side.hpp"
#include "base/text_hash.hpp"
#include "formats/record_order.hpp"
#include "graph/inputs_first.hpp"
#include "graph/needed_by_roots.hpp"
#include "graph/same_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

namespace bgsnap {

namespace {

DerivationKind kind_of(const RawDerivation& record) noexcept {
  if (record.empty_record) return DerivationKind::unknown;
  DerivationKind kind = DerivationKind::input_addressed;
  for (const RawOutput& output : record.outputs) {
    constexpr std::array kinds = {DerivationKind::input_addressed, DerivationKind::fixed, DerivationKind::floating, DerivationKind::deferred,
                                  DerivationKind::impure};
    kind = std::max(kind, kinds[static_cast<std::size_t>(output.kind)]);
  }
  return kind;
}

}  // namespace

/// Turns a RawGraph into a BuildGraph, step by step: records, edges, order, roots, issues.
class GraphBuilder {
public:
  explicit GraphBuilder(RawGraph raw) { graph_.raw_ = std::move(raw); }

  BuildGraph build(std::span<const RootRequest> roots) {
    choose_records();
    connect();
    if (!roots.empty())
      take_requested_roots(roots);
    else
      take_named_documents();
    find_roots(roots.empty());
    list_text_issues();
    std::sort(graph_.issues_.begin(), graph_.issues_.end(), [](const GraphIssue& a, const GraphIssue& b) {
      return std::tie(a.kind, a.derivation, a.detail, a.place.file, a.place.byte) <
             std::tie(b.kind, b.derivation, b.detail, b.place.file, b.place.byte);
    });
    return std::move(graph_);
  }

private:
  using Edges = Adjacency<DerivationId, DerivationId>;

  [[nodiscard]] const RawDerivation& record(std::uint32_t index) const { return graph_.raw_.derivations[index]; }

  void list(GraphIssue::Kind kind, std::string_view derivation, std::string detail, Place place = {}) {
    graph_.issues_.push_back({kind, std::string(derivation), std::move(detail), std::move(place)});
  }

  /// One record for each path, ids ascending by path; what the others say differently becomes an issue.
  void choose_records() {
    std::vector<std::uint32_t> all(graph_.raw_.derivations.size());
    std::iota(all.begin(), all.end(), 0U);
    const auto before = [this](std::uint32_t a, std::uint32_t b) {
      const RawDerivation& left = record(a);
      const RawDerivation& right = record(b);
      return std::tie(left.path, left.document, left.offset) < std::tie(right.path, right.document, right.offset);
    };
    if (!std::is_sorted(all.begin(), all.end(), before)) std::sort(all.begin(), all.end(), before);
    graph_.by_path_.resize(std::bit_ceil(all.size() * 2 + 1));
    graph_.derivations_.reserve(all.size());
    graph_.paths_.reserve(all.size());
    for (std::size_t begin = 0; begin < all.size();) {
      std::size_t end = begin + 1;
      while (end < all.size() && record(all[end]).path == record(all[begin]).path) ++end;
      add(choose(std::span(all).subspan(begin, end - begin)));
      begin = end;
    }
  }

  /// The one that says most; of several the first by content, so that it is the same one in whatever order they were read.
  std::uint32_t choose(std::span<const std::uint32_t> same_path) {
    if (same_path.size() == 1) return same_path.front();
    const auto better = [this](std::uint32_t a, std::uint32_t b) {
      const auto merit = [](const RawDerivation& one) { return std::pair(!one.empty_record, completeness(one)); };
      if (merit(record(a)) != merit(record(b))) return merit(record(a)) > merit(record(b));
      return order_of(record(a), record(b)) < 0;
    };
    const std::uint32_t chosen = *std::min_element(same_path.begin(), same_path.end(), better);
    for (const std::uint32_t other : same_path) {
      if (record(other).empty_record || same_record(record(chosen), record(other))) continue;
      const std::string counts = graph_.raw_.place_of(record(chosen)).text();
      Place place = graph_.raw_.place_of(record(other));
      const bool told_apart = counts != place.text();  // a shard holds all that its parts said
      list(GraphIssue::Kind::conflicting, record(chosen).path.base,
           told_apart ? fmt::format("two different records; the one at {} counts", counts) : "two different records, and one of them counts",
           std::move(place));
    }
    return chosen;
  }

  void add(std::uint32_t index) {
    const RawDerivation& chosen = record(index);
    const std::uint64_t hash = hash_text(chosen.path.base);
    const std::size_t mask = graph_.by_path_.size() - 1;
    std::size_t at = hash & mask;
    while (graph_.by_path_[at].after != 0) at = (at + 1) & mask;
    graph_.by_path_[at] = {static_cast<std::uint32_t>(hash), graph_.derivations_.push_back(index).value + 1};
    graph_.paths_.push_back(chosen.path);
    if (chosen.empty_record) {
      list(GraphIssue::Kind::empty_record, chosen.path.base, "the record is empty: Nix was stopped while it printed this graph",
           graph_.raw_.place_of(chosen));
    } else if (chosen.outputs.empty()) {
      list(GraphIssue::Kind::no_outputs, chosen.path.base, "the record has no outputs", graph_.raw_.place_of(chosen));
    }
  }

  /// Edges of derivations that follow each other, and what is missing for them.
  struct Connections {
    Edges inputs = {};
    Edges drv_sources = {};
    std::vector<GraphIssue> missing = {};
    std::vector<std::uint64_t> hashes = {};  ///< of the inputs at hand
  };

  void connect() {
    const bool many = graph_.size() >= nodes_worth_a_thread;
    const std::size_t half = graph_.size() / 2;
    graph_.kinds_ = DenseMap<DerivationId, DerivationKind>(graph_.size());
    graph_.dynamic_ = DenseMap<DerivationId, std::uint8_t>(graph_.size(), 0);
    Connections first;
    Connections second;
    side_by_side(
        many, [&] { first = connections(0, half); }, [&] { second = connections(half, graph_.size()); });
    for (Connections* const part : {&first, &second}) {
      graph_.inputs_.append(part->inputs);
      graph_.drv_sources_.append(part->drv_sources);
      graph_.issues_.insert(graph_.issues_.end(), part->missing.begin(), part->missing.end());
    }
    side_by_side(
        many, [this] { put_in_order(); }, [this] { graph_.referrers_ = reversed(graph_.inputs_, graph_.size()); });
  }

  /// Of these derivations, whose kinds and dynamic inputs it notes too.
  [[nodiscard]] Connections connections(std::size_t begin, std::size_t end) {
    Connections part;
    std::vector<DerivationId> found;
    for (std::size_t i = begin; i < end; ++i) {
      const DerivationId id(i);
      const RawDerivation& user = graph_[id];
      graph_.kinds_[id] = kind_of(user);
      const auto uses_dynamic = [](const RawInput& input) { return !input.dynamic.empty(); };
      graph_.dynamic_[id] = std::any_of(user.inputs.begin(), user.inputs.end(), uses_dynamic) ? 1 : 0;
      add_inputs(user, found, part);
      part.inputs.push_back(found);
      add_drv_sources(user, found, part);
      part.drv_sources.push_back(found);
    }
    return part;
  }

  /// The places of all inputs in the table are asked for before the first one is waited for.
  void add_inputs(const RawDerivation& user, std::vector<DerivationId>& found, Connections& part) const {
    part.hashes.clear();
    for (const RawInput& input : user.inputs) {
      part.hashes.push_back(hash_text(input.derivation.base));
      __builtin_prefetch(&graph_.by_path_[part.hashes.back() & (graph_.by_path_.size() - 1)]);
    }
    found.clear();
    auto hash = part.hashes.begin();
    for (const RawInput& input : user.inputs) {
      if (const auto id = graph_.find(input.derivation, *hash++))
        found.push_back(*id);
      else
        part.missing.push_back(missing(user, input.derivation, "input"));
    }
  }

  void add_drv_sources(const RawDerivation& user, std::vector<DerivationId>& found, Connections& part) const {
    found.clear();
    for (const StorePath source : user.sources) {
      if (!source.base.ends_with(".drv")) continue;
      if (const auto id = graph_.find(source))
        found.push_back(*id);
      else
        part.missing.push_back(missing(user, source, "input source"));
    }
  }

  [[nodiscard]] GraphIssue missing(const RawDerivation& user, StorePath wanted, std::string_view what) const {
    Place place = graph_.raw_.place_of(user);
    const std::string_view why = graph_.raw_.documents[user.document].shard ? "is the shard that has it among the inputs?"
                                 : place.file.ends_with(".drv") ? "is its .drv file there? A .drv file that --root names brings what it needs"
                                                                : "the output was cut short, or printed without -r";
    return {GraphIssue::Kind::missing_input, std::string(user.path.base), fmt::format("{} {} is in no document; {}", what, wanted.base, why),
            std::move(place)};
  }

  /// A .drv that is a source must be there before its user just as an input must.
  [[nodiscard]] Edges all_needs() const {
    Edges needs;
    std::vector<DerivationId> both;
    for (std::size_t i = 0; i < graph_.size(); ++i) {
      const auto inputs = graph_.inputs(DerivationId(i));
      const auto sources = graph_.drv_sources(DerivationId(i));
      both.clear();
      std::set_union(inputs.begin(), inputs.end(), sources.begin(), sources.end(), std::back_inserter(both));
      needs.push_back(both);
    }
    return needs;
  }

  void put_in_order() {
    InputsFirst found = graph_.any_drv_sources() ? inputs_first(all_needs()) : inputs_first(graph_.inputs_);
    graph_.order_ = std::move(found.order);
    graph_.cycle_ = std::move(found.in_cycle);
    for (std::size_t i = 0; i < graph_.cycle_.size(); ++i)
      if (graph_.cycle_[DerivationId(i)] != 0)
        list(GraphIssue::Kind::cycle, graph_[DerivationId(i)].path.base, "needs itself, directly or through its inputs",
             graph_.raw_.place_of(graph_[DerivationId(i)]));
  }

  void take_requested_roots(std::span<const RootRequest> requests) {
    for (const RootRequest& request : requests) {
      const StorePath path = StorePath::from(request.derivation);
      if (const auto id = graph_.find(path))
        graph_.named_roots_.push_back({request.name, *id, true});
      else
        list(GraphIssue::Kind::root_not_found, path.base, fmt::format("the root {} is in no document", request.name));
    }
  }

  void take_named_documents() {
    std::vector<std::uint32_t> met(graph_.size(), 0);  // by document, counted from 1
    for (std::size_t i = 0; i < graph_.raw_.documents.size(); ++i) {
      const RawDocument& document = graph_.raw_.documents[i];
      if (document.root.empty()) continue;
      for (const DerivationId id : unneeded_in(document, static_cast<std::uint32_t>(i + 1), met))
        graph_.named_roots_.push_back({document.root, id, document.given});
    }
  }

  /// Derivations of a document that no record of it needs; all of them where it says so. `met` marks what was met in this one.
  [[nodiscard]] std::vector<DerivationId> unneeded_in(const RawDocument& document, std::uint32_t mark, std::vector<std::uint32_t>& met) const {
    std::vector<DerivationId> ids;
    for (const std::uint32_t index : document.derivations) ids.push_back(*graph_.find(record(index).path));
    if (document.given) return ids;
    for (std::size_t i = 0; i < ids.size(); ++i) mark_needs(ids[i], record(document.derivations[i]), mark, met);
    std::erase_if(ids, [&met, mark](DerivationId id) { return met[id.value] == mark; });
    return ids;
  }

  /// What this record of the derivation needs, which is not what another one says when one of the two was cut short.
  void mark_needs(DerivationId id, const RawDerivation& own, std::uint32_t mark, std::vector<std::uint32_t>& met) const {
    const RawDerivation& chosen = graph_[id];
    const auto same_input = [](const RawInput& a, const RawInput& b) { return a.derivation == b.derivation; };
    if (&own == &chosen || (std::equal(own.inputs.begin(), own.inputs.end(), chosen.inputs.begin(), chosen.inputs.end(), same_input) &&
                            std::equal(own.sources.begin(), own.sources.end(), chosen.sources.begin(), chosen.sources.end()))) {
      for (const DerivationId input : graph_.inputs(id)) met[input.value] = mark;
      for (const DerivationId source : graph_.drv_sources(id)) met[source.value] = mark;
      return;
    }
    const auto mark_path = [&](StorePath path) {
      if (const auto found = graph_.find(path)) met[found->value] = mark;
    };
    for (const RawInput& input : own.inputs) mark_path(input.derivation);
    for (const StorePath source : own.sources) mark_path(source);
  }

  /// Roots from what has a name and, with `unnamed`, of all others what nothing refers to.
  void find_roots(bool unnamed) {
    auto& named = graph_.named_roots_;
    std::sort(named.begin(), named.end());
    named.erase(std::unique(named.begin(), named.end()), named.end());
    std::map<std::string, std::vector<DerivationId>> by_name;
    std::vector<std::uint32_t> reached(graph_.size(), 0);  // by name, counted from 1
    std::uint32_t mark = 0;
    for (std::size_t begin = 0; begin < named.size();) {
      std::size_t end = begin + 1;
      while (end < named.size() && named[end].name == named[begin].name) ++end;
      by_name[named[begin].name] = roots_of_one_name(std::span(named).subspan(begin, end - begin), ++mark, reached);
      begin = end;
    }
    if (unnamed) add_unnamed_roots(by_name);
    for (auto& [name, ids] : by_name) {
      std::sort(ids.begin(), ids.end());
      ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
      graph_.roots_.push_back({name, std::move(ids)});
    }
  }

  /// Given ones, and of the others those that none of them needs: the parts of a document that was cut know less than all of it.
  [[nodiscard]] std::vector<DerivationId> roots_of_one_name(std::span<const NamedRoot> named, std::uint32_t mark,
                                                            std::vector<std::uint32_t>& reached) const {
    std::vector<DerivationId> roots;
    std::vector<DerivationId> open;
    for (const NamedRoot& root : named) (root.given ? roots : open).push_back(root.derivation);
    if (open.size() < 2) {
      roots.insert(roots.end(), open.begin(), open.end());
      return roots;
    }
    std::vector<DerivationId> candidates = open;
    const auto reach = [&](DerivationId id) {
      if (std::exchange(reached[id.value], mark) != mark) open.push_back(id);
    };
    while (!open.empty()) {
      const DerivationId id = open.back();
      open.pop_back();
      for (const DerivationId input : graph_.inputs(id)) reach(input);
      for (const DerivationId source : graph_.drv_sources(id)) reach(source);
    }
    std::erase_if(candidates, [&](DerivationId id) { return reached[id.value] == mark; });
    roots.insert(roots.end(), candidates.begin(), candidates.end());
    return roots;
  }

  /// What has no name, and nothing refers to, is a root by its derivation's name.
  void add_unnamed_roots(std::map<std::string, std::vector<DerivationId>>& by_name) const {
    DenseMap<DerivationId, std::uint8_t> not_one(graph_.size(), 0);
    for (const NamedRoot& root : graph_.named_roots_) not_one[root.derivation] = 1;
    for (std::size_t i = 0; i < graph_.size(); ++i)
      for (const DerivationId id : graph_.drv_sources(DerivationId(i))) not_one[id] = 1;
    for (std::size_t i = 0; i < graph_.size(); ++i) {
      const DerivationId id(i);
      if (not_one[id] == 0 && graph_.referrers(id).empty()) by_name[std::string(graph_[id].name)].push_back(id);
    }
  }

  void list_text_issues() {
    for (const RawIssue& issue : graph_.raw_.issues) {
      const bool lacks = issue.kind == RawIssue::Kind::not_evaluated;
      list(lacks ? GraphIssue::Kind::not_evaluated : GraphIssue::Kind::text, issue.derivation.base, issue.detail, issue.place);
    }
  }

  BuildGraph graph_;
};

std::string_view name_of(DerivationKind kind) noexcept {
  constexpr std::array<std::string_view, 6> names = {"input-addressed", "fixed", "floating", "deferred", "impure", "unknown"};
  return names[static_cast<std::size_t>(kind)];
}

std::string GraphIssue::line() const {
  const std::string where = place.text();
  return fmt::format("{}{}{}{}", derivation, derivation.empty() ? "" : ": ", detail, where.empty() ? "" : fmt::format(" ({})", where));
}

std::optional<DerivationId> BuildGraph::find(StorePath path) const noexcept { return find(path, hash_text(path.base)); }

std::optional<DerivationId> BuildGraph::find(StorePath path, std::uint64_t hash) const noexcept {
  if (by_path_.empty()) return std::nullopt;
  const std::size_t mask = by_path_.size() - 1;
  for (std::size_t at = hash & mask; by_path_[at].after != 0; at = (at + 1) & mask) {
    if (by_path_[at].hash != static_cast<std::uint32_t>(hash)) continue;
    const DerivationId id(by_path_[at].after - 1);
    const std::string_view known = paths_[id].base;
    const bool same_text = known.data() == path.base.data() && known.size() == path.base.size();  // as it is when one reader kept both
    if (same_text || known == path.base) return id;
  }
  return std::nullopt;
}

bool BuildGraph::complete() const noexcept {
  return std::none_of(issues_.begin(), issues_.end(), [](const GraphIssue& issue) { return issue.incomplete(); });
}

BuildGraph build_graph(RawGraph raw, std::span<const RootRequest> roots) {
  if (!roots.empty()) keep_needed_by_roots(raw, roots);
  return GraphBuilder(std::move(raw)).build(roots);
}

}  // namespace bgsnap
