#pragma once

#include "bgsnap/raw_graph.hpp"
#include "formats/batches.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace bgsnap {

/// Does `text` begin as a shard of any version does?
[[nodiscard]] bool looks_like_shard(std::string_view text) noexcept;

/// All shards of one input, which follow each other. The memory that they take is bounded by the length of their bytes, whatever stands
/// there. Where recipes are kept whole, what a record says is views into the unpacked shard, and texts and lists that records share are
/// there once. What is wrong is an Error with the file and the byte.
class ShardBatch : public Batch {
public:
  ShardBatch(std::string bytes, std::string file) : bytes_(std::move(bytes)), file_(std::move(file)) {}
  void read(RecordReader& reader) override;
  void join(RawGraph& graph) override;

private:
  std::string bytes_;
  std::string file_;
  RawGraph part_ = {};
};

}  // namespace bgsnap
