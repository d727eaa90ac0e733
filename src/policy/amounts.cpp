#include "policy/amounts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace bgsnap {

std::uint64_t Ceiling::limit() const noexcept {
  // A hair more, so that a share that is whole on paper is not one less in binary.
  const double share = std::floor(static_cast<double>(at) * slack_percent / 100 + 1e-9);
  const std::uint64_t more = std::max(slack, static_cast<std::uint64_t>(share));
  return at > std::numeric_limits<std::uint64_t>::max() - more ? std::numeric_limits<std::uint64_t>::max() : at + more;
}

std::string thousands(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string counted(std::uint64_t count, std::string_view unit) { return fmt::format("{} {}{}", thousands(count), unit, count == 1 ? "" : "s"); }

std::string share_of(std::uint64_t count, std::uint64_t total, std::string_view unit) {
  const double percent = total == 0 ? 0 : 100 * static_cast<double>(count) / static_cast<double>(total);
  const std::string share = count != 0 && percent < 0.05 ? "<0.1 %" : fmt::format("{:.1f} %", percent);
  return fmt::format("{} of {} ({})", thousands(count), counted(total, unit), share);
}

std::string percent_told_apart(double percent, double other) {
  constexpr int most_decimals = 9;
  for (int decimals = 1;; ++decimals) {
    const std::string text = fmt::format("{:.{}f}", percent, decimals);
    if (decimals == most_decimals || text != fmt::format("{:.{}f}", other, decimals)) return text + " %";
  }
}

std::string percentage(double percent) { return fmt::format("{} %", percent); }

std::string agreed(const Ceiling& ceiling) {
  const std::uint64_t slack = ceiling.limit() - ceiling.at;
  if (ceiling.of_base)
    return slack == 0 ? fmt::format("the base has {}", thousands(ceiling.at))
                      : fmt::format("the base has {}, and {} slack", thousands(ceiling.at), thousands(slack));
  if (slack == 0) return fmt::format("agreed are at most {}", thousands(ceiling.at));
  return fmt::format("agreed are at most {} ({} and {} slack)", thousands(ceiling.limit()), thousands(ceiling.at), thousands(slack));
}

}  // namespace bgsnap
