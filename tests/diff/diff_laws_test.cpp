#include "bgsnap/configuration.hpp"
#include "bgsnap/diff.hpp"
#include "support/graph_of.hpp"
#include "support/random_graph.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

/// Laws of section 2 of semantics.md, over seeded random graphs and edits of them; the truth is what Nix goes by: output paths.
namespace bgsnap {
namespace {

using Set = std::set<NodeId>;

/// The nodes of a random graph's text: each is declared by a statement of its own.
std::vector<std::string> nodes_of(const std::string& text) {
  std::vector<std::string> nodes;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(';', begin), text.size());
    std::string statement = text.substr(begin, end - begin);
    statement.erase(0, std::min(statement.find_first_not_of(' '), statement.size()));
    if (!statement.empty() && statement.find(' ') == std::string::npos) nodes.push_back(statement);
    begin = end + 1;
  }
  return nodes;
}

struct Edit {
  std::string before;
  std::string after;
  std::set<std::string> edited;  ///< nodes of the text
};

/// Another variable in some builds, another content of some downloads.
Edit random_edit(std::mt19937& random, std::size_t size) {
  Edit edit;
  edit.before = edit.after = random_graph_text(random, size);
  for (const std::string& node : nodes_of(edit.before)) {
    if (random() % 6 != 0) continue;
    const bool fixed = edit.before.find(node + ".fixed") != std::string::npos;
    edit.after += "; " + node + (fixed ? ".fixed = sha256 edited" + std::to_string(random() % 1000) : ".env.EDITED = yes");
    edit.edited.insert(node);
  }
  return edit;
}

IdentifiedGraph read(const std::string& text) { return identified(graph_of(text), default_configuration().rules); }

Set moved(const BuildGraph& before, const BuildGraph& now) {
  std::set<std::string_view> paths;
  for (std::size_t i = 0; i < before.size(); ++i)
    for (const RawOutput& output : before[DerivationId(i)].outputs) paths.insert(output.path.base);
  Set nodes;
  for (std::size_t i = 0; i < now.size(); ++i)
    if (!paths.contains(now[DerivationId(i)].outputs.front().path.base)) nodes.insert(NodeId(i));
  return nodes;
}

Set causes_of(const GraphDiff& diff) {
  Set causes;
  for (const DiffCause& cause : diff.causes) {
    causes.insert(cause.derivations.begin(), cause.derivations.end());
    causes.insert(cause.moved.begin(), cause.moved.end());
  }
  return causes;
}

/// Referrers of what is in, fixed outputs apart, until there are none.
Set plain_cone(const BuildGraph& graph, Set cone) {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < graph.size(); ++i) {
      const auto inputs = graph.inputs(DerivationId(i));
      if (cone.contains(NodeId(i)) || graph.is_fixed(DerivationId(i))) continue;
      if (std::any_of(inputs.begin(), inputs.end(), [&](DerivationId input) { return cone.contains(NodeId(input.value)); }))
        changed = cone.insert(NodeId(i)).second;
    }
  }
  return cone;
}

std::string drv_names(const BuildGraph& graph, const Set& nodes) {
  std::string text;
  for (const NodeId id : nodes) text.append(text.empty() ? "" : " ").append(graph[DerivationId(id.value)].path.base);
  return text;
}

constexpr unsigned seeds = 120;

TEST(DiffLaw, RebuildsAreWhatHasNewOutputPaths) {
  for (unsigned seed = 0; seed < seeds; ++seed) {
    std::mt19937 random(seed);
    const Edit edit = random_edit(random, 5 + seed / 2);
    const IdentifiedGraph before = read(edit.before);
    const IdentifiedGraph now = read(edit.after);
    const Set truth = moved(before.graph, now.graph);
    ASSERT_EQ(diff(before, now).rebuilds, std::vector(truth.begin(), truth.end())) << "seed " << seed;
  }
}

TEST(DiffLaw, EveryRebuildIsReachedFromACause) {
  for (unsigned seed = 0; seed < seeds; ++seed) {
    std::mt19937 random(seed);
    const Edit edit = random_edit(random, 5 + seed / 2);
    const IdentifiedGraph before = read(edit.before);
    const IdentifiedGraph now = read(edit.after);
    const GraphDiff answer = diff(before, now);
    ASSERT_TRUE(answer.unattributed.empty()) << "seed " << seed;
    const Set causes = causes_of(answer);
    const Set cone = plain_cone(now.graph, causes);
    const Set rebuilds(answer.rebuilds.begin(), answer.rebuilds.end());
    ASSERT_TRUE(std::includes(cone.begin(), cone.end(), rebuilds.begin(), rebuilds.end())) << "seed " << seed;
    ASSERT_TRUE(std::includes(rebuilds.begin(), rebuilds.end(), causes.begin(), causes.end())) << "seed " << seed;
  }
}

/// Keys that are unique leave no doubt which node is which: then causes are the edits, and their cone is what rebuilds.
TEST(DiffLaw, OnUniqueKeysCausesAreTheEditsAndTheirConeIsWhatRebuilds) {
  std::size_t edits = 0;
  for (unsigned seed = 0; seed < seeds; ++seed) {
    std::mt19937 random(seed);
    Edit edit = random_edit(random, 5 + seed / 2);
    for (std::string* text : {&edit.before, &edit.after})  // "pkg1-0.1#7" becomes "pkg1x7-0.1"-like: a name of its own
      for (auto at = text->find('#'); at != std::string::npos; at = text->find('#', at)) (*text)[at] = '_';
    const IdentifiedGraph before = read(edit.before);
    const IdentifiedGraph now = read(edit.after);
    const GraphDiff answer = diff(before, now);
    Set truth;
    const Set rebuilt = moved(before.graph, now.graph);
    for (std::string node : edit.edited) {
      std::replace(node.begin(), node.end(), '#', '_');
      const NodeId id(id_of(now.graph, node).value);
      if (rebuilt.contains(id)) truth.insert(id);
    }
    ASSERT_EQ(drv_names(now.graph, causes_of(answer)), drv_names(now.graph, truth)) << "seed " << seed;
    ASSERT_EQ(drv_names(now.graph, plain_cone(now.graph, truth)), drv_names(now.graph, rebuilt)) << "seed " << seed;
    edits += truth.size();
  }
  EXPECT_GT(edits, 300u);
}

TEST(DiffLaw, ACauseRebuildsItsConeAmongTheRebuilds) {
  for (unsigned seed = 0; seed < seeds; ++seed) {
    std::mt19937 random(seed);
    const Edit edit = random_edit(random, 5 + seed / 2);
    const IdentifiedGraph before = read(edit.before);
    const IdentifiedGraph now = read(edit.after);
    const GraphDiff answer = diff(before, now);
    const Set rebuilds(answer.rebuilds.begin(), answer.rebuilds.end());
    for (const DiffCause& cause : answer.causes) {
      ASSERT_FALSE(cause.fields.empty()) << "seed " << seed << ", " << cause.name;
      std::size_t within = 0;
      for (const NodeId id : plain_cone(now.graph, {cause.derivations.begin(), cause.derivations.end()})) within += rebuilds.contains(id);
      ASSERT_EQ(cause.rebuilds, within) << "seed " << seed << ", " << cause.name;
    }
  }
}

TEST(DiffLaw, AloneIsWhatNoOtherCauseReaches) {
  std::uint64_t shared = 0;
  for (unsigned seed = 0; seed < seeds; ++seed) {
    std::mt19937 random(seed);
    const Edit edit = random_edit(random, 5 + seed / 2);
    const IdentifiedGraph before = read(edit.before);
    const IdentifiedGraph now = read(edit.after);
    const GraphDiff answer = diff(before, now);
    std::vector<Set> cones;
    for (const DiffCause& cause : answer.causes) {
      Set seeds_of_cause(cause.derivations.begin(), cause.derivations.end());
      seeds_of_cause.insert(cause.moved.begin(), cause.moved.end());
      cones.push_back(plain_cone(now.graph, std::move(seeds_of_cause)));
    }
    for (std::size_t i = 0; i < cones.size(); ++i) {
      const auto alone = [&](NodeId id) {
        for (std::size_t k = 0; k < cones.size(); ++k)
          if (k != i && cones[k].contains(id)) return false;
        return cones[i].contains(id);
      };
      const auto count = std::count_if(answer.rebuilds.begin(), answer.rebuilds.end(), alone);
      ASSERT_EQ(answer.causes[i].alone, static_cast<std::uint64_t>(count)) << "seed " << seed << ", " << answer.causes[i].name;
      shared += answer.causes[i].rebuilds - answer.causes[i].alone;
    }
  }
  EXPECT_GT(shared, 300u);
}

/// Names moved to other versions and inputs to other nodes: nothing rebuilds that no cause reaches, and each has a way to one.
TEST(DiffLaw, OfTwoUnrelatedGraphsEveryRebuildHasAWayToACause) {
  std::size_t ways = 0;
  for (unsigned seed = 0; seed < seeds; ++seed) {
    std::mt19937 random(seed);
    const std::size_t size = 5 + seed / 3;
    const IdentifiedGraph before = read(random_graph_text(random, size));
    const IdentifiedGraph now = read(random_graph_text(random, size));
    const GraphDiff answer = diff(before, now);
    const RebuildGraph graph = rebuild_graph(now);
    ASSERT_TRUE(answer.unattributed.empty()) << "seed " << seed;
    for (const NodeId id : answer.rebuilds) {
      const auto witness = rebuild_witness(graph, answer, std::span(&id, 1));
      ASSERT_TRUE(witness) << "seed " << seed;
      ASSERT_EQ(witness->path.front(), id) << "seed " << seed;
      const DiffCause& cause = answer.causes[witness->cause];
      const auto is_of = [&](const std::vector<NodeId>& nodes) { return std::find(nodes.begin(), nodes.end(), witness->path.back()) != nodes.end(); };
      ASSERT_TRUE(is_of(cause.derivations) || is_of(cause.moved)) << "seed " << seed;
      for (std::size_t i = 0; i + 1 < witness->path.size(); ++i) {
        const auto inputs = graph.inputs[witness->path[i]];
        ASSERT_TRUE(std::find(inputs.begin(), inputs.end(), witness->path[i + 1]) != inputs.end()) << "seed " << seed;
      }
      ++ways;
    }
  }
  EXPECT_GT(ways, 1000u);
}

TEST(DiffLaw, LinesShowNoMoreThanRebuilds) {
  for (unsigned seed = 0; seed < seeds; ++seed) {
    std::mt19937 random(seed);
    Edit edit = random_edit(random, 5 + seed / 2);
    for (const std::string& node : edit.edited)  // and versions, which lines do show
      if (random() % 2 == 0) edit.after += "; " + node + ".version = 9." + std::to_string(random() % 10);
    const IdentifiedGraph before = read(edit.before);
    const IdentifiedGraph now = read(edit.after);
    DenseMap<DerivationId, NodeId> line_of;
    const Snapshot lines_now = take_snapshot(now, &line_of);
    const GraphDiff structural = diff(take_snapshot(before), lines_now);
    const Set lines(structural.rebuilds.begin(), structural.rebuilds.end());
    const Set rebuilds = moved(before.graph, now.graph);
    ASSERT_LE(structural.rebuild_share.count, rebuilds.size()) << "seed " << seed;
    for (std::size_t i = 0; i < now.graph.size(); ++i)
      ASSERT_TRUE(!lines.contains(line_of[DerivationId(i)]) || rebuilds.contains(NodeId(i)))
          << "seed " << seed << ", " << now.graph[DerivationId(i)].path.base;
    ASSERT_TRUE(structural.unattributed.empty()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace bgsnap
