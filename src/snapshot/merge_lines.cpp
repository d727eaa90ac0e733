#include "snapshot/merge_lines.hpp"

#include "bgsnap/error.hpp"
#include "bgsnap/snapshot.hpp"
#include "snapshot/recount.hpp"
#include "snapshot/snapshot_line.hpp"
#include "snapshot/snapshot_reader.hpp"

#include <fmt/format.h>

#include <set>

namespace bgsnap {
namespace {

/// One thing as the three files have it; null where it is not there.
template <class Thing>
struct ThreeWays {
  const Thing* base = nullptr;
  const Thing* ours = nullptr;
  const Thing* theirs = nullptr;

  static bool same(const Thing* left, const Thing* right) { return left == right || (left != nullptr && right != nullptr && *left == *right); }
  /// Where one side at most changed it, and where both did alike.
  [[nodiscard]] bool settled() const { return same(ours, theirs) || same(base, ours) || same(base, theirs); }
  /// What stands then; null: nothing.
  [[nodiscard]] const Thing* outcome() const { return same(base, ours) ? theirs : ours; }
};

using Strings = std::map<std::string, std::string>;

/// A list that is not there is empty.
std::optional<LineValue> merged_sets(const ThreeWays<LineValue>& value) {
  static const Strings none;
  const auto set_of = [](const LineValue* side) { return side == nullptr ? &none : side->set ? &*side->set : nullptr; };
  const ThreeWays<Strings> sets{set_of(value.base), set_of(value.ours), set_of(value.theirs)};
  if (!sets.base || !sets.ours || !sets.theirs) return std::nullopt;
  Strings all = *sets.ours;
  all.insert(sets.theirs->begin(), sets.theirs->end());
  std::string json;
  for (const auto& [text, written] : all) {
    const bool left = sets.ours->contains(text);
    const bool right = sets.theirs->contains(text);
    if (sets.base->contains(text) ? left && right : left || right) json += (json.empty() ? "" : ",") + written;
  }
  return LineValue{"[" + json + "]"};
}

/// A count that is not there is 0. How far both sides moved it together is a guess; what the lines give is counted afterwards.
std::optional<LineValue> merged_counts(const ThreeWays<LineValue>& value) {
  const auto count_of = [](const LineValue* side) { return side == nullptr ? std::optional<std::int64_t>(0) : side->count; };
  const auto base = count_of(value.base);
  const auto ours = count_of(value.ours);
  const auto theirs = count_of(value.theirs);
  if (!base || !ours || !theirs) return std::nullopt;
  return LineValue{std::to_string(*ours + (*theirs - *base))};
}

class Merge {
public:
  Merge(const SnapshotLines& base, const SnapshotLines& ours, const SnapshotLines& theirs) : base_(base), ours_(ours), theirs_(theirs) {
    for (const SnapshotLines* side : {&base_, &ours_, &theirs_})
      for (const auto& [name, line] : *side) names_.insert(name);
  }

  LineMerge run() {
    for (const LineName& name : names_) merge_line(name, of(name));
    if (conflicts_.empty()) {
      try {
        std::string whole = snapshot_text();
        static_cast<void>(parse_snapshot(whole, "merged"));
        return {std::move(whole), {}};
      } catch (const Error& error) {
        conflicts_.push_back("together the lines make no snapshot: " + error.sentence());
        open_all_that_differ();
      }
    }
    return {text(), std::move(conflicts_)};
  }

private:
  /// The merged lines with the figures that they give together.
  std::string snapshot_text() {
    for (const std::string& id : unreached_lines(parse_lines(text(), "merged"))) merged_.erase({LineName::node, id});
    Snapshot merged = parse_lines(text(), "merged");
    recount(merged);
    merged.provisional = true;
    return text_of(merged);
  }

  [[nodiscard]] ThreeWays<SnapshotLine> of(const LineName& name) const {
    const auto in = [&](const SnapshotLines& lines) {
      const auto line = lines.find(name);
      return line == lines.end() ? nullptr : &line->second;
    };
    return {in(base_), in(ours_), in(theirs_)};
  }

  void merge_line(const LineName& name, const ThreeWays<SnapshotLine>& line) {
    if (line.settled()) {
      if (line.outcome() != nullptr) merged_[name] = *line.outcome();
    } else if (line.ours == nullptr || line.theirs == nullptr) {
      conflict(name, line.ours == nullptr ? "theirs changes it, ours takes it away" : "ours changes it, theirs takes it away");
    } else {
      merge_members(name, line);
    }
  }

  void merge_members(const LineName& name, const ThreeWays<SnapshotLine>& line) {
    std::vector<std::string> keys = line.ours->keys();
    for (const std::string& key : line.theirs->keys())
      if (line.ours->find(key) == nullptr) keys.push_back(key);
    SnapshotLine& into = merged_[name];
    for (const std::string& key : keys) {
      const ThreeWays<LineValue> value{line.base == nullptr ? nullptr : line.base->find(key), line.ours->find(key), line.theirs->find(key)};
      if (value.settled()) {
        if (value.outcome() != nullptr) into.set(key, *value.outcome());
        continue;
      }
      std::optional<LineValue> both = merged_sets(value);
      if (!both) both = merged_counts(value);
      if (!both) return conflict(name, fmt::format("\"{}\" is {} in ours and {} in theirs", key, shown(value.ours), shown(value.theirs)));
      into.set(key, std::move(*both));
    }
  }

  static std::string shown(const LineValue* value) { return value == nullptr ? "nothing" : value->json; }

  void conflict(const LineName& name, const std::string& why) {
    open_.insert(name);
    conflicts_.push_back(fmt::format("{}: {}", name.text(), why));
  }

  void open_all_that_differ() {
    for (const LineName& name : names_)
      if (!ThreeWays<SnapshotLine>::same(of(name).ours, of(name).theirs)) open_.insert(name);
  }

  /// The file, with both sides of what is open, and neighbours between one pair of markers.
  [[nodiscard]] std::string text() const {
    std::string out;
    std::string ours;
    std::string theirs;
    const auto close = [&] {
      if (!ours.empty() || !theirs.empty()) out += "<<<<<<< ours\n" + ours + "=======\n" + theirs + ">>>>>>> theirs\n";
      ours.clear();
      theirs.clear();
    };
    for (const LineName& name : names_) {
      const auto written = [&](const SnapshotLine& line) { return (name.kind == LineName::header ? "[" : ",") + line.json() + "\n"; };
      if (open_.contains(name)) {
        const ThreeWays<SnapshotLine> line = of(name);
        if (line.ours != nullptr) ours += written(*line.ours);
        if (line.theirs != nullptr) theirs += written(*line.theirs);
      } else if (const auto line = merged_.find(name); line != merged_.end()) {
        close();
        out += written(line->second);
      }
    }
    close();
    return out + "]\n";
  }

  const SnapshotLines& base_;
  const SnapshotLines& ours_;
  const SnapshotLines& theirs_;
  std::set<LineName> names_;
  SnapshotLines merged_;
  std::set<LineName> open_;
  std::vector<std::string> conflicts_;
};

LineMerge unread(const std::string& ours, const std::string& theirs, const Error& error) {
  const auto ended = [](const std::string& text) { return text.empty() || text.ends_with('\n') ? text : text + "\n"; };
  return {"<<<<<<< ours\n" + ended(ours) + "=======\n" + ended(theirs) + ">>>>>>> theirs\n", {error.what()}};
}

}  // namespace

LineMerge merge_lines(const std::string& base, const std::string& ours, const std::string& theirs) {
  if (ours == theirs || base == theirs) return {ours, {}};
  if (base == ours) return {theirs, {}};
  try {
    const SnapshotLines before = lines_of(base, "base");
    const SnapshotLines left = lines_of(ours, "ours");
    const SnapshotLines right = lines_of(theirs, "theirs");
    return Merge(before, left, right).run();
  } catch (const Error& error) {
    return unread(ours, theirs, error);
  }
}

}  // namespace bgsnap
