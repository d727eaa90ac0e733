#include "snapshot/node_ids.hpp"

#include "base/text_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>

namespace bgsnap {
namespace {

constexpr std::string_view component_ends = ".-_+";

/// The first `components` components of a version, or all of it.
std::string_view prefix(std::string_view version, std::size_t components) noexcept {
  std::size_t at = 0;
  while (components-- > 0) {
    at = version.find_first_of(component_ends, at + 1);
    if (at == std::string_view::npos) return version;
  }
  return version.substr(0, at);
}

std::size_t component_count(std::string_view version) noexcept {
  std::size_t count = 1;
  for (char c : version) count += component_ends.find(c) != std::string_view::npos ? 1 : 0;
  return count;
}

bool same_package(const Shown& a, const Shown& b) noexcept {
  const auto package = [](const Shown& s) { return std::tie(s.group, s.class_name, s.pname, s.profile, s.scope, s.system); };
  return package(a) == package(b);
}

std::string group_id(const Boundary::Group& group) {
  std::string id = "toolchain/";
  for (std::size_t i = 0; i < group.tops.size(); ++i) id.append(i ? "+" : "").append(group.tops[i]);
  return id;
}

void base_id(const Shown& shown, std::string_view version_prefix, std::string_view system, std::string& id) {
  id.assign(shown.class_name).append("/").append(shown.pname);
  if (!version_prefix.empty()) id.append("@").append(version_prefix);
  if (!shown.profile.empty()) id.append(":").append(shown.profile);
  if (!shown.scope.empty()) id.append("~").append(shown.scope);
  if (shown.system != system) id.append("[").append(shown.system).append("]");
}

/// Lines of one id are numbered in their order; a single one keeps its plain id.
void number_repeats(std::vector<std::string_view>& ids, TextArena& texts) {
  TextNumbers distinct;
  distinct.reserve(ids.size());
  std::vector<std::uint32_t> of_line;
  of_line.reserve(ids.size());
  for (const std::string_view id : ids) of_line.push_back(distinct.number(id));
  std::vector<std::uint32_t> lines(distinct.size());
  std::vector<std::uint32_t> met(distinct.size());
  for (const std::uint32_t id : of_line) ++lines[id];
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (lines[of_line[i]] > 1) ids[i] = texts.copy(fmt::format("{}#{}", ids[i], ++met[of_line[i]]));
}

}  // namespace

std::vector<std::string_view> distinguishing_prefixes(std::span<const std::string_view> versions) {
  std::vector<std::string_view> prefixes;
  for (std::string_view version : versions) {
    const auto clashes = [&](std::size_t components) {
      return std::any_of(versions.begin(), versions.end(),
                         [&](std::string_view other) { return other != version && prefix(other, components) == prefix(version, components); });
    };
    const bool alone = std::all_of(versions.begin(), versions.end(), [&](std::string_view other) { return other == version; });
    std::size_t components = alone ? 0 : 1;
    while (!alone && components < component_count(version) && clashes(components)) ++components;
    prefixes.push_back(alone ? std::string_view{} : prefix(version, components));
  }
  return prefixes;
}

std::vector<std::string_view> node_ids(std::span<const Shown* const> lines, std::string_view system, const Boundary& boundary, TextArena& texts) {
  std::vector<std::string_view> ids;
  ids.reserve(lines.size());
  std::vector<std::string_view> versions;
  std::string id;
  for (std::size_t begin = 0; begin < lines.size();) {
    if (lines[begin]->group != 0) {
      ids.push_back(texts.copy(group_id(boundary.groups[lines[begin++]->group - 1])));
      continue;
    }
    std::size_t end = begin;
    versions.clear();
    for (; end < lines.size() && same_package(*lines[begin], *lines[end]); ++end)
      if (versions.empty() || versions.back() != lines[end]->version) versions.push_back(lines[end]->version);
    const auto prefixes = distinguishing_prefixes(versions);
    for (std::size_t version = 0; begin < end; ++begin) {
      while (versions[version] != lines[begin]->version) ++version;
      base_id(*lines[begin], prefixes[version], system, id);
      ids.push_back(texts.copy(id));
    }
  }
  number_repeats(ids, texts);
  return ids;
}

}  // namespace bgsnap
