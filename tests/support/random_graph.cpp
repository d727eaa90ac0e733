#include "support/random_graph.hpp"

#include <vector>

namespace bgsnap {

namespace {

struct RandomNode {
  std::string text;
  bool two_outputs = false;
};

/// Several derivations may be called alike; the part after '#' keeps them apart.
std::string random_name(std::mt19937& random, std::size_t number, std::size_t nodes, bool fixed) {
  const std::size_t pname = random() % (nodes / 2 + 1);
  if (fixed && random() % 3 == 0) return "source#" + std::to_string(number);
  std::string name = (fixed ? "tarball" : "pkg") + std::to_string(pname);
  if (random() % 4 != 0) name += "-" + std::to_string(random() % 3) + "." + std::to_string(random() % 2);
  return name + "#" + std::to_string(number);
}

}  // namespace

std::string random_graph_text(std::mt19937& random, std::size_t nodes) {
  std::vector<RandomNode> made;
  std::string text;
  const auto state = [&text](const std::string& statement) { text += statement + "; "; };
  for (std::size_t i = 0; i < nodes; ++i) {
    const bool fixed = random() % 5 == 0;
    RandomNode node{random_name(random, i, nodes, fixed)};
    state(node.text);
    for (std::size_t edge = made.empty() ? 0 : random() % 4; edge > 0; --edge) {
      const RandomNode& input = made[random() % made.size()];
      state(node.text + " -> " + input.text + (input.two_outputs && random() % 2 == 0 ? "^dev" : ""));
    }
    if (fixed) {
      state(node.text + ".fixed = sha256 content" + std::to_string(random() % (nodes + 1)));
    } else {
      node.two_outputs = random() % 4 == 0;
      if (node.two_outputs) state(node.text + ".outputs = out dev");
      if (random() % 3 == 0) state(node.text + ".source = text" + std::to_string(random() % 5) + "-file" + std::to_string(random() % 4));
      if (random() % 3 == 0) state(node.text + ".env.FLAG = " + std::to_string(random() % 3));
      if (!made.empty() && random() % 4 == 0) state(node.text + ".env.ECHO = -I@" + made[random() % made.size()].text + "@/include");
    }
    made.push_back(node);
  }
  return text;
}

}  // namespace bgsnap
