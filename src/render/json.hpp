#pragma once

#include "bgsnap/render.hpp"

#include <nlohmann/json.hpp>

#include <span>
#include <string>
#include <string_view>

/// What the JSON answers share. Keys stand in the order they are written; the same answer gives the same bytes.
namespace bgsnap {

using Json = nlohmann::ordered_json;

/// A value: bytes that are not UTF-8 stand as "\xE9", four characters, because JSON cannot say them.
[[nodiscard]] std::string json_text(std::string_view text);
[[nodiscard]] Json json_texts(const std::vector<std::string>& texts);
/// Absent is null.
[[nodiscard]] Json json_or_null(const std::optional<std::string>& text);

/// {"schema": NAME, "unit": …, "incomplete": …}
[[nodiscard]] Json json_answer(std::string_view schema, const RebuildGraph& graph, Standing standing);
[[nodiscard]] std::string_view name_of(Unit unit) noexcept;
/// What a list of nodes is called: "derivations" for a graph, "nodes" for a snapshot, whose lines stand for several.
[[nodiscard]] const char* key_of(Unit unit) noexcept;
[[nodiscard]] Json labels(const RebuildGraph& graph, std::span<const NodeId> nodes);
/// {NAME: {"needed": N, "total": N}}
[[nodiscard]] Json json_roots(std::span<const RootShare> roots);

/// Adds a member that is known to be new: no search through those that are there.
void append(Json& object, std::string_view key, Json value);
/// Indented, with a final newline.
[[nodiscard]] std::string dumped(const Json& answer);

}  // namespace bgsnap
