#pragma once

#include "bgsnap/fingerprint.hpp"
#include "bgsnap/rebuild_graph.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

/// What is equal has one number, on both sides of a comparison, so that texts are read once and from then on numbers are compared.
/// Numbers are for tables in memory: which one a thing has is in no answer.
namespace bgsnap {

using KeyId = Id<struct KeyTag>;          ///< of a LogicalKey
using LineId = Id<struct LineTag>;        ///< of a LogicalKey without its version
using ContentId = Id<struct ContentTag>;  ///< of a closure

/// Gives keys their numbers, from 0 on.
class KeyNumbers {
public:
  /// For so many keys at most.
  explicit KeyNumbers(std::size_t most) : keys_(most), lines_(most) {}

  struct Pair {
    KeyId key;
    LineId line;
  };
  [[nodiscard]] Pair of(const LogicalKey& key);
  [[nodiscard]] std::size_t keys() const noexcept { return keys_.used.size(); }
  [[nodiscard]] std::size_t lines() const noexcept { return lines_.used.size(); }

private:
  struct Entry {
    std::uint64_t hash;
    LogicalKey key;
    std::uint32_t line;
  };
  /// Open addressing over `used`; 0 is a free place.
  struct Table {
    explicit Table(std::size_t most) : places(std::bit_ceil(most * 2 + 2), 0) { used.reserve(most); }
    std::vector<Entry> used = {};
    std::vector<std::uint32_t> places;
    /// Where the key is, or is now.
    [[nodiscard]] std::size_t at(std::uint64_t hash, const LogicalKey& key, bool& fresh);
  };
  Table keys_;
  Table lines_;
};

/// Of one side's nodes.
struct Numbers {
  DenseMap<NodeId, KeyId> key = {};
  DenseMap<NodeId, LineId> line = {};
  DenseMap<NodeId, ContentId> content = {};
  std::size_t keys = 0;      ///< how many there are on both sides together
  std::size_t lines = 0;     ///< the same
  std::size_t contents = 0;  ///< the same
};

/// 1 for each number that a node has.
template <class IdT>
[[nodiscard]] DenseMap<IdT, std::uint8_t> present(const DenseMap<NodeId, IdT>& numbers, std::size_t count) {
  DenseMap<IdT, std::uint8_t> there(count, 0);
  for (const IdT number : numbers) there[number] = 1;
  return there;
}

/// The nodes that have a number, ascending.
template <class IdT>
[[nodiscard]] Adjacency<IdT, NodeId> nodes_by(const DenseMap<NodeId, IdT>& numbers, std::size_t count) {
  std::vector<std::uint32_t> starts(count + 1, 0);
  for (const IdT number : numbers) ++starts[number.value + 1];
  for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
  std::vector<NodeId> nodes(numbers.size());
  std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
  for (std::size_t i = 0; i < numbers.size(); ++i) nodes[next[numbers[NodeId(i)].value]++] = NodeId(i);
  return {std::move(starts), std::move(nodes)};
}

}  // namespace bgsnap
