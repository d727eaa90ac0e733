#include "graph/inputs_first.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>
#include <queue>

namespace bgsnap {

namespace {

using Edges = Adjacency<DerivationId, DerivationId>;

/// Numbers below a limit, of which the smallest is taken. A bit for each, and above 64 bits one that says whether any of them is set.
class SmallestFirst {
public:
  explicit SmallestFirst(std::size_t limit) {
    do {
      limit = (limit + word - 1) / word;
      levels_.emplace_back(limit, 0);
    } while (limit > 1);
  }

  [[nodiscard]] bool empty() const noexcept { return levels_.back().empty() || levels_.back().front() == 0; }

  void add(std::size_t number) noexcept {
    for (auto& level : levels_) {
      level[number / word] |= std::uint64_t{1} << number % word;
      number /= word;
    }
  }

  std::size_t take() noexcept {
    std::size_t number = 0;
    for (auto level = levels_.rbegin(); level != levels_.rend(); ++level)
      number = number * word + static_cast<std::size_t>(std::countr_zero((*level)[number]));
    for (std::size_t at = 0, bit = number; at < levels_.size(); ++at, bit /= word)
      if ((levels_[at][bit / word] &= ~(std::uint64_t{1} << bit % word)) != 0) break;
    return number;
  }

private:
  static constexpr std::size_t word = 64;
  std::vector<std::vector<std::uint64_t>> levels_;  ///< the numbers first; the last one is a word
};

/// Of every derivation, the smallest member of the cycles that it is in (Tarjan's strongly connected components); itself when in none.
class Cycles {
public:
  explicit Cycles(const Edges& needs) : needs_(needs), number_(needs.size(), 0), low_(needs.size(), 0), open_(needs.size(), 0), of_(needs.size()) {}

  DenseMap<DerivationId, DerivationId> find() {
    for (std::size_t i = 0; i < needs_.size(); ++i)
      if (number_[DerivationId(i)] == 0) walk(DerivationId(i));
    return std::move(of_);
  }

private:
  struct Step {
    DerivationId id;
    std::size_t next;
  };

  void enter(DerivationId id) {
    number_[id] = low_[id] = ++count_;
    open_[id] = 1;
    stack_.push_back(id);
    steps_.push_back({id, 0});
  }

  void walk(DerivationId start) {
    enter(start);
    while (!steps_.empty()) {
      const DerivationId id = steps_.back().id;
      const auto needed = needs_[id];
      if (steps_.back().next < needed.size()) {
        const DerivationId other = needed[steps_.back().next++];
        if (number_[other] == 0)
          enter(other);
        else if (open_[other] != 0)
          low_[id] = std::min(low_[id], number_[other]);
        continue;
      }
      steps_.pop_back();
      if (!steps_.empty()) low_[steps_.back().id] = std::min(low_[steps_.back().id], low_[id]);
      if (low_[id] == number_[id]) close(id);
    }
  }

  void close(DerivationId first) {
    const auto begin = std::find(stack_.rbegin(), stack_.rend(), first).base() - 1;
    const DerivationId smallest = *std::min_element(begin, stack_.end());
    for (auto member = begin; member != stack_.end(); ++member) {
      of_[*member] = smallest;
      open_[*member] = 0;
    }
    stack_.erase(begin, stack_.end());
  }

  const Edges& needs_;
  DenseMap<DerivationId, std::uint32_t> number_;
  DenseMap<DerivationId, std::uint32_t> low_;
  DenseMap<DerivationId, std::uint8_t> open_;
  DenseMap<DerivationId, DerivationId> of_;
  std::vector<DerivationId> stack_;
  std::vector<Step> steps_;
  std::uint32_t count_ = 0;
};

/// Kahn's order over groups; a group is known by its smallest member. Groups that need each other are left out.
std::vector<DerivationId> ordered_groups(const Edges& needs, const DenseMap<DerivationId, DerivationId>& group) {
  const Edges users = reversed(needs, needs.size());
  std::vector<std::vector<DerivationId>> members(needs.size());
  DenseMap<DerivationId, std::uint32_t> waiting(needs.size(), 0);
  for (std::size_t i = 0; i < needs.size(); ++i) {
    const DerivationId id(i);
    members[group[id].value].push_back(id);
    for (const DerivationId other : needs[id])
      if (group[other] != group[id]) ++waiting[group[id]];
  }
  std::priority_queue<DerivationId, std::vector<DerivationId>, std::greater<>> ready;
  for (std::size_t i = 0; i < needs.size(); ++i)
    if (!members[i].empty() && waiting[DerivationId(i)] == 0) ready.emplace(i);
  std::vector<DerivationId> order;
  order.reserve(needs.size());
  while (!ready.empty()) {
    const DerivationId next = ready.top();
    ready.pop();
    for (const DerivationId member : members[next.value]) {
      order.push_back(member);
      for (const DerivationId user : users[member])
        if (group[user] != next && --waiting[group[user]] == 0) ready.push(group[user]);
    }
  }
  return order;
}

/// As ordered_groups when every derivation is a group of its own: the shape of every real graph.
std::vector<DerivationId> ordered(const Edges& needs) {
  const Edges users = reversed(needs, needs.size());
  DenseMap<DerivationId, std::uint32_t> waiting(needs.size(), 0);
  SmallestFirst ready(needs.size());
  for (std::size_t i = 0; i < needs.size(); ++i) {
    waiting[DerivationId(i)] = static_cast<std::uint32_t>(needs[DerivationId(i)].size());
    if (needs[DerivationId(i)].empty()) ready.add(i);
  }
  std::vector<DerivationId> order;
  order.reserve(needs.size());
  while (!ready.empty()) {
    order.emplace_back(ready.take());
    for (const DerivationId user : users[order.back()])
      if (--waiting[user] == 0) ready.add(user.value);
  }
  return order;
}

bool needs_itself(const Edges& needs, DerivationId id) {
  const auto needed = needs[id];
  return std::find(needed.begin(), needed.end(), id) != needed.end();
}

}  // namespace

InputsFirst inputs_first(const Edges& needs) {
  InputsFirst result;
  result.order = ordered(needs);
  if (result.order.size() == needs.size()) return result;
  const DenseMap<DerivationId, DerivationId> group = Cycles(needs).find();
  result.order = ordered_groups(needs, group);
  result.in_cycle = DenseMap<DerivationId, std::uint8_t>(needs.size(), 0);
  for (std::size_t i = 0; i < needs.size(); ++i) {
    const DerivationId id(i);
    if (group[id] != id)
      result.in_cycle[id] = result.in_cycle[group[id]] = 1;
    else if (needs_itself(needs, id))
      result.in_cycle[id] = 1;
  }
  return result;
}

}  // namespace bgsnap
