#pragma once

#include <cstddef>
#include <random>
#include <string>

namespace bgsnap {

/// A graph without cycles in the language of graph_of.hpp, with about one fixed output in five, several derivations of one name, versions,
/// input sources, several outputs and several roots. The same generator state gives the same text.
[[nodiscard]] std::string random_graph_text(std::mt19937& random, std::size_t nodes);

}  // namespace bgsnap
