#include "snapshot/partition.hpp"

#include "snapshot/list_numbers.hpp"

#include <algorithm>
#include <span>

namespace bgsnap {
namespace {

class Refiner {
public:
  Refiner(const ItemGraph& items, const RootSets& roots, const DenseMap<ItemId, std::uint32_t>& shown)
      : items_(items), roots_(roots), shown_(shown), extra_(items.size()), class_of_(items.size()) {}

  Partition run() && {
    classify();
    while (split()) classify();
    return result();
  }

private:
  /// Bottom up: what is shown, what the last split said, and the classes of the inputs that a line shows.
  void classify() {
    ListNumbers labels;
    std::vector<std::uint32_t> label;
    for (ItemId item : items_.inputs_first) {
      label.assign({shown_[item], extra_[item]});
      append_shown_inputs(item, label);
      label.push_back(~std::uint32_t{0});
      append_classes(items_.drv_sources[item], label);
      class_of_[item] = ClassId(labels.number(label));
    }
    classes_ = labels.size();
  }

  template <class Visit>
  void each_shown_input(ItemId item, Visit&& visit) const {
    const auto all = items_.inputs[item];
    const auto implied = items_.implied[item];
    for (std::size_t i = 0; i < all.size(); ++i)
      if (!implied[i]) visit(all[i]);
  }

  static void sort_from(std::size_t from, std::vector<std::uint32_t>& label) {
    std::sort(label.begin() + static_cast<std::ptrdiff_t>(from), label.end());
    label.erase(std::unique(label.begin() + static_cast<std::ptrdiff_t>(from), label.end()), label.end());
  }

  void append_shown_inputs(ItemId item, std::vector<std::uint32_t>& label) const {
    const std::size_t from = label.size();
    each_shown_input(item, [&](ItemId input) { label.push_back(class_of_[input].value); });
    sort_from(from, label);
  }

  void append_classes(std::span<const ItemId> items, std::vector<std::uint32_t>& label) const {
    const std::size_t from = label.size();
    for (ItemId item : items) label.push_back(class_of_[item].value);
    sort_from(from, label);
  }

  /// Top down: members of one class that other roots reach, or fixed outputs that other classes use, part ways. True: some did.
  bool split() {
    std::vector<std::uint32_t> sizes(classes_);
    for (ClassId id : class_of_) ++sizes[id.value];
    ListNumbers finer;
    std::vector<std::uint32_t> key;
    std::size_t coarse = 0;
    for (std::uint32_t size : sizes) coarse += size > 1 ? 1 : 0;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const ItemId item(i);
      const std::uint32_t whole = class_of_[item].value;
      extra_[item] = whole;
      if (sizes[whole] == 1) continue;
      key.assign({whole, roots_.number(item)});
      if (items_.fixed[item]) append_classes(items_.referrers[item], key);
      extra_[item] = static_cast<std::uint32_t>(classes_) + finer.number(key);
    }
    return finer.size() > coarse;
  }

  /// Classes are numbered in the order in which their first members come up, so lists are added in the order of the classes.
  [[nodiscard]] Partition result() const {
    Partition partition;
    partition.class_of = class_of_;
    partition.derivations = DenseMap<ClassId, std::uint32_t>(classes_);
    partition.member.reserve(classes_);
    std::vector<ClassId> list;
    const auto close = [&](Adjacency<ClassId, ClassId>& lists) {
      std::sort(list.begin(), list.end());
      list.erase(std::unique(list.begin(), list.end()), list.end());
      lists.push_back(list);
      list.clear();
    };
    const auto add = [&](ItemId item) { list.push_back(class_of_[item]); };
    for (const ItemId item : items_.inputs_first) {
      const ClassId id = class_of_[item];
      partition.derivations[id] += items_.derivations[item];
      if (id.value < partition.member.size()) continue;
      partition.member.push_back(item);
      each_shown_input(item, add);
      close(partition.inputs);
      for (const ItemId source : items_.drv_sources[item]) add(source);
      close(partition.drv_sources);
      if (items_.fixed[item])
        for (const ItemId user : items_.referrers[item]) add(user);
      close(partition.users);
    }
    const Adjacency<ClassId, ItemId> members = members_of_classes();
    for (std::size_t i = 0; i < classes_; ++i) {
      for (const ItemId item : members[ClassId(i)]) each_built_input(item, add);
      close(partition.built_inputs);
    }
    return partition;
  }

  [[nodiscard]] Adjacency<ClassId, ItemId> members_of_classes() const {
    Adjacency<ItemId, ClassId> classes;
    classes.reserve(items_.size(), items_.size());
    for (const ClassId id : class_of_) classes.push_back(std::span(&id, 1));
    return reversed(classes, classes_);
  }

  template <class Visit>
  void each_built_input(ItemId item, Visit&& visit) const {
    if (items_.fixed[item]) return;
    for (const ItemId input : items_.inputs[item])
      if (!items_.fixed[input] && !items_.is_group(input)) visit(input);
  }

  const ItemGraph& items_;
  const RootSets& roots_;
  const DenseMap<ItemId, std::uint32_t>& shown_;
  DenseMap<ItemId, std::uint32_t> extra_;
  DenseMap<ItemId, ClassId> class_of_;
  std::size_t classes_ = 0;
};

}  // namespace

Partition partition(const ItemGraph& items, const RootSets& roots, const DenseMap<ItemId, std::uint32_t>& shown) {
  return Refiner(items, roots, shown).run();
}

}  // namespace bgsnap
