#pragma once

#include "policy/judged.hpp"
#include "question/reach.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

/// What the rules about named nodes share.
namespace bgsnap {

/// What the selector matches. Without a match that is a finding about `subject`, "singletons rustc", in whose words `rule` is "the singleton
/// rustc", and nothing is given.
[[nodiscard]] std::optional<Selection> selected(const Judged& judged, const std::string& selector, const std::string& subject,
                                                const std::string& rule, const std::string& pointer, Findings& findings);
[[nodiscard]] std::vector<NodeId> common(std::span<const NodeId> a, std::span<const NodeId> b);   ///< of ascending ids
[[nodiscard]] std::vector<NodeId> without(std::span<const NodeId> a, std::span<const NodeId> b);  ///< of ascending ids
/// "build/app", the first few, and how many more.
[[nodiscard]] std::vector<std::string> some_labels(const RebuildGraph& graph, std::span<const NodeId> nodes);

}  // namespace bgsnap
