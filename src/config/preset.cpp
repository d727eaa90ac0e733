#include "config/preset.hpp"

#include "bgsnap/configuration.hpp"
#include "config/embedded.hpp"
#include "config/rules_reader.hpp"

#include <algorithm>

namespace bgsnap {

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const auto& [name, text] : embedded_presets()) names.emplace_back(name);
  return names;
}

std::optional<std::string_view> preset_text(std::string_view name) {
  for (const auto& [known, text] : embedded_presets())
    if (known == name) return text;
  return std::nullopt;
}

void add_preset(const std::string& name, Rules& rules) {
  const auto text = preset_text(name);
  if (!text) throw Error("no preset is called \"" + name + "\"");
  JsonObject file = JsonCursor::parse(*text, "preset " + name).object();
  file.accept_schema("bgsnap-preset/1");
  const JsonCursor written = file.require("name");
  if (written.text() != name) written.fail("the preset's name is not that of its file");
  static_cast<void>(file.require("description").text());
  add_rules(file, name, rules);
  file.finish();
  rules.presets.push_back(name);
}

}  // namespace bgsnap
