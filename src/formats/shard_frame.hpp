#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

/// The outside of a shard: version, size, checksum and compression of its payload. zstd stands behind this file alone.
namespace bgsnap {

/// What a shard begins with, whatever its version.
inline constexpr std::string_view shard_word = "bgsnap-shard ";

/// Makes the bytes of a shard from its payload, piece by piece: memory for what is compressed, not for what is not.
class ShardPacker {
public:
  ShardPacker();
  ~ShardPacker();
  ShardPacker(const ShardPacker&) = delete;
  ShardPacker& operator=(const ShardPacker&) = delete;

  void write(std::string_view piece);
  /// The whole shard. Equal payloads give equal bytes, however they were cut into pieces.
  [[nodiscard]] std::string finish();

private:
  struct State;
  std::unique_ptr<State> state_;
};

/// One shard, or the first of several that follow each other.
struct UnpackedShard {
  std::string_view payload;
  std::size_t frame;  ///< where in the text its compressed part begins
  std::size_t end;    ///< where in the text the shard ends
};

/// Unpacks the shard that begins at `begin` in `text`, into memory that `allocate` gives for a size that the text's own size bounds. The
/// payload is the one that was packed: its checksum holds. Throws Error with `file` and the byte.
[[nodiscard]] UnpackedShard unpack_shard(std::string_view text, std::size_t begin, const std::string& file,
                                         const std::function<char*(std::size_t)>& allocate);

}  // namespace bgsnap
