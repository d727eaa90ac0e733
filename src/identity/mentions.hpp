#pragma once

#include "bgsnap/build_graph.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace bgsnap {

/// A store path in a recipe's text that is one of its own outputs or an output of one of its inputs.
struct Mention {
  std::size_t begin = 0;  ///< the path's first byte in the text
  std::size_t end = 0;    ///< after the path's name; a sub-path follows there
  bool self = false;
  DerivationId input;       ///< unless self
  std::string_view output;  ///< output name
};

/// The paths of a whole graph's outputs, those of a derivation beside each other. Views into it.
class OutputPaths {
public:
  struct Path {
    std::uint64_t head;  ///< of the path's hash, so that most are told apart at once
    std::string_view base;
    std::string_view output;
  };

  explicit OutputPaths(const BuildGraph& graph);
  /// Those that are known before the build.
  [[nodiscard]] std::span<const Path> of(DerivationId id) const noexcept { return paths_[id]; }

private:
  Adjacency<DerivationId, Path> paths_;
};

/// Knows the paths that one derivation's text can mention. Made anew for each derivation by reset(), keeping its memory.
class MentionFinder {
public:
  /// Without `paths` it makes its own when it is first asked.
  explicit MentionFinder(const BuildGraph& graph, std::shared_ptr<const OutputPaths> paths = nullptr) : graph_(graph), paths_(std::move(paths)) {}
  void reset(DerivationId derivation);
  /// The next mention in `text` at or after `from`; false: none. Amortised O(bytes).
  [[nodiscard]] bool next(std::string_view text, std::size_t from, Mention& found) const;

private:
  struct Known {
    std::uint64_t head;
    const OutputPaths::Path* path;
    DerivationId derivation;
    bool self;
  };
  [[nodiscard]] const Known* lookup(std::string_view rest) const;
  void add(DerivationId derivation, bool self);

  const BuildGraph& graph_;
  std::shared_ptr<const OutputPaths> paths_;
  std::string_view store_dir_;
  std::vector<Known> known_;  // ascending by head
};

}  // namespace bgsnap
