#include "config/systems_reader.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

namespace bgsnap {
namespace {

constexpr std::string_view system_template = "{system}";

std::string for_system(std::string text, const std::string& system) {
  for (std::size_t at = 0; (at = text.find(system_template, at)) != std::string::npos; at += system.size())
    text.replace(at, system_template.size(), system);
  return text;
}

/// What the file says of one graph, or of all of them.
struct Said {
  std::map<std::string, JsonCursor> roots;
  std::optional<JsonCursor> snapshot;
  std::optional<JsonCursor> baseline;
};

Said read_said(JsonObject& object) {
  Said said;
  if (const auto roots = object.find("roots"))
    for (const auto& [name, value] : roots->entries()) {
      if (name.find('=') != std::string::npos) value.fail("the root's name has a \"=\"", "name it by its attribute");
      said.roots.emplace(name, value);
    }
  said.snapshot = object.find("snapshot");
  said.baseline = object.find("baseline");
  return said;
}

/// What stands in `own` goes before what stands in `all`.
Said joined(const Said& all, Said own) {
  own.roots.insert(all.roots.begin(), all.roots.end());
  if (!own.snapshot) own.snapshot = all.snapshot;
  if (!own.baseline) own.baseline = all.baseline;
  return own;
}

void read_file_root(const JsonCursor& value, const std::string& system, RootSource& root) {
  JsonObject object = value.object();
  root.file = for_system(object.require("file").text(), system);
  if (const auto attribute = object.find("attr")) root.attribute = for_system(attribute->text(), system);
  if (const auto arguments = object.find("args"))
    for (const auto& [name, argument] : arguments->entries()) root.arguments.emplace_back(name, for_system(argument.text_or_empty(), system));
  object.finish();
}

RootSource read_root(const std::string& name, const JsonCursor& value, const std::string& system) {
  RootSource root;
  root.name = name;
  root.pointer = value.pointer();
  if (value.is_null()) {
    root.absent = true;
  } else if (value.is_object()) {
    read_file_root(value, system, root);
  } else {
    root.flake = for_system(value.text(), system);
    const std::size_t mark = root.flake.find('#');
    if (mark == std::string::npos || mark + 1 == root.flake.size())
      value.fail("\"" + root.flake + "\" names no attribute of a flake",
                 "write \".#packages.{system}.NAME\", {\"file\": FILE, \"attr\": ATTRIBUTE}, or null where the system does not have this root");
  }
  return root;
}

std::string reached_from(const std::string& folder, const std::string& path) {
  return folder == "." ? path : (std::filesystem::path(folder) / path).string();
}

SystemGraph read_system(const std::string& name, const JsonCursor& place, const Said& said, const std::string& folder) {
  SystemGraph graph;
  graph.name = name;
  if (name.find('/') != std::string::npos || name.starts_with('.')) place.fail("\"" + name + "\" cannot name a file, and a system's name does");
  for (const auto& [root, value] : said.roots) graph.roots.push_back(read_root(root, value, name));
  if (std::all_of(graph.roots.begin(), graph.roots.end(), [](const RootSource& root) { return root.absent; }))
    place.fail("the system " + name + " has no roots", "name them under \"roots\": {\"packages.app\": \".#packages.{system}.app\"}");
  graph.snapshot = reached_from(folder, for_system(said.snapshot ? said.snapshot->text() : "snapshots/{system}.json", name));
  if (said.baseline && !said.baseline->is_null()) graph.baseline = reached_from(folder, for_system(said.baseline->text(), name));
  return graph;
}

void require_own_files(const std::vector<SystemGraph>& systems, const JsonCursor& place) {
  std::map<std::string, std::string> owner;
  for (const SystemGraph& system : systems) {
    const auto [other, first] = owner.emplace(system.snapshot, system.name);
    if (!first)
      place.fail("the systems " + other->second + " and " + system.name + " have one snapshot, " + system.snapshot, "put {system} into its name");
  }
}

}  // namespace

std::vector<SystemGraph> read_systems(JsonObject& file, const std::string& folder) {
  const Said all = read_said(file);
  const auto list = file.find("systems");
  std::vector<SystemGraph> systems;
  if (!list) {
    if (const auto roots = file.find("roots")) roots->fail("roots without \"systems\"", "name them: \"systems\": [\"x86_64-linux\"]");
    return systems;
  }
  if (list->is_list()) {
    static_cast<void>(list->texts());  // holds them to be strings, each once
    for (const JsonCursor& name : list->items()) systems.push_back(read_system(name.text(), name, all, folder));
  } else {
    for (const auto& [name, value] : list->entries()) {
      JsonObject object = value.object();
      Said own = read_said(object);
      object.finish();
      systems.push_back(read_system(name, value, joined(all, std::move(own)), folder));
    }
  }
  if (systems.empty()) list->fail("no system, so there is nothing to make a snapshot of");
  require_own_files(systems, *list);
  return systems;
}

}  // namespace bgsnap
