#include "bgsnap/configuration.hpp"
#include "bgsnap/snapshot.hpp"
#include "support/graph_of.hpp"
#include "support/random_graph.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// Law 4 of semantics.md 4: what two branches make of a file line by line is either the snapshot of the merged graph, or it is refused.
namespace bgsnap {
namespace {

using Edges = std::set<std::pair<unsigned, unsigned>>;

std::string snapshot_text(const std::string& graph) {
  return text_of(take_snapshot(identified(build_graph(read_bytes(json_of(graph))), default_configuration().rules)));
}

/// Roots stay what they are on every branch: one that needs every node, or one for each.
std::string graph_text(const Edges& edges, unsigned nodes, bool one_root) {
  const auto name = [](unsigned node) { return "p" + std::to_string(node); };
  std::string text;
  for (unsigned node = 0; node < nodes; ++node) text += name(node) + "; ";
  for (const auto& [user, input] : edges) text += name(user) + " -> " + name(input) + "; ";
  for (unsigned node = 0; node < nodes; ++node) text += (one_root ? "all" : "r" + std::to_string(node)) + " -> " + name(node) + "; ";
  return text;
}

using Lines = std::map<std::string, std::string>;

/// By what begins a line and stays, the name of a root or the id of a node, in the file's order: header, roots, nodes, the end.
Lines lines_by_name(const std::string& text) {
  Lines lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    const std::string line = text.substr(begin, end - begin);
    const char kind = line[0] == '[' ? 'a' : line[0] == ']' ? 'd' : line.starts_with(",{\"root\"") ? 'b' : 'c';
    lines[kind + line.substr(0, line.find("\",", line.find("\":") + 2))] = line;
    begin = end + 1;
  }
  return lines;
}

std::optional<std::string> at(const Lines& lines, const std::string& name) {
  const auto line = lines.find(name);
  return line == lines.end() ? std::nullopt : std::optional(line->second);
}

/// As git merges when no two changes are neighbours: nothing where both sides changed one line differently.
std::optional<std::string> merged(const std::string& base, const std::string& ours, const std::string& theirs) {
  const Lines b = lines_by_name(base), o = lines_by_name(ours), t = lines_by_name(theirs);
  Lines all = b;
  all.insert(o.begin(), o.end());
  all.insert(t.begin(), t.end());
  std::string text;
  for (const auto& [name, unused] : all) {
    const auto before = at(b, name), left = at(o, name), right = at(t, name);
    if (left != before && right != before && left != right) return std::nullopt;
    if (const auto& now = left != before ? left : right) text += *now + "\n";
  }
  return text;
}

/// Which line needs which, directly or not: what every answer rests on. Two branches can each add what implies the other's edge, which leaves
/// an edge too many in the merged file, and no answer differs.
std::set<std::pair<std::string, std::string>> needs(const std::string& text) {
  const Snapshot snapshot = parse_snapshot(text, "s.json");
  std::set<std::pair<std::string, std::string>> pairs;
  for (const SnapshotNode& node : snapshot.nodes) {
    std::vector<NodeId> stack(node.inputs.begin(), node.inputs.end());
    while (!stack.empty()) {
      const SnapshotNode& input = snapshot.nodes[stack.back()];
      stack.pop_back();
      if (pairs.emplace(node.id, input.id).second) stack.insert(stack.end(), input.inputs.begin(), input.inputs.end());
    }
  }
  return pairs;
}

bool refused(const std::string& text) {
  try {
    (void)parse_snapshot(text, "merged.json");
    return false;
  } catch (const Error&) {
    return true;
  }
}

TEST(MergeLaw, BranchesThatEachDropAnEdgeThatImpliedAThirdAreRefused) {
  const std::string base = snapshot_text("aapp -> mx sy zz; mx -> zz; sy -> zz; keep -> zz; root aapp; root keep");
  const std::string ours = snapshot_text("aapp -> mx sy zz; mx; sy -> zz; keep -> zz; root aapp; root keep");
  const std::string theirs = snapshot_text("aapp -> mx sy zz; mx -> zz; sy; keep -> zz; root aapp; root keep");
  const auto together = merged(base, ours, theirs);
  ASSERT_TRUE(together.has_value());
  EXPECT_TRUE(refused(*together));
}

TEST(MergeLaw, ABumpBesideAnotherEdgeMerges) {
  const std::string base = snapshot_text("app -> lib tool; lib-1.0 -> libc; tool -> libc; app -> lib-1.0; root app");
  const std::string ours = snapshot_text("app -> lib tool; lib-1.1 -> libc; tool -> libc; app -> lib-1.1; root app");
  const std::string theirs = snapshot_text("app -> lib tool; lib-1.0 -> libc; tool; app -> lib-1.0; root app");
  EXPECT_EQ(merged(base, ours, theirs), snapshot_text("app -> lib tool; lib-1.1 -> libc; tool; app -> lib-1.1; root app"));
}

/// By hand, too, no edge can be taken out of a file: its users' roots say that it was there.
TEST(MergeLaw, AFileThatLostAnyOneEdgeIsRefused) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::mt19937 random(seed);
    const std::string text = snapshot_text(random_graph_text(random, 8 + seed));
    const Snapshot whole = parse_snapshot(text, "whole.json");
    for (std::size_t i = 0; i < whole.nodes.size(); ++i) {
      for (std::size_t edge = 0; edge < whole.nodes[NodeId(i)].inputs.size(); ++edge) {
        Snapshot cut = whole;
        const auto all = whole.nodes[NodeId(i)].inputs;
        std::vector<NodeId> others(all.begin(), all.end());
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(edge));
        cut.nodes[NodeId(i)].inputs = others;
        ASSERT_TRUE(refused(text_of(cut))) << "seed " << seed << ": " << whole.nodes[NodeId(i)].id << ", input " << edge;
      }
    }
  }
}

/// True when the branch moved edges and the file's figures do not show it: one implied input of a node in the place of another, or gains and
/// losses that leave every root's figures as they were.
bool unseen(const Edges& base, const Edges& branch, const Lines& base_lines, const Lines& branch_lines) {
  std::set<unsigned> moved;
  for (const auto& edge : base)
    if (!branch.contains(edge)) moved.insert(edge.first);
  for (const auto& edge : branch)
    if (!base.contains(edge)) moved.insert(edge.first);
  const auto same_line = [&](unsigned node) {
    const std::string name = "c,{\"id\":\"build/p" + std::to_string(node);
    return at(base_lines, name) == at(branch_lines, name);
  };
  const auto same_roots = [&] {
    return std::all_of(base_lines.begin(), base_lines.end(),
                       [&](const auto& line) { return line.first[0] != 'b' || at(branch_lines, line.first) == line.second; });
  };
  return !moved.empty() && (std::any_of(moved.begin(), moved.end(), same_line) || same_roots());
}

/// Random branches that drop, add and swap edges. What the figures do not show is what src/snapshot/README.md says goes unseen.
TEST(MergeLaw, WhatIsAcceptedIsTheSnapshotOfTheMergedGraph) {
  constexpr unsigned nodes = 12;
  unsigned accepted = 0;
  unsigned refusals = 0;
  for (unsigned seed = 0; seed < 1500; ++seed) {
    std::mt19937 random(seed);
    const bool one_root = seed % 2 == 0;
    Edges base;
    for (unsigned user = 1; user < nodes; ++user)
      for (unsigned edge = static_cast<unsigned>(1 + random() % 3); edge > 0; --edge) base.emplace(user, static_cast<unsigned>(random() % user));
    const auto edited = [&] {
      Edges edges = base;
      for (auto edit = 1 + random() % 2; edit > 0; --edit) {
        if (random() % 2 == 0) edges.erase(std::next(edges.begin(), static_cast<std::ptrdiff_t>(random() % edges.size())));
        if (const auto user = static_cast<unsigned>(1 + random() % (nodes - 1)); random() % 2 == 0)
          edges.emplace(user, static_cast<unsigned>(random() % user));
      }
      return edges;
    };
    const Edges ours = edited();
    const Edges theirs = edited();
    Edges both;
    for (const auto& edge : ours)
      if (theirs.contains(edge) || !base.contains(edge)) both.insert(edge);
    for (const auto& edge : theirs)
      if (!base.contains(edge)) both.insert(edge);
    const std::string before = snapshot_text(graph_text(base, nodes, one_root)), left = snapshot_text(graph_text(ours, nodes, one_root)),
                      right = snapshot_text(graph_text(theirs, nodes, one_root));
    if (unseen(base, ours, lines_by_name(before), lines_by_name(left)) || unseen(base, theirs, lines_by_name(before), lines_by_name(right))) continue;
    const auto text = merged(before, left, right);
    if (!text) continue;
    if (refused(*text)) {
      ++refusals;
      continue;
    }
    ++accepted;
    ASSERT_EQ(needs(*text), needs(snapshot_text(graph_text(both, nodes, one_root)))) << "seed " << seed;
  }
  EXPECT_GT(accepted, 100U);
  EXPECT_GT(refusals, 20U);
}

}  // namespace
}  // namespace bgsnap
