#include "bgsnap/configuration.hpp"

#include "config/preset.hpp"
#include "config/rules_reader.hpp"
#include "config/systems_reader.hpp"

#include <algorithm>
#include <filesystem>

namespace bgsnap {
namespace {

/// Those of one ecosystem first, each knows its own; the generic one last.
std::vector<std::string> every_preset() {
  std::vector<std::string> names = preset_names();
  std::stable_partition(names.begin(), names.end(), [](const std::string& name) { return name != generic_preset; });
  return names;
}

struct Chosen {
  std::vector<std::string> presets;
  bool named = true;  ///< by the file; else all of them
};

/// "preset" is that preset and the generic one, "presets" exactly these in this order, neither is all.
Chosen chosen_presets(JsonObject& file) {
  const auto one = file.find("preset");
  const auto list = file.find("presets");
  if (one && list) list->fail("\"preset\" and \"presets\" exclude each other", "name them all under \"presets\"");
  if (one) {
    std::vector<std::string> presets = {one->one_of("preset", preset_names())};
    if (presets.front() != generic_preset) presets.emplace_back(generic_preset);
    return {presets};
  }
  if (list) {
    static_cast<void>(list->texts());  // holds them to be strings, each once
    std::vector<std::string> presets;
    for (const JsonCursor& name : list->items()) presets.push_back(name.one_of("preset", preset_names()));
    return {presets};
  }
  return {every_preset(), false};
}

void add_presets(const Chosen& chosen, Rules& rules) {
  // Of presets that nobody named, only the generic one may say what is counted: figures of one ecosystem would be zeros in another.
  const bool has_figures = !rules.metrics.figures.empty();
  for (const std::string& name : chosen.presets) {
    add_preset(name, rules);
    if (!chosen.named && !has_figures && name != generic_preset) rules.metrics = {};
  }
}

}  // namespace

std::string Configuration::folder() const {
  const std::string folder = std::filesystem::path(file).parent_path().string();
  return folder.empty() ? "." : folder;
}

Configuration default_configuration() {
  Configuration configuration;
  add_presets({every_preset(), false}, configuration.rules);
  return configuration;
}

EcosystemWords words_of_presets(const std::vector<std::string>& names) {
  const std::vector<std::string> shipped = preset_names();
  Rules rules;
  for (const std::string& name : names)
    if (std::find(shipped.begin(), shipped.end(), name) != shipped.end()) add_preset(name, rules);
  return rules.words;
}

Configuration parse_configuration(std::string_view text, const std::string& file) {
  Configuration configuration;
  configuration.file = file;
  Rules& rules = configuration.rules;
  JsonObject object = JsonCursor::parse(text, file).object();
  object.accept_schema("bgsnap-configuration/1");
  const Chosen chosen = chosen_presets(object);
  if (const auto members = object.find("members")) rules.members = members->texts();
  if (const auto watch = object.find("watch")) rules.watch = watch->texts();
  add_rules(object, "configuration", rules);
  configuration.systems = read_systems(object, configuration.folder());
  object.finish();
  add_presets(chosen, rules);
  return configuration;
}

Configuration read_configuration(const std::string& file) { return parse_configuration(read_text_file(file), file); }

}  // namespace bgsnap
