#pragma once

#include "bgsnap/snapshot.hpp"

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace bgsnap {

/// Finds lines by their ids. Open addressing: one or two places are looked at for a name.
class LineIds {
public:
  /// Of nodes with distinct ids, whose texts must stay.
  explicit LineIds(std::span<const SnapshotNode> nodes) {
    std::size_t places = 16;
    while (places < 2 * nodes.size()) places *= 2;
    places_.resize(places);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const std::string_view id = nodes[i].id;
      std::size_t at = hash_of(id) & (places - 1);
      while (places_[at].line != 0) at = (at + 1) & (places - 1);
      places_[at] = {id.data(), static_cast<std::uint32_t>(id.size()), static_cast<std::uint32_t>(i + 1)};
    }
  }

  [[nodiscard]] std::optional<NodeId> find(std::string_view id) const noexcept {
    for (std::size_t at = hash_of(id) & (places_.size() - 1); places_[at].line != 0; at = (at + 1) & (places_.size() - 1))
      if (std::string_view(places_[at].text, places_[at].size) == id) return NodeId(places_[at].line - 1);
    return std::nullopt;
  }

private:
  struct Place {
    const char* text = nullptr;
    std::uint32_t size = 0;
    std::uint32_t line = 0;  ///< one more than the line's place; 0: empty
  };

  /// Eight bytes a step. Ids differ in few places, so every step stirs all that came before.
  [[nodiscard]] static std::uint64_t hash_of(std::string_view text) noexcept {
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;
    std::uint64_t hash = text.size() * odd;
    const auto stir = [&](std::uint64_t bytes) {
      hash = (hash ^ bytes) * odd;
      hash ^= hash >> 29;
    };
    std::uint64_t bytes = 0;
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
      std::memcpy(&bytes, text.data() + at, 8);
      stir(bytes);
    }
    bytes = 0;
    if (at != text.size()) std::memcpy(&bytes, text.data() + at, text.size() - at);
    stir(bytes);
    return hash ^ hash >> 32;
  }

  std::vector<Place> places_;
};

}  // namespace bgsnap
