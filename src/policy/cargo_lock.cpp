#include "bgsnap/error.hpp"
#include "bgsnap/policy.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <map>

namespace bgsnap {
namespace {

using Package = CargoLock::Package;

std::string text_at(const toml::table& table, const char* key, const std::string& file, bool required) {
  const toml::node* node = table.get(key);
  if (node == nullptr && !required) return {};
  const auto line = (node == nullptr ? table.source() : node->source()).begin.line;
  if (node == nullptr) throw Error(fmt::format("a package without \"{}\"", key), Place{file, {}, fmt::format("line {}", line)});
  const auto text = node->value<std::string>();
  if (!text || text->empty()) throw Error(fmt::format("\"{}\" is no text", key), Place{file, {}, fmt::format("line {}", line)});
  return *text;
}

/// "NAME", "NAME VERSION" or "NAME VERSION (SOURCE)", the shortest that is clear.
std::size_t needed_package(const std::string& words, const std::multimap<std::string, std::size_t>& by_name, const std::vector<Package>& packages,
                           const std::string& file, std::size_t line) {
  const std::size_t name_end = std::min(words.find(' '), words.size());
  const std::string version = name_end == words.size() ? "" : words.substr(name_end + 1, words.find(' ', name_end + 1) - name_end - 1);
  const auto [begin, end] = by_name.equal_range(words.substr(0, name_end));
  for (auto at = begin; at != end; ++at)
    if (version.empty() || packages[at->second].version == version) return at->second;
  throw Error(fmt::format("it needs \"{}\", which is not in the file", words), Place{file, {}, fmt::format("line {}", line)},
              "`cargo generate-lockfile` writes it anew");
}

toml::table parse_toml(std::string_view text, const std::string& file) {
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    throw Error(fmt::format("not valid TOML: {}", error.description()), Place{file, {}, fmt::format("line {}", error.source().begin.line)});
  }
}

}  // namespace

CargoLock parse_cargo_lock(std::string_view text, const std::string& file) {
  const toml::table document = parse_toml(text, file);
  const toml::array* listed = document.get_as<toml::array>("package");
  if (listed == nullptr) throw Error("there is no [[package]] in it", Place{file, {}, {}}, "give a Cargo.lock");
  CargoLock lock;
  lock.file = file;
  std::multimap<std::string, std::size_t> by_name;
  for (const toml::node& node : *listed) {
    const toml::table* package = node.as_table();
    if (package == nullptr) throw Error("a package that is no table", Place{file, {}, fmt::format("line {}", node.source().begin.line)});
    const std::string source = text_at(*package, "source", file, false);
    Package read{text_at(*package, "name", file, true), text_at(*package, "version", file, true), false};
    read.registry = source.starts_with("registry+") || source.starts_with("sparse+");
    by_name.emplace(read.name, lock.packages.size());
    lock.packages.push_back(std::move(read));
  }
  for (std::size_t i = 0; i < listed->size(); ++i) {
    const toml::array* needs = (*listed)[i].as_table()->get_as<toml::array>("dependencies");
    if (needs == nullptr) continue;
    for (const toml::node& need : *needs) {
      const auto words = need.value<std::string>();
      const auto line = need.source().begin.line;
      if (!words) throw Error("a dependency that is no text", Place{file, {}, fmt::format("line {}", line)});
      lock.packages[i].needs.push_back(needed_package(*words, by_name, lock.packages, file, line));
    }
  }
  return lock;
}

}  // namespace bgsnap
