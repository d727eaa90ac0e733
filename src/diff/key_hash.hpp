#pragma once

#include "bgsnap/identity.hpp"

#include <cstddef>
#include <functional>
#include <string_view>

namespace bgsnap {

/// For sets and maps that are asked and never listed: their order is nobody's.
struct KeyHash {
  [[nodiscard]] std::size_t operator()(const LogicalKey& key) const noexcept {
    std::size_t hash = 0;
    for (const std::string_view part : {key.pname, key.version, key.class_name, key.profile, key.scope, key.system})
      hash = (hash ^ std::hash<std::string_view>()(part)) * 0x9e3779b97f4a7c15;
    return hash ^ hash >> 32;
  }
};

}  // namespace bgsnap
