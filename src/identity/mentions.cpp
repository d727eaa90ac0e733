#include "identity/mentions.hpp"

#include <algorithm>
#include <cstring>

namespace bgsnap {
namespace {

constexpr std::size_t hash_length = 32;

std::size_t find_prefix(std::string_view text, std::size_t from, std::string_view prefix) noexcept {
  if (from >= text.size()) return std::string_view::npos;
  const void* at = memmem(text.data() + from, text.size() - from, prefix.data(), prefix.size());
  return at ? static_cast<std::size_t>(static_cast<const char*>(at) - text.data()) : std::string_view::npos;
}

}  // namespace

void MentionFinder::add(const RawDerivation& derivation, DerivationId id, bool self) {
  for (const RawOutput& output : derivation.outputs)
    if (output.path.base.size() > hash_length) known_.push_back({output.path.base, output.name, id, self});
}

void MentionFinder::reset(DerivationId derivation) {
  known_.clear();
  const RawDerivation& recipe = graph_[derivation];
  store_dir_ = recipe.store_dir.empty() ? std::string_view("/nix/store") : recipe.store_dir;
  add(recipe, derivation, true);
  for (DerivationId input : graph_.inputs(derivation)) add(graph_[input], input, false);
  std::sort(known_.begin(), known_.end(), [](const Known& a, const Known& b) { return a.base < b.base; });
}

/// Of the paths that share the text's hash there is one in any store; the name must agree too.
const MentionFinder::Known* MentionFinder::lookup(std::string_view rest) const {
  if (rest.size() <= hash_length) return nullptr;
  const std::string_view hash = rest.substr(0, hash_length);
  auto at = std::lower_bound(known_.begin(), known_.end(), hash, [](const Known& known, std::string_view wanted) { return known.base.substr(0, hash_length) < wanted; });
  for (const Known* best = nullptr;; ++at) {
    if (at == known_.end() || !at->base.starts_with(hash)) return best;
    if (rest.starts_with(at->base) && (!best || best->base.size() < at->base.size())) best = &*at;
  }
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
