#pragma once

#include "bgsnap/raw_graph.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bgsnap {

/// What a shard holds. Whoever makes one sees to the order; equal content then gives equal bytes.
struct ShardContent {
  struct Root {
    std::string_view name;
    std::uint32_t record = 0;  ///< index into `records`
    bool given = false;        ///< as RawDocument::given
  };
  struct Issue {
    RawIssue::Kind kind;
    std::string_view derivation;
    std::string_view detail;
  };
  std::vector<const RawDerivation*> records;  ///< ascending by order_of(), each once
  std::vector<Root> roots;                    ///< ascending by name, record and given, each once
  std::vector<Issue> issues;                  ///< ascending by kind, derivation and detail, each once
};

/// The bytes of the shard. O(text); memory: a few numbers for each text that is mentioned, and the compressed bytes.
[[nodiscard]] std::string write_shard(const ShardContent& content);

}  // namespace bgsnap
