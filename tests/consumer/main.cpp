// A program of someone else's: reads a build graph through the installed library and counts.
#include <bgsnap/build_graph.hpp>
#include <bgsnap/error.hpp>

#include <fstream>
#include <iostream>
#include <iterator>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream in(argv[1], std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  try {
    const bgsnap::BuildGraph graph = bgsnap::build_graph(bgsnap::read_bytes(std::move(bytes), argv[1]));
    std::cout << graph.size() << " derivations, " << graph.edges() << " edges\n";
    return graph.complete() ? 0 : 1;
  } catch (const bgsnap::Error& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
