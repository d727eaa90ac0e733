#include "formats/shard_frame.hpp"

#include "bgsnap/error.hpp"

#include <fmt/format.h>
#include <xxhash.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <vector>

namespace bgsnap {

namespace {

constexpr std::string_view magic = "bgsnap-shard 1\n";
constexpr std::size_t checksum_at = magic.size();    // 16 bytes, as xxhsum prints them: XXH3-128 of all that follows
constexpr std::size_t packed_at = checksum_at + 16;  // 8 bytes, little-endian: the length of the compressed part
constexpr std::size_t payload_at = packed_at + 8;    // 8 bytes, little-endian: the length of what it unpacks to
constexpr std::size_t frame_at = payload_at + 8;     // the compressed part: one zstd frame, and zeros when it is too short

// One setting for ever: it decides the bytes.
constexpr int level = 9;
constexpr int window_log = 24;

/// A file may claim so much and no more, so that a small one cannot take the memory of the machine. No graph comes near; what would is padded.
constexpr std::uint64_t free_size = std::uint64_t{1} << 26;
constexpr std::uint64_t largest_ratio = 64;
constexpr std::uint64_t largest_payload(std::uint64_t packed) noexcept { return free_size + largest_ratio * packed; }

struct FreeCompressor {
  void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
};
struct FreeDecompressor {
  void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }
};

void put(std::string& to, std::size_t at, std::uint64_t value) {
  for (std::size_t i = 0; i < 8; ++i) to[at + i] = static_cast<char>(value >> (8 * i));
}

std::uint64_t get(std::string_view from, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = 8; i > 0; --i) value = value << 8 | static_cast<unsigned char>(from[at + i - 1]);
  return value;
}

std::array<char, 16> checksum_of(std::string_view bytes) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
  std::array<char, 16> digest{};
  std::memcpy(digest.data(), canonical.digest, digest.size());
  return digest;
}

}  // namespace

struct ShardPacker::State {
  std::unique_ptr<ZSTD_CCtx, FreeCompressor> context{ZSTD_createCCtx()};
  std::vector<char> room = std::vector<char>(ZSTD_CStreamOutSize());
  std::string bytes = std::string(frame_at, '\0');
  std::uint64_t payload = 0;

  void compress(std::string_view piece, ZSTD_EndDirective directive) {
    ZSTD_inBuffer in{piece.data(), piece.size(), 0};
    for (;;) {
      ZSTD_outBuffer out{room.data(), room.size(), 0};
      const std::size_t left = ZSTD_compressStream2(context.get(), &out, &in, directive);
      if (ZSTD_isError(left) != 0) throw Error(fmt::format("zstd cannot compress the shard: {}", ZSTD_getErrorName(left)));
      bytes.append(room.data(), out.pos);
      if (directive == ZSTD_e_end ? left == 0 : in.pos == in.size) return;
    }
  }
};

ShardPacker::ShardPacker() : state_(std::make_unique<State>()) {
  if (state_->context == nullptr) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(state_->context.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(state_->context.get(), ZSTD_c_windowLog, window_log);
}

ShardPacker::~ShardPacker() = default;

void ShardPacker::write(std::string_view piece) {
  if (piece.empty()) return;
  state_->payload += piece.size();
  state_->compress(piece, ZSTD_e_continue);
}

std::string ShardPacker::finish() {
  state_->compress({}, ZSTD_e_end);
  std::string& bytes = state_->bytes;
  if (state_->payload > largest_payload(bytes.size() - frame_at)) bytes.resize(frame_at + 1 + (state_->payload - free_size) / largest_ratio, '\0');
  std::copy(magic.begin(), magic.end(), bytes.begin());
  put(bytes, packed_at, bytes.size() - frame_at);
  put(bytes, payload_at, state_->payload);
  const auto checksum = checksum_of(std::string_view(bytes).substr(packed_at));
  std::copy(checksum.begin(), checksum.end(), bytes.begin() + checksum_at);
  return std::move(bytes);
}

namespace {

class Unpacker {
public:
  Unpacker(std::string_view text, std::size_t begin, const std::string& file) : text_(text), begin_(begin), file_(file) {}

  UnpackedShard unpack(const std::function<char*(std::size_t)>& allocate) const {
    const std::string_view shard = text_.substr(begin_);
    require_known_version(shard);
    if (shard.size() < frame_at) fail_cut_short();
    const std::uint64_t packed = get(shard, packed_at);
    const std::uint64_t size = get(shard, payload_at);
    if (packed > shard.size() - frame_at) fail_cut_short();
    const std::size_t end = begin_ + frame_at + packed;
    require_checksum(shard.substr(0, frame_at + packed));
    if (size > largest_payload(packed))
      fail(fmt::format("the shard says that it unpacks to {} bytes, and one of its length cannot", size), begin_ + payload_at);
    char* const payload = allocate(size);
    decompress(shard.substr(frame_at, packed), payload, size);
    if (end != text_.size() && !text_.substr(end).starts_with(shard_word.substr(0, text_.size() - end)))
      fail("something follows the shard that is no other shard", end);
    return {{payload, size}, begin_ + frame_at, end};
  }

private:
  [[noreturn]] void fail(std::string sentence, std::size_t byte) const {
    throw Error(std::move(sentence), Place{.file = file_, .byte = byte}, "make it again with `bgsnap pack`, or fetch it again");
  }

  [[noreturn]] void fail_cut_short() const { fail("the file ends inside the shard: it was cut short", text_.size()); }

  void require_known_version(std::string_view shard) const {
    const std::string_view line = shard.substr(0, magic.size());
    if (line == magic) return;
    if (magic.starts_with(line)) fail_cut_short();
    const std::string_view version = line.substr(std::min(shard_word.size(), line.size()), line.find('\n') - shard_word.size());
    const bool strange = version.empty() || version.find_first_not_of("0123456789") != std::string_view::npos || version.starts_with('0');
    if (!line.starts_with(shard_word) || strange || version == "1") fail("the shard is damaged: its first line is not that of a shard", begin_);
    throw Error(fmt::format("the shard is of version {}, made by a newer bgsnap: this one knows version 1", version),
                Place{.file = file_, .byte = begin_ + shard_word.size()}, "take a newer bgsnap, or pack the graph again with this one");
  }

  void require_checksum(std::string_view shard) const {
    const auto checksum = checksum_of(shard.substr(packed_at));
    if (!std::equal(checksum.begin(), checksum.end(), shard.begin() + checksum_at))
      fail("the shard is damaged: its bytes do not have the checksum that stands here", begin_ + checksum_at);
  }

  /// Piece by piece, so that what is wrong has a place. More or less than `size` bytes are wrong too.
  void decompress(std::string_view frame, char* payload, std::size_t size) const {
    const std::unique_ptr<ZSTD_DCtx, FreeDecompressor> context(ZSTD_createDCtx());
    if (context == nullptr) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, window_log);
    ZSTD_inBuffer in{frame.data(), frame.size(), 0};
    ZSTD_outBuffer out{payload, size, 0};
    for (;;) {
      const std::size_t before = in.pos + out.pos;
      const std::size_t left = ZSTD_decompressStream(context.get(), &out, &in);
      if (ZSTD_isError(left) != 0) fail(fmt::format("the shard cannot be unpacked: {}", ZSTD_getErrorName(left)), begin_ + frame_at + in.pos);
      if (left == 0) break;
      if (in.pos + out.pos == before) fail("the shard unpacks to another length than it says", begin_ + payload_at);
    }
    if (out.pos != size) fail("the shard unpacks to another length than it says", begin_ + payload_at);
  }

  std::string_view text_;
  std::size_t begin_;
  const std::string& file_;
};

}  // namespace

UnpackedShard unpack_shard(std::string_view text, std::size_t begin, const std::string& file, const std::function<char*(std::size_t)>& allocate) {
  return Unpacker(text, begin, file).unpack(allocate);
}

}  // namespace bgsnap
