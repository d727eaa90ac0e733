#include "snapshot/partition.hpp"

#include "snapshot/root_reach.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace bgsnap {
namespace {

/// Numbers lists of numbers by first appearance.
class Interner {
public:
  std::uint32_t number(const std::u32string& list) { return numbers_.emplace(list, static_cast<std::uint32_t>(numbers_.size())).first->second; }
  [[nodiscard]] std::size_t size() const noexcept { return numbers_.size(); }

private:
  std::unordered_map<std::u32string, std::uint32_t> numbers_;
};

void sort_distinct(std::vector<ClassId>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

class Refiner {
public:
  Refiner(const ItemGraph& items, const DenseMap<ItemId, std::uint32_t>& shown)
      : items_(items), shown_(shown), extra_(items.size()), class_of_(items.size()) {}

  Partition run() && {
    classify();
    while (split()) classify();
    return result();
  }

private:
  /// Bottom up: what is shown, what the last split said, and the classes of the inputs that a line shows.
  void classify() {
    Interner labels;
    std::u32string label;
    for (ItemId item : items_.inputs_first) {
      label.assign({static_cast<char32_t>(shown_[item]), static_cast<char32_t>(extra_[item])});
      append_classes(shown_inputs(item), label);
      label.push_back(~char32_t{0});
      const auto sources = items_.drv_sources[item];
      append_classes({sources.begin(), sources.end()}, label);
      class_of_[item] = ClassId(labels.number(label));
    }
    classes_ = labels.size();
  }

  [[nodiscard]] std::vector<ItemId> shown_inputs(ItemId item) const {
    std::vector<ItemId> inputs;
    const auto all = items_.inputs[item];
    const auto implied = items_.implied[item];
    for (std::size_t i = 0; i < all.size(); ++i)
      if (!implied[i]) inputs.push_back(all[i]);
    return inputs;
  }

  void append_classes(const std::vector<ItemId>& items, std::u32string& label) const {
    const std::size_t from = label.size();
    for (ItemId item : items) label.push_back(class_of_[item].value);
    std::sort(label.begin() + static_cast<std::ptrdiff_t>(from), label.end());
    label.erase(std::unique(label.begin() + static_cast<std::ptrdiff_t>(from), label.end()), label.end());
  }

  /// Top down: members of one class that other roots reach, or fixed outputs that other classes use, part ways. True: some did.
  bool split() {
    std::vector<std::uint32_t> sizes(classes_);
    for (ClassId id : class_of_) ++sizes[id.value];
    std::vector<ItemId> ambiguous;
    for (std::size_t i = 0; i < items_.size(); ++i)
      if (sizes[class_of_[ItemId(i)].value] > 1) ambiguous.push_back(ItemId(i));
    const auto reach = root_numbers(ambiguous);
    Interner parts;
    DenseMap<ItemId, std::uint32_t> part(items_.size());
    std::u32string key;
    for (std::size_t i = 0; i < items_.size(); ++i) part[ItemId(i)] = parts.number({static_cast<char32_t>(class_of_[ItemId(i)].value)});
    const std::size_t before = parts.size();
    Interner finer;
    for (std::size_t i = 0; i < ambiguous.size(); ++i) {
      key.assign({static_cast<char32_t>(class_of_[ambiguous[i]].value), static_cast<char32_t>(reach[i])});
      const auto users = items_.referrers[ambiguous[i]];
      if (items_.fixed[ambiguous[i]]) append_classes({users.begin(), users.end()}, key);
      part[ambiguous[i]] = static_cast<std::uint32_t>(before) + finer.number(key);
    }
    std::size_t coarse = 0;
    for (std::uint32_t size : sizes) coarse += size > 1 ? 1 : 0;
    extra_ = std::move(part);
    return finer.size() > coarse;
  }

  /// Numbers, for each of `wanted`, the sets of roots that reach it; equal numbers, equal sets.
  [[nodiscard]] std::vector<std::uint32_t> root_numbers(const std::vector<ItemId>& wanted) const {
    std::vector<std::uint32_t> numbers(wanted.size());
    if (wanted.empty()) return numbers;
    Interner sets;
    sets.number({});
    std::u32string key;
    for (std::size_t block = 0; block < root_blocks(items_.roots.size()); ++block) {
      const RootReach reach = root_reach(items_, block);
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!reach.closure[wanted[i]].any()) continue;
        key.assign({static_cast<char32_t>(numbers[i]), static_cast<char32_t>(block)});
        for (const RootBits* bits : {&reach.closure[wanted[i]], &reach.building[wanted[i]]})
          for (std::uint64_t word : bits->words) key.append({static_cast<char32_t>(word), static_cast<char32_t>(word >> 32)});
        numbers[i] = sets.number(key);
      }
    }
    return numbers;
  }

  [[nodiscard]] Partition result() const {
    Partition partition;
    partition.class_of = class_of_;
    partition.member = DenseMap<ClassId, ItemId>(classes_);
    partition.derivations = DenseMap<ClassId, std::uint32_t>(classes_);
    partition.inputs = partition.built_inputs = partition.drv_sources = partition.users = DenseMap<ClassId, std::vector<ClassId>>(classes_);
    DenseMap<ClassId, std::uint8_t> seen(classes_);
    const auto classes = [&](auto&& items) {
      std::vector<ClassId> list;
      for (ItemId item : items) list.push_back(class_of_[item]);
      sort_distinct(list);
      return list;
    };
    for (ItemId item : items_.inputs_first) {
      const ClassId id = class_of_[item];
      partition.derivations[id] += items_.derivations[item];
      for (ItemId input : items_.inputs[item])
        if (!items_.fixed[item] && !items_.fixed[input] && !items_.is_group(input)) partition.built_inputs[id].push_back(class_of_[input]);
      if (std::exchange(seen[id], std::uint8_t{1})) continue;
      partition.inputs_first.push_back(id);
      partition.member[id] = item;
      partition.inputs[id] = classes(shown_inputs(item));
      partition.drv_sources[id] = classes(items_.drv_sources[item]);
      if (items_.fixed[item]) partition.users[id] = classes(items_.referrers[item]);
    }
    for (auto& list : partition.built_inputs) sort_distinct(list);
    return partition;
  }

  const ItemGraph& items_;
  const DenseMap<ItemId, std::uint32_t>& shown_;
  DenseMap<ItemId, std::uint32_t> extra_;
  DenseMap<ItemId, ClassId> class_of_;
  std::size_t classes_ = 0;
};

}  // namespace

Partition partition(const ItemGraph& items, const DenseMap<ItemId, std::uint32_t>& shown) { return Refiner(items, shown).run(); }

}  // namespace bgsnap
