// bench_read_graph INPUT…: reads whole recipes and closes the graph, and asks nothing of it: what `reading` means in the table.
#include "bgsnap/build_graph.hpp"

#include <cstdio>
#include <string>
#include <vector>

int main(int count, char** words) {
  const std::vector<std::string> inputs(words + 1, words + count);
  const bgsnap::BuildGraph graph = bgsnap::build_graph(bgsnap::read_inputs(inputs));
  std::printf("%zu derivations, %zu edges\n", graph.size(), graph.edges());
}
