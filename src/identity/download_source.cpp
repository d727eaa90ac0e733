#include "identity/download_source.hpp"

#include "bgsnap/identity.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace bgsnap {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_hex(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'f'); }
/// What stands between URLs, in a list of words as well as in JSON.
constexpr bool parts_urls(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '"' || c == ',' || c == '[' || c == ']'; }

/// Path parts after which a URL speaks of one revision, no longer of the thing.
constexpr std::array<std::string_view, 14> revision_parts = {"archive",  "releases", "tarball", "zipball", "raw",    "-",    "get",
                                                             "download", "snapshot", "refs",    "tags",    "commit", "blob", "repository"};

std::vector<std::string_view> path_parts(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  if (const auto query = url.find_first_of("?#"); query != std::string_view::npos) url = url.substr(0, query);
  if (const auto user = url.find('@'); user != std::string_view::npos && user < url.find('/')) url.remove_prefix(user + 1);
  std::vector<std::string_view> parts;
  while (!url.empty()) {
    const auto slash = std::min(url.find('/'), url.size());
    if (slash != 0) parts.push_back(url.substr(0, slash));
    url.remove_prefix(std::min(slash + 1, url.size()));
  }
  return parts;
}

bool is_commit_id(std::string_view part) noexcept {
  return part.size() >= 7 && std::all_of(part.begin(), part.end(), is_hex) && std::any_of(part.begin(), part.end(), is_digit);
}

/// "v1.2.3" and "1.2.3" give "1.2.3"; anything else is no version.
std::string_view version_in(std::string_view part) noexcept {
  if (part.size() > 1 && part.front() == 'v') part.remove_prefix(1);
  if (part.empty() || !is_digit(part.front()) || is_commit_id(part)) return {};
  return part;
}

std::string_view without_suffix(std::string_view part) noexcept {
  for (std::string_view suffix : {".git", ".zip", ".tgz", ".gz", ".bz2", ".xz", ".tar", ".crate"})
    if (part.size() > suffix.size() && part.ends_with(suffix)) part.remove_suffix(suffix.size());
  return part;
}

}  // namespace

std::string_view first_url(const RawDerivation& derivation) {
  return first_url(derivation.attribute("url").value_or(std::string_view{}), derivation.attribute("urls").value_or(std::string_view{}));
}

std::string_view first_url(std::string_view url, std::string_view urls) noexcept {
  for (const std::string_view value : {url, urls}) {
    const auto begin = std::find_if_not(value.begin(), value.end(), parts_urls);
    if (begin != value.end()) return {begin, std::find_if(begin, value.end(), parts_urls)};
  }
  return {};
}

std::optional<DownloadSource> download_source(std::string_view url) {
  const auto parts = path_parts(url);
  if (parts.size() < 2) return std::nullopt;
  DownloadSource source{std::string(parts.front()), {}};
  bool named = false;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const bool last = i + 1 == parts.size();
    const std::string_view part = last ? without_suffix(parts[i]) : parts[i];
    const bool of_revision = std::find(revision_parts.begin(), revision_parts.end(), part) != revision_parts.end();
    if (!named || (!of_revision && version_in(part).empty() && !is_commit_id(part))) {
      const DerivationName split = last ? parse_download_name(parts[i]) : DerivationName{part, {}};
      source.name.append("/").append(last && !split.version.empty() ? split.pname : part);
      if (last && !split.version.empty()) source.version = split.version;
      named = true;
      continue;
    }
    const std::string_view revision = without_suffix(parts.back());
    const std::string_view tag = revision.substr(revision.rfind('-') == std::string_view::npos ? 0 : revision.rfind('-') + 1);
    source.version = version_in(tag);
    break;
  }
  return source;
}

}  // namespace bgsnap
