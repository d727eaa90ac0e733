#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace bgsnap {

/// A dense index that cannot be mistaken for an index of another kind. Four bytes, ordered, hashable.
template <class Tag>
struct Id {
  std::uint32_t value = 0;

  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : value(static_cast<std::uint32_t>(index)) {}
  friend constexpr auto operator<=>(Id, Id) = default;
};

/// One value for each id of a kind, by position. Indexing with another kind of id does not compile.
template <class IdT, class T>
class DenseMap {
public:
  DenseMap() = default;
  explicit DenseMap(std::size_t size) : values_(size) {}
  DenseMap(std::size_t size, const T& value) : values_(size, value) {}
  explicit DenseMap(std::vector<T> values) : values_(std::move(values)) {}

  [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }
  [[nodiscard]] bool empty() const noexcept { return values_.empty(); }
  [[nodiscard]] decltype(auto) operator[](IdT id) noexcept { return values_[id.value]; }
  [[nodiscard]] decltype(auto) operator[](IdT id) const noexcept { return values_[id.value]; }
  IdT push_back(T value) {
    values_.push_back(std::move(value));
    return IdT(values_.size() - 1);
  }
  void reserve(std::size_t size) { values_.reserve(size); }
  [[nodiscard]] auto begin() noexcept { return values_.begin(); }
  [[nodiscard]] auto end() noexcept { return values_.end(); }
  [[nodiscard]] auto begin() const noexcept { return values_.begin(); }
  [[nodiscard]] auto end() const noexcept { return values_.end(); }
  [[nodiscard]] const std::vector<T>& values() const noexcept { return values_; }

private:
  std::vector<T> values_;
};

/// Lists of T for each id, stored back to back (CSR): two allocations for the whole graph.
template <class IdT, class T>
class Adjacency {
public:
  Adjacency() : starts_(1, 0) {}
  /// `starts` has one more element than there are ids and begins with 0.
  Adjacency(std::vector<std::uint32_t> starts, std::vector<T> items) : starts_(std::move(starts)), items_(std::move(items)) {}

  [[nodiscard]] std::size_t size() const noexcept { return starts_.size() - 1; }
  [[nodiscard]] std::size_t edges() const noexcept { return items_.size(); }
  [[nodiscard]] std::span<const T> operator[](IdT id) const noexcept {
    return std::span(items_).subspan(starts_[id.value], starts_[id.value + 1] - starts_[id.value]);
  }
  /// The next id's list. Lists are added in the order of the ids.
  void push_back(std::span<const T> list) {
    items_.insert(items_.end(), list.begin(), list.end());
    starts_.push_back(static_cast<std::uint32_t>(items_.size()));
  }
  /// The lists of the next ids, as many as `more` has.
  void append(const Adjacency& more) {
    const auto before = static_cast<std::uint32_t>(items_.size());
    items_.insert(items_.end(), more.items_.begin(), more.items_.end());
    for (std::size_t i = 1; i < more.starts_.size(); ++i) starts_.push_back(before + more.starts_[i]);
  }
  /// Makes room for so many lists, and so many values in them all together.
  void reserve(std::size_t lists, std::size_t items) {
    starts_.reserve(lists + 1);
    items_.reserve(items);
  }

private:
  std::vector<std::uint32_t> starts_;
  std::vector<T> items_;
};

/// The same edges seen from their other end; each list ascends. `targets` is the number of ids on that side. O(V + E).
template <class From, class To>
[[nodiscard]] Adjacency<To, From> reversed(const Adjacency<From, To>& edges, std::size_t targets) {
  std::vector<std::uint32_t> starts(targets + 1, 0);
  for (std::size_t from = 0; from < edges.size(); ++from)
    for (To to : edges[From(from)]) ++starts[to.value + 1];
  for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
  std::vector<From> items(edges.edges());
  std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
  for (std::size_t from = 0; from < edges.size(); ++from)
    for (To to : edges[From(from)]) items[next[to.value]++] = From(from);
  return {std::move(starts), std::move(items)};
}

/// A value on both sides of a comparison.
template <class T>
struct Changed {
  T before;
  T now;
  friend bool operator==(const Changed&, const Changed&) = default;
};

}  // namespace bgsnap

template <class Tag>
struct std::hash<bgsnap::Id<Tag>> {
  std::size_t operator()(bgsnap::Id<Tag> id) const noexcept { return id.value; }
};
