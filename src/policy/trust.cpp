#include "policy/judged.hpp"

namespace bgsnap {

void find_untrustworthy(const Snapshot& snapshot, const Freshness* freshness, std::string_view from_whole_graph, Findings& findings) {
  const std::string anew(from_whole_graph);
  if (snapshot.roots.empty() || snapshot.nodes.empty())
    findings.push_back({"snapshot-empty",
                        Severity::error,
                        "snapshot",
                        snapshot.roots.empty() ? "the snapshot has no roots: nothing is guarded" : "the snapshot has no nodes: nothing is guarded",
                        {},
                        anew});
  if (snapshot.incomplete)
    findings.push_back({"snapshot-incomplete",
                        Severity::error,
                        "snapshot",
                        "the snapshot was made of an incomplete graph: what was missing there counts as nothing here",
                        {},
                        "print the graph again and mind nix's exit code, then " + anew});
  // With a graph at hand freshness decides: a file that is provisional is never what the graph gives.
  if (snapshot.provisional && !freshness)
    findings.push_back(
        {"snapshot-provisional",
         Severity::error,
         "snapshot",
         "the snapshot was merged by lines: an edge that another one implied may be missing, so its counts cannot be trusted without the graph",
         {"where no configuration names its graph: " + anew},
         "bgsnap regenerate --merged"});
}

}  // namespace bgsnap
