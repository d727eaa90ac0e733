#include "identity/mentions.hpp"

#include <algorithm>
#include <cstring>
#include <tuple>

namespace bgsnap {
namespace {

constexpr std::size_t hash_length = 32;

std::size_t find_prefix(std::string_view text, std::size_t from, std::string_view prefix) noexcept {
  if (from + prefix.size() + hash_length >= text.size()) return std::string_view::npos;  // most values are shorter than any path
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

OutputPaths::OutputPaths(const BuildGraph& graph) {
  paths_.reserve(graph.size(), graph.size());
  std::vector<Path> paths;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    paths.clear();
    for (const RawOutput& output : graph[DerivationId(i)].outputs)
      if (output.path.base.size() > hash_length) paths.push_back({head_of(output.path.base), output.path.base, output.name});
    paths_.push_back(paths);
  }
}

void MentionFinder::add(DerivationId derivation, bool self) {
  for (const OutputPaths::Path& path : paths_->of(derivation)) known_.push_back({path.head, &path, derivation, self});
}

void MentionFinder::reset(DerivationId derivation) {
  if (!paths_) paths_ = std::make_shared<OutputPaths>(graph_);
  known_.clear();
  const RawDerivation& recipe = graph_[derivation];
  store_dir_ = recipe.store_dir.empty() ? std::string_view("/nix/store") : recipe.store_dir;
  add(derivation, true);
  for (const DerivationId input : graph_.inputs(derivation)) add(input, false);
  // Downloads of one content share a path: the first input is meant.
  std::sort(known_.begin(), known_.end(), [](const Known& a, const Known& b) {
    return a.head != b.head ? a.head < b.head : std::tie(b.self, a.derivation) < std::tie(a.self, b.derivation);
  });
}

/// Of the paths that share the text's hash there is one in any store; the name must agree too, the longest of those that do.
const MentionFinder::Known* MentionFinder::lookup(std::string_view rest) const {
  if (rest.size() <= hash_length) return nullptr;
  const std::uint64_t head = head_of(rest);
  auto at = std::lower_bound(known_.begin(), known_.end(), head, [](const Known& known, std::uint64_t wanted) { return known.head < wanted; });
  const Known* best = nullptr;
  for (; at != known_.end() && at->head == head; ++at)
    if (rest.starts_with(at->path->base) && (!best || best->path->base.size() < at->path->base.size())) best = &*at;
  return best;
}

bool MentionFinder::next(std::string_view text, std::size_t from, Mention& found) const {
  for (std::size_t at = find_prefix(text, from, store_dir_); at != std::string_view::npos; at = find_prefix(text, at + 1, store_dir_)) {
    const std::size_t base = at + store_dir_.size() + 1;
    if (base >= text.size() || text[base - 1] != '/') continue;
    if (const Known* known = lookup(text.substr(base))) {
      found = {at, base + known->path->base.size(), known->self, known->derivation, known->path->output};
      return true;
    }
  }
  return false;
}

}  // namespace bgsnap
