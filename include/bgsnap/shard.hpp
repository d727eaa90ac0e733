#pragma once

#include "bgsnap/build_graph.hpp"

#include <string>

/// A shard: a graph, or a part of one, in a compact file that holds its recipes whole (src/formats/README.md has the format). Shards are read
/// by read_inputs wherever a graph is.
namespace bgsnap {

/// The shard of all records that `graph` was built of, and what is known of its roots. Of two records of one path the one that says more is
/// kept; records that contradict each other are all kept. Read `as_printed`, equal records in whatever order, split and dialect give equal
/// bytes, so joining shards is reading them together: associative, commutative, idempotent. Which inputs are missing is not in it, nor
/// where anything stood. O(text).
[[nodiscard]] std::string shard_of(const BuildGraph& graph);

}  // namespace bgsnap
