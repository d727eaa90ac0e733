#pragma once

#include "bgsnap/raw_graph.hpp"

#include <fmt/format.h>

#include <string>

namespace bgsnap {

inline std::string description(std::span<const RawDynamic> dynamic) {
  std::string text;
  for (const RawDynamic& entry : dynamic) text += fmt::format(" {}^[{}]({})", entry.output, fmt::join(entry.outputs, " "), description(entry.deeper));
  return text;
}

/// All that a record says, one line a fact; not where it stands.
inline std::string description(const RawDerivation& record) {
  std::string text = fmt::format("path {}\nstore {}\nname {}\nsystem {}\nbuilder {}\n", record.path.base, record.store_dir, record.name,
                                 record.system, record.builder);
  for (const std::string_view arg : record.args) text += fmt::format("arg {}\n", arg);
  for (const RawOutput& output : record.outputs)
    text += fmt::format("output {} kind {} path {} method {} algorithm {} hash {}\n", output.name, static_cast<int>(output.kind), output.path.base,
                        output.method, output.algorithm, output.hash);
  for (const RawInput& input : record.inputs)
    text += fmt::format("input {} [{}]{}\n", input.derivation.base, fmt::join(input.outputs, " "), description(input.dynamic));
  for (const StorePath source : record.sources) text += fmt::format("source {}\n", source.base);
  for (const RawVariable& variable : record.env) text += fmt::format("env {}={}\n", variable.name, variable.value);
  if (!record.structured.empty()) text += fmt::format("structured {}\n", record.structured);
  for (const RawVariable& variable : record.attributes) text += fmt::format("attribute {}={}\n", variable.name, variable.value);
  if (record.empty_record) text += "empty\n";
  return text;
}

}  // namespace bgsnap
