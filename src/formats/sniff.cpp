#include "formats/sniff.hpp"

#include "bgsnap/error.hpp"
#include "formats/aterm.hpp"
#include "formats/shard_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace bgsnap {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view how_to_print = "print the graph with `nix derivation show -r`";

struct Signature {
  std::string_view bytes;
  std::string_view what;
  std::string_view next;
};

constexpr std::array<Signature, 8> signatures = {{
    {"\x1f\x8b", "the file is compressed by gzip", "decompress it first: gzip -dc"},
    {"\xfd\x37zXZ", "the file is compressed by xz", "decompress it first: xz -dc"},
    {"\x28\xb5\x2f\xfd", "the file is compressed by zstd", "decompress it first: zstd -dc"},
    {"BZh", "the file is compressed by bzip2", "decompress it first: bzip2 -dc"},
    {"\xff\xfe", "the file is UTF-16, not UTF-8", "write it as UTF-8: the `>` of some shells does not"},
    {"\xfe\xff", "the file is UTF-16, not UTF-8", "write it as UTF-8: the `>` of some shells does not"},
    {"<<<<<<<", "a conflict marker of a merge stands in the file", "print the graph again with `nix derivation show -r`"},
    {"nix-archive-1", "the file is a Nix archive, not a graph", how_to_print},
}};

std::string_view first_line(std::string_view text) { return text.substr(0, std::min<std::size_t>(text.find('\n'), 200)); }

}  // namespace

void refuse_blank(const std::string& file) {
  throw Error("the input holds nothing but white space", Place{.file = file}, "an empty output means that Nix failed: look at its messages");
}

Content sniff(std::string_view beginning, const std::string& file) {
  const std::string spaced = beginning.starts_with(byte_order_mark) ? "   " + std::string(beginning.substr(byte_order_mark.size())) : std::string();
  const std::string_view text = spaced.empty() ? beginning : spaced;
  if (looks_like_aterm(text)) return Content::aterm;
  if (looks_like_shard(text)) return Content::shard;
  if (text.empty()) throw Error("the input is empty", Place{.file = file}, "an empty output means that Nix failed: look at its messages");
  for (const Signature& signature : signatures)
    if (text.starts_with(signature.bytes)) throw Error(std::string(signature.what), Place{.file = file, .byte = 0}, std::string(signature.next));
  const std::size_t at = text.find_first_not_of(" \t\r\n");
  if (at == std::string_view::npos) {
    if (text.size() >= enough_to_sniff) return Content::json;
    refuse_blank(file);
  }
  if (text[at] == '{') return Content::json;
  const Place place{.file = file, .byte = at};
  for (const std::string_view start : {"error:", "warning:", "evaluation "})
    if (text.substr(at).starts_with(start))
      throw Error(fmt::format("this is a message, not a graph: {}", first_line(text.substr(at))), place,
                  "keep Nix's messages (stderr) out of the graph");
  if (text[at] == '[')
    throw Error(
        "expected a JSON object or a .drv file, but the input begins with '[': no graph does, and a snapshot names its schema in its first line",
        place, std::string(how_to_print) + ", or write the snapshot anew with `bgsnap snapshot INPUT -o FILE`");
  const auto byte = static_cast<unsigned char>(text[at]);
  throw Error(fmt::format("expected a JSON object or a .drv file, but the input begins with {}",
                          byte > 0x20 && byte < 0x7F ? fmt::format("'{}'", text[at]) : fmt::format("byte 0x{:02x}", byte)),
              place, std::string(how_to_print));
}

}  // namespace bgsnap
