#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace bgsnap {

/// Memory that only grows: text and lists that live as long as the RawGraph, or until all of it is cleared. Nothing in it is ever
/// destroyed or moved.
class TextArena {
public:
  /// `size` bytes, not initialised.
  [[nodiscard]] char* allocate(std::size_t size, std::size_t alignment = 1) {
    char* place = aligned(alignment);
    if (size > static_cast<std::size_t>(end_ - place)) {
      grow(size + alignment);
      place = aligned(alignment);
    }
    next_ = place + size;
    return place;
  }

  /// Gives back what the last allocation did not use, `unused` bytes at its end.
  void give_back(std::size_t unused) noexcept { next_ -= unused; }

  /// Forgets everything; what was given out is no longer there.
  void clear() noexcept {
    if (chunks_.empty()) return;
    chunks_.resize(1);
    next_ = chunks_.front().bytes.get();
    end_ = next_ + chunks_.front().size;
  }

  [[nodiscard]] std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* place = allocate(text.size());
    std::memcpy(place, text.data(), text.size());
    return {place, text.size()};
  }

  /// With a zero byte behind it.
  [[nodiscard]] std::string_view copy_with_zero(std::string_view text) {
    char* place = allocate(text.size() + 1);
    *std::copy(text.begin(), text.end(), place) = '\0';
    return {place, text.size()};
  }

  template <class T>
  [[nodiscard]] std::span<const T> copy(const std::vector<T>& list) {
    return copy(std::span<const T>(list));
  }

  template <class T>
  [[nodiscard]] std::span<const T> copy(std::span<const T> list) {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
    if (list.empty()) return {};
    T* place = reinterpret_cast<T*>(allocate(list.size() * sizeof(T), alignof(T)));
    std::uninitialized_copy(list.begin(), list.end(), place);
    return {place, list.size()};
  }

  /// A list of what `made` makes of each of `list`; making may allocate here too.
  template <class T, class Make>
  [[nodiscard]] std::span<const T> made_of(std::span<const T> list, Make made) {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
    if (list.empty()) return {};
    T* const place = reinterpret_cast<T*>(allocate(list.size() * sizeof(T), alignof(T)));
    for (std::size_t i = 0; i < list.size(); ++i) std::construct_at(place + i, made(list[i]));
    return {place, list.size()};
  }

private:
  static constexpr std::size_t chunk_size = std::size_t{1} << 20;

  [[nodiscard]] char* aligned(std::size_t alignment) const noexcept {
    const auto address = reinterpret_cast<std::uintptr_t>(next_);
    const std::size_t gap = (alignment - address % alignment) % alignment;
    return gap > static_cast<std::size_t>(end_ - next_) ? end_ : next_ + gap;
  }

  void grow(std::size_t wanted) {
    const std::size_t size = std::max(wanted, chunk_size);
    chunks_.push_back({std::make_unique_for_overwrite<char[]>(size), size});
    next_ = chunks_.back().bytes.get();
    end_ = next_ + size;
  }

  struct Chunk {
    std::unique_ptr<char[]> bytes;
    std::size_t size;
  };
  std::vector<Chunk> chunks_;
  char* next_ = nullptr;
  char* end_ = nullptr;
};

}  // namespace bgsnap
