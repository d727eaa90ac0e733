#include "config/json_cursor.hpp"
#include "policy/judged.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <span>
#include <tuple>

namespace bgsnap {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : static_cast<char>(c); });
  return text;
}

std::string text_of_key(JsonObject& object, const char* key) {
  const auto found = object.find(key);
  return found ? found->text() : "";
}

/// "github:nixos/nixpkgs" of https://github.com/NixOS/nixpkgs.git, ssh://git@github.com/… and the like: git over the address of a forge is the
/// repository of that forge. Empty: it is none that flakes have a name for.
std::string forge_repository(std::string_view address) {
  constexpr std::pair<std::string_view, std::string_view> forges[] = {{"github.com", "github"}, {"gitlab.com", "gitlab"}, {"git.sr.ht", "sourcehut"}};
  address = address.substr(0, address.find_first_of("?#"));
  if (address.starts_with("git+")) address.remove_prefix(4);
  if (const std::size_t scheme = address.find("://"); scheme != std::string_view::npos) address.remove_prefix(scheme + 3);
  if (const std::size_t user = address.find('@'); user < address.find('/')) address.remove_prefix(user + 1);
  while (address.ends_with('/')) address.remove_suffix(1);
  if (address.ends_with(".git")) address.remove_suffix(4);
  for (const auto& [host, type] : forges) {
    if (!lower(std::string(address.substr(0, host.size()))).starts_with(host) || address.size() <= host.size() + 1) continue;
    if (const char after = address[host.size()]; after != '/' && after != ':') continue;
    std::string_view path = address.substr(host.size() + 1);
    if (const std::size_t port = path.find_first_not_of("0123456789");
        address[host.size()] == ':' && port != 0 && port < path.size() && path[port] == '/')
      path.remove_prefix(port + 1);
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos || path.ends_with('/')) continue;
    if (slash == path.rfind('/') || type == "gitlab") return lower(fmt::format("{}:{}", type, path));
  }
  return {};
}

/// "github:nixos/nixpkgs" of https://github.com/NixOS/nixpkgs/archive/REV.tar.gz and the like. Empty: no archive of a repository.
std::string archived_repository(std::string_view address) {
  const std::size_t codeload = address.find("://codeload.github.com/");
  if (codeload != std::string_view::npos) {
    const std::string_view path = address.substr(codeload + std::string_view("://codeload.github.com/").size());
    const std::size_t end = path.find('/', path.find('/') + 1);
    return end == std::string_view::npos ? "" : forge_repository(fmt::format("https://github.com/{}", path.substr(0, end)));
  }
  for (const std::string_view folder : {"/-/archive/", "/archive/", "/tarball/"})
    if (const std::size_t at = address.find(folder); at != std::string_view::npos) return forge_repository(address.substr(0, at));
  return {};
}

/// "a/b" of "a%2Fb".
std::string with_slashes(std::string owner) {
  for (std::size_t at = owner.find('%'); at != std::string::npos; at = owner.find('%', at + 1))
    if (lower(owner.substr(at, 3)) == "%2f") owner.replace(at, 3, "/");
  return owner;
}

/// The commit that an archive's address names. Empty: a branch, a tag, or none.
std::string revision_in(std::string_view address) {
  constexpr std::size_t digits = 40;
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  for (std::size_t at = 0; at < address.size();) {
    std::size_t end = at;
    while (end < address.size() && is_digit(address[end])) ++end;
    if (end - at == digits) return std::string(address.substr(at, digits));
    at = end + 1;
  }
  return {};
}

/// What is pinned, whatever it is pinned to: a repository (whose name has no case there), else the address as the flake wrote it.
std::string what_is_pinned(const JsonCursor& locked_value, const std::optional<JsonCursor>& original_value) {
  JsonObject locked = locked_value.object();
  const std::string type = locked.require("type").text();
  if (const std::string repo = text_of_key(locked, "repo"); !repo.empty()) {
    const std::string host = text_of_key(locked, "host");
    return lower(fmt::format("{}:{}{}/{}", type, host.empty() ? "" : host + "/", with_slashes(text_of_key(locked, "owner")), repo));
  }
  if (type == "git")
    if (std::string repository = forge_repository(text_of_key(locked, "url")); !repository.empty()) return repository;
  if (type == "tarball")
    if (std::string repository = archived_repository(text_of_key(locked, "url")); !repository.empty()) return repository;
  for (const char* key : {"url", "path"}) {
    if (original_value) {
      JsonObject original = original_value->object();
      if (const std::string address = text_of_key(original, key); !address.empty()) return fmt::format("{}:{}", type, address);
    }
    if (const std::string address = text_of_key(locked, key); !address.empty()) return fmt::format("{}:{}", type, address);
  }
  locked_value.fail("it names neither a repository nor an address");
}

FlakeLock::Pin pin_of(const JsonCursor& locked, const std::optional<JsonCursor>& original, std::string path) {
  FlakeLock::Pin pin{what_is_pinned(locked, original), {}, std::move(path)};
  JsonObject object = locked.object();
  pin.revision = text_of_key(object, "rev");
  pin.content = text_of_key(object, "narHash");
  if (pin.revision.empty() && text_of_key(object, "type") == "tarball") pin.revision = revision_in(text_of_key(object, "url"));
  if (pin.revision.empty()) pin.revision = pin.content;
  if (pin.revision.empty()) locked.fail("it has neither \"rev\" nor \"narHash\"");
  return pin;
}

/// The graph of a lock: an input is a node of its own, or follows another one, which is then met under its own name.
class Walk {
public:
  explicit Walk(const JsonCursor& document) {
    JsonObject lock = document.object();
    if (const std::uint64_t version = lock.require("version").count(); version < 5 || version > 7)
      lock.require("version").fail("version " + std::to_string(version) + " is not known", "known are 5, 6 and 7");
    root_ = lock.require("root").text();
    nodes_cursor_ = lock.require("nodes");
    for (const auto& [name, node] : nodes_cursor_->entries()) nodes_.emplace(name, node);
    if (!nodes_.contains(root_)) lock.require("root").fail("there is no node \"" + root_ + "\"");
  }

  [[nodiscard]] std::vector<FlakeLock::Pin> pins() {
    std::vector<FlakeLock::Pin> found;
    std::deque<std::pair<std::string, std::string>> queue{{root_, ""}};
    std::map<std::string, bool> seen{{root_, true}};
    for (; !queue.empty(); queue.pop_front()) {
      const auto [name, path] = queue.front();
      JsonObject node = nodes_.at(name).object();
      if (name != root_) {
        const JsonCursor locked = node.require("locked");
        found.push_back(pin_of(locked, node.find("original"), path));
      }
      const auto inputs = node.find("inputs");
      if (!inputs) continue;
      for (const auto& [input, target] : inputs->entries()) {
        if (target.is_list()) continue;
        const std::string next = target.text();
        if (!nodes_.contains(next)) target.fail("there is no node \"" + next + "\"");
        if (!seen.emplace(next, true).second) continue;
        queue.emplace_back(next, path.empty() ? input : fmt::format("{} → {}", path, input));
      }
    }
    return found;
  }

private:
  std::string root_;
  std::optional<JsonCursor> nodes_cursor_;
  std::map<std::string, JsonCursor> nodes_;
};

/// Paths by revision. Where one pin names no commit, all are told apart by their contents, if they have them.
std::map<std::string, std::vector<std::string>> revisions_of(std::span<const FlakeLock::Pin> pins) {
  const bool by_content = std::all_of(pins.begin(), pins.end(), [](const FlakeLock::Pin& pin) { return !pin.content.empty(); }) &&
                          std::any_of(pins.begin(), pins.end(), [](const FlakeLock::Pin& pin) { return pin.revision == pin.content; });
  std::map<std::string, std::string> told;  // by content: the revision that stands for it
  std::map<std::string, std::vector<std::string>> revisions;
  for (const FlakeLock::Pin& pin : pins)
    if (pin.revision != pin.content) told.try_emplace(pin.content, pin.revision);
  for (const FlakeLock::Pin& pin : pins) {
    const auto same = told.find(pin.content);
    revisions[by_content && same != told.end() ? same->second : pin.revision].push_back(pin.path);
  }
  return revisions;
}

}  // namespace

FlakeLock parse_flake_lock(std::string_view text, const std::string& file) {
  FlakeLock lock{file, Walk(JsonCursor::parse(text, file)).pins()};
  std::sort(lock.pins.begin(), lock.pins.end(),
            [](const FlakeLock::Pin& a, const FlakeLock::Pin& b) { return std::tie(a.input, a.path) < std::tie(b.input, b.path); });
  return lock;
}

void find_double_pins(const FlakeLock& lock, Findings& findings) {
  for (auto pin = lock.pins.begin(); pin != lock.pins.end();) {
    const auto end = std::find_if(pin, lock.pins.end(), [&](const FlakeLock::Pin& one) { return one.input != pin->input; });
    const std::map<std::string, std::vector<std::string>> revisions = revisions_of({pin, end});
    if (revisions.size() > 1) {
      Finding finding{"singleton", Severity::error, pin->input, {}, {}, {}};
      finding.message = fmt::format("{} pins {} to {} revisions, and one is enough", lock.file, pin->input, revisions.size());
      finding.measure = measure_of(revisions.size());
      for (const auto& [revision, paths] : revisions)
        for (const std::string& path : paths) finding.evidence.push_back(fmt::format("{}: {}", revision, path));
      finding.accept = "let one follow the other in flake.nix: inputs.….follows = \"…\"";
      findings.push_back(std::move(finding));
    }
    pin = end;
  }
}

}  // namespace bgsnap
