#include "bgsnap/identity.hpp"

#include <array>

namespace bgsnap {
namespace {

constexpr bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

constexpr std::array<std::string_view, 30> download_suffixes = {
    ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.lz", ".tar.zst", ".tar.Z", ".tgz",  ".tbz2", ".tbz", ".txz", ".zip",   ".gz",  ".bz2", ".xz",  ".7z",
    ".tar",    ".crate",   ".gem",    ".jar",    ".whl",     ".patch", ".diff", ".deb",  ".rpm", ".dmg", ".nupkg", ".pom", ".egg", ".oxt", ".iso"};

/// One look at where the suffix would begin tells most names that do not end in it.
bool has_suffix(std::string_view name, std::string_view suffix) noexcept {
  return name.size() > suffix.size() && name[name.size() - suffix.size()] == '.' && name.ends_with(suffix);
}

}  // namespace

DerivationName parse_derivation_name(std::string_view name) noexcept {
  for (std::size_t i = 0; i + 1 < name.size(); ++i)
    if (name[i] == '-' && !is_letter(name[i + 1])) return {name.substr(0, i), name.substr(i + 1)};
  return {name, {}};
}

std::string_view name_without_version(std::string_view name, std::string_view version) noexcept {
  if (!version.empty() && name.size() > version.size() + 1 && name.ends_with(version) && name[name.size() - version.size() - 1] == '-')
    return name.substr(0, name.size() - version.size() - 1);
  return parse_derivation_name(name).pname;
}

DerivationName parse_download_name(std::string_view name) noexcept {
  const std::string_view whole = name;
  for (bool shorter = true; shorter;) {
    shorter = false;
    for (std::string_view suffix : download_suffixes)
      if (has_suffix(name, suffix)) {
        name.remove_suffix(suffix.size());
        shorter = true;
      }
  }
  // Names like "v1.2" or "2.0.1": the version is all there is, and no name to be had from it.
  if (name.empty() || is_digit(name.front())) return {whole, {}};
  DerivationName parsed = parse_derivation_name(name);
  if (parsed.version.empty()) {  // "foo_1.2", "foo-v1.2"
    for (std::size_t i = 1; i + 1 < name.size(); ++i) {
      const bool dash_v = name[i] == '-' && name[i + 1] == 'v' && i + 2 < name.size() && is_digit(name[i + 2]);
      const bool underscore = name[i] == '_' && is_digit(name[i + 1]);
      if (dash_v) return {name.substr(0, i), name.substr(i + 2)};
      if (underscore) return {name.substr(0, i), name.substr(i + 1)};
    }
  }
  return parsed;
}

}  // namespace bgsnap
