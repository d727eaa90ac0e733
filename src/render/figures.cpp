#include "render/figures.hpp"

#include <fmt/format.h>

namespace bgsnap {

std::string with_thousands(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string percent_of(Share share) {
  if (share.total == 0) return "–";
  // Tenths of a percent, rounded half up; 128 bits, so that no count overflows.
  const auto tenths = static_cast<std::uint64_t>((static_cast<unsigned __int128>(share.count) * 2000 + share.total) /
                                                 (static_cast<unsigned __int128>(share.total) * 2));
  if (tenths == 0 && share.count != 0) return "<0.1 %";
  if (tenths == 1000 && share.count < share.total) return ">99.9 %";
  return fmt::format("{}.{} %", tenths / 10, tenths % 10);
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return with_thousands(count) + " " + std::string(count == 1 ? one : many);
}

}  // namespace bgsnap
