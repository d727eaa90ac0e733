#include "nix/nix_version.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace bgsnap {

std::string NixVersion::text() const { return std::to_string(major) + "." + std::to_string(minor); }

std::optional<NixVersion> version_in(std::string_view printed) {
  std::string_view line = printed.substr(0, printed.find('\n'));
  if (!line.starts_with("nix")) return std::nullopt;
  const std::size_t space = line.rfind(' ');
  if (space == std::string_view::npos) return std::nullopt;
  line.remove_prefix(space + 1);
  NixVersion version;
  const char* const end = line.data() + line.size();
  const auto [dot, error] = std::from_chars(line.data(), end, version.major);
  if (error != std::errc() || dot == end || *dot != '.') return std::nullopt;
  return std::from_chars(dot + 1, end, version.minor).ec == std::errc() ? std::optional(version) : std::nullopt;
}

}  // namespace bgsnap
