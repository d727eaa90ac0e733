#include "render/json.hpp"
#include "render/sections.hpp"

#include <fmt/format.h>

namespace bgsnap {

std::string as_text(const WhyAnswer& answer, Style style) {
  const std::string from = shown(answer.from);
  const std::string to = shown(answer.to);
  if (answer.chain.empty()) return page({fmt::format("{} does not need {}\n", from, to), standing_section(answer.standing, style)});

  if (answer.chain.size() == 1)
    return page({fmt::format("{} is {}: both name {}\n", from, to, shown(answer.graph.nodes[answer.chain.front()].label)),
                 standing_section(answer.standing, style)});

  std::string out = painted(fmt::format("{} needs {}", from, to), Ink::strong, style) +
                    fmt::format(", over {}\n", counted(answer.chain.size() - 1, "step", "steps"));
  for (std::size_t i = 0; i < answer.chain.size(); ++i) {
    const RebuildNode& node = answer.graph.nodes[answer.chain[i]];
    out += chain_line(i, shown(node.label), style);
    if (answer.fetch_step == i) out += painted("  fetched with what follows: a change below does not rebuild it", Ink::yellow, style);
    out += "\n";
  }
  return page({out, standing_section(answer.standing, style)});
}

std::string as_json(const WhyAnswer& answer) {
  Json json = json_answer("bgsnap-why/1", answer.graph, answer.standing);
  json["from"] = json_text(answer.from);
  json["to"] = json_text(answer.to);
  json["connected"] = !answer.chain.empty();
  json["path"] = labels(answer.graph, answer.chain);
  json["rebuilds_travel"] = !answer.chain.empty() && !answer.fetch_step;
  if (answer.fetch_step) json["stops_at"] = json_text(answer.graph.nodes[answer.chain[*answer.fetch_step]].label);
  return dumped(json);
}

}  // namespace bgsnap
