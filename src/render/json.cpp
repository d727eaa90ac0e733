#include "render/json.hpp"

#include "base/utf8.hpp"

#include <fmt/format.h>

#include <iterator>

namespace bgsnap {

std::string json_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    if (point.valid)
      out += text.substr(at, point.bytes);
    else
      fmt::format_to(std::back_inserter(out), "\\x{:02X}", static_cast<unsigned>(point.value));
    at += point.bytes;
  }
  return out;
}

Json json_texts(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(json_text(text));
  return list;
}

Json json_or_null(const std::optional<std::string>& text) { return text ? Json(json_text(*text)) : Json(nullptr); }

std::string_view name_of(Unit unit) noexcept { return unit == Unit::derivations ? "derivations" : "logical nodes"; }

const char* key_of(Unit unit) noexcept { return unit == Unit::derivations ? "derivations" : "nodes"; }

Json json_answer(std::string_view schema, const RebuildGraph& graph, Standing standing) {
  Json answer = Json::object();
  answer["schema"] = schema;
  answer["unit"] = name_of(graph.unit);
  answer["incomplete"] = standing.incomplete;
  return answer;
}

Json labels(const RebuildGraph& graph, std::span<const NodeId> nodes) {
  Json list = Json::array();
  for (const NodeId node : nodes) list.push_back(json_text(graph.nodes[node].label));
  return list;
}

Json json_roots(std::span<const RootShare> roots) {
  Json object = Json::object();
  for (const RootShare& root : roots) append(object, root.name, Json{{"needed", root.needed.count}, {"total", root.needed.total}});
  return object;
}

void append(Json& object, std::string_view key, Json value) { object.get_ref<Json::object_t&>().emplace_back(json_text(key), std::move(value)); }

std::string dumped(const Json& answer) { return answer.dump(2) + "\n"; }

}  // namespace bgsnap
