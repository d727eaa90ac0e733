#include "config/json_cursor.hpp"
#include "policy/judged.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
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
    const std::string_view path = address.substr(host.size() + 1);
    const std::size_t slash = path.find('/');
    if (slash != std::string_view::npos && slash == path.rfind('/')) return lower(fmt::format("{}:{}", type, path));
  }
  return {};
}

/// What is pinned, whatever it is pinned to: a repository (whose name has no case there), else the address as the flake wrote it.
std::string what_is_pinned(const JsonCursor& locked_value, const std::optional<JsonCursor>& original_value) {
  JsonObject locked = locked_value.object();
  const std::string type = locked.require("type").text();
  if (const std::string repo = text_of_key(locked, "repo"); !repo.empty()) {
    const std::string host = text_of_key(locked, "host");
    return lower(fmt::format("{}:{}{}/{}", type, host.empty() ? "" : host + "/", text_of_key(locked, "owner"), repo));
  }
  if (type == "git")
    if (const std::string repository = forge_repository(text_of_key(locked, "url")); !repository.empty()) return repository;
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
  if (pin.revision.empty()) pin.revision = text_of_key(object, "narHash");
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
    std::map<std::string, std::vector<std::string>> revisions;
    for (auto one = pin; one != end; ++one) revisions[one->revision].push_back(one->path);
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
