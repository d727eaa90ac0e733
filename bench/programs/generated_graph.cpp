// bench_generated_graph DERIVATIONS EDITION: prints a graph of at least so many derivations, in its first or second edition.
#include "streaming/generated_graph.hpp"

#include <cstdio>
#include <cstdlib>

int main(int count, char** words) {
  if (count != 3) return 2;
  const auto edition = words[2][0] == '1' ? bgsnap::GeneratedGraph::Edition::first : bgsnap::GeneratedGraph::Edition::second;
  const bgsnap::GeneratedGraph graph(std::strtoull(words[1], nullptr, 10), edition);
  bool written = true;
  graph.write(1, [&written](std::string_view text) { written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && written; });
  return written && std::fflush(stdout) == 0 ? 0 : 1;
}
