#include "identity/mentions.hpp"

#include <algorithm>
#include <cstring>
#include <tuple>

namespace bgsnap {
namespace {

constexpr std::size_t hash_length = 32;

std::size_t find_prefix(std::string_view text, std::size_t from, std::string_view prefix) noexcept {
  if (from >= text.size()) return std::string_view::npos;
  const void* at = memmem(text.data() + from, text.size() - from, prefix.data(), prefix.size());
  return at ? static_cast<std::size_t>(static_cast<const char*>(at) - text.data()) : std::string_view::npos;
}

/// The first eight bytes, of at least so many.
std::uint64_t head_of(std::string_view base) noexcept {
  std::uint64_t head = 0;
  std::memcpy(&head, base.data(), sizeof head);
  return head;
}

}  // namespace

void MentionFinder::add(const RawDerivation& derivation, DerivationId id, bool self) {
  for (const RawOutput& output : derivation.outputs)
    if (output.path.base.size() > hash_length) known_.push_back({head_of(output.path.base), output.path.base, output.name, id, self});
}

void MentionFinder::reset(DerivationId derivation) {
  known_.clear();
  const RawDerivation& recipe = graph_[derivation];
  store_dir_ = recipe.store_dir.empty() ? std::string_view("/nix/store") : recipe.store_dir;
  add(recipe, derivation, true);
  for (DerivationId input : graph_.inputs(derivation)) add(graph_[input], input, false);
  // Downloads of one content share a path: the first input is meant.
  std::sort(known_.begin(), known_.end(),
            [](const Known& a, const Known& b) { return std::tie(a.head, b.self, a.input) < std::tie(b.head, a.self, b.input); });
}

/// Of the paths that share the text's hash there is one in any store; the name must agree too, the longest of those that do.
const MentionFinder::Known* MentionFinder::lookup(std::string_view rest) const {
  if (rest.size() <= hash_length) return nullptr;
  const std::uint64_t head = head_of(rest);
  auto at = std::lower_bound(known_.begin(), known_.end(), head, [](const Known& known, std::uint64_t wanted) { return known.head < wanted; });
  const Known* best = nullptr;
  for (; at != known_.end() && at->head == head; ++at)
    if (rest.starts_with(at->base) && (!best || best->base.size() < at->base.size())) best = &*at;
  return best;
}

bool MentionFinder::next(std::string_view text, std::size_t from, Mention& found) const {
  for (std::size_t at = find_prefix(text, from, store_dir_); at != std::string_view::npos; at = find_prefix(text, at + 1, store_dir_)) {
    const std::size_t base = at + store_dir_.size() + 1;
    if (base >= text.size() || text[base - 1] != '/') continue;
    if (const Known* known = lookup(text.substr(base))) {
      found = {at, base + known->base.size(), known->self, known->input, known->output};
      return true;
    }
  }
  return false;
}

}  // namespace bgsnap
