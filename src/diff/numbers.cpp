#include "diff/numbers.hpp"

#include "base/side_by_side.hpp"
#include "base/text_hash.hpp"
#include "diff/compared.hpp"

#include <bit>

namespace bgsnap {
namespace {

std::uint64_t line_hash(const LogicalKey& key) noexcept {
  std::uint64_t hash = 0;
  for (const std::string_view part : {key.pname, key.class_name, key.profile, key.scope, key.system}) hash = hash_text(part, hash);
  return hash;
}

/// Closures are hashes already; those of lines count up from 0.
class ContentNumbers {
public:
  explicit ContentNumbers(std::size_t most) : places_(std::bit_ceil(most * 2 + 2), 0) { used_.reserve(most); }

  [[nodiscard]] ContentId of(const Fingerprint& closure) {
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15;
    const std::size_t mask = places_.size() - 1;
    std::size_t at = ((closure.low ^ closure.high) * odd >> 32) & mask;
    while (places_[at] != 0 && used_[places_[at] - 1] != closure) at = (at + 1) & mask;
    if (places_[at] == 0) {
      used_.push_back(closure);
      places_[at] = static_cast<std::uint32_t>(used_.size());
    }
    return ContentId(places_[at] - 1);
  }
  [[nodiscard]] std::size_t size() const noexcept { return used_.size(); }

private:
  std::vector<Fingerprint> used_ = {};
  std::vector<std::uint32_t> places_;  ///< open addressing; 0 is free
};

}  // namespace

std::size_t KeyNumbers::Table::at(std::uint64_t hash, const LogicalKey& key, bool& fresh) {
  const std::size_t mask = places.size() - 1;
  std::size_t at = hash & mask;
  for (; places[at] != 0; at = (at + 1) & mask)
    if (const Entry& entry = used[places[at] - 1]; entry.hash == hash && entry.key == key) return places[at] - 1;
  fresh = true;
  used.push_back({hash, key, 0});
  places[at] = static_cast<std::uint32_t>(used.size());
  return used.size() - 1;
}

KeyNumbers::Pair KeyNumbers::of(const LogicalKey& key) {
  const std::uint64_t of_line = line_hash(key);
  bool fresh = false;
  const std::size_t at = keys_.at(hash_text(key.version, of_line), key, fresh);
  if (fresh) {
    LogicalKey line = key;
    line.version = {};
    bool fresh_line = false;
    keys_.used[at].line = static_cast<std::uint32_t>(lines_.at(of_line, line, fresh_line));
  }
  return {KeyId(at), LineId(keys_.used[at].line)};
}

namespace {

void number_keys(Compared& before, Compared& now) {
  KeyNumbers keys(before.graph.nodes.size() + now.graph.nodes.size());
  for (Compared* const side : {&before, &now}) {
    Numbers& numbers = side->numbers;
    numbers.key.reserve(side->graph.nodes.size());
    numbers.line.reserve(side->graph.nodes.size());
    for (const RebuildNode& node : side->graph.nodes) {
      const KeyNumbers::Pair pair = keys.of(node.key);
      numbers.key.push_back(pair.key);
      numbers.line.push_back(pair.line);
    }
  }
  for (Compared* const side : {&before, &now}) {
    side->numbers.keys = keys.keys();
    side->numbers.lines = keys.lines();
  }
}

void number_contents(Compared& before, Compared& now) {
  ContentNumbers contents(before.closure.size() + now.closure.size());
  for (Compared* const side : {&before, &now}) {
    side->numbers.content.reserve(side->closure.size());
    for (const Fingerprint& closure : side->closure) side->numbers.content.push_back(contents.of(closure));
  }
  for (Compared* const side : {&before, &now}) side->numbers.contents = contents.size();
}

}  // namespace

void number(Compared& before, Compared& now) {
  side_by_side(
      now.closure.size() >= nodes_worth_a_thread, [&] { number_keys(before, now); }, [&] { number_contents(before, now); });
}

}  // namespace bgsnap
